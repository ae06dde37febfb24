/// Why an action may not be done, with the rule's number.
///
/// Two refusals are equal if their numbers are: the message says what was wrong in this case, the number says which rule
/// it broke. Every number is listed with its rule in `Docs/refusals.md`.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule that was broken.
    public let rule: Rule
    /// One sentence that names the thing and says what is wrong with it.
    public let message: String
    /// What to do about it.
    public let remedy: String

    /// The rule's number; never used again for another rule.
    public var number: Int { rule.number }
    /// The rule's short name, as `claim-late`.
    public var code: String { rule.code }

    /// - Parameters:
    ///   - rule: The rule that was broken.
    ///   - message: One sentence about this case.
    ///   - remedy: What to do; the rule's own remedy by default.
    public init(_ rule: Rule, _ message: String, remedy: String? = nil) {
        self.rule = rule
        self.message = message
        self.remedy = remedy ?? rule.remedy
    }

    public static func == (a: Refusal, b: Refusal) -> Bool { a.rule.number == b.rule.number }
    public func hash(into hasher: inout Hasher) { hasher.combine(rule.number) }

    /// `604 claim-late: The claim … Remedy: …`
    public var description: String { "\(number) \(code): \(message) Remedy: \(remedy)" }
}

extension Refusal {
    /// A rule that an action can break.
    public struct Rule: Sendable, Identifiable {
        public let number: Int
        public let code: String
        /// The rule in one sentence, as `Docs/refusals.md` prints it.
        public let rule: String
        public let remedy: String
        public var id: Int { number }

        init(_ number: Int, _ code: String, _ rule: String, _ remedy: String) {
            self.number = number
            self.code = code
            self.rule = rule
            self.remedy = remedy
        }

        /// Makes `catch Refusal.Rule.claimLate` work.
        public static func ~= (rule: Rule, error: any Error) -> Bool {
            (error as? Refusal)?.number == rule.number
        }
    }
}
