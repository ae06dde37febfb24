public import Claims

/// A bill to try a policy on, and what must come out where that is known.
public struct Sample: Sendable, Equatable {
    public var title: String
    public var bill: Bill
    public var history: BenefitHistory
    public var expectation: Expectation?
    /// Where it stands in the policy's text.
    public var place: Policy.Place

    public init(
        title: String, bill: Bill, history: BenefitHistory = BenefitHistory(), expectation: Expectation? = nil,
        place: Policy.Place = Policy.Place()
    ) {
        self.title = title
        self.bill = bill
        self.history = history
        self.expectation = expectation
        self.place = place
    }
}

/// What a policy does with one sample.
public struct Effect: Sendable {
    public var sample: Sample
    public var result: Result<Settlement, SettlementError>
    /// Where the settlement is otherwise than the sample expects, one sentence each.
    public var differences: [String]

    /// Whether the sample is priced, and as expected.
    public var isAsExpected: Bool {
        if case .failure = result { return false }
        return differences.isEmpty
    }
}

/// All that can be said about a policy's text.
public struct PolicyReport: Sendable {
    /// The policy, where it could be read.
    public var policy: Policy?
    /// What keeps it from being read, in the order of the file.
    public var mistakes: [Mistake]
    /// What it does with the samples that the file gives itself.
    public var samples: [Effect]
    /// What it does with bills of usual sizes for every kind of case that it distinguishes.
    public var effects: [Effect]
    /// What it does with one item of a thousand yuan of each item class.
    public var classes: [Effect]

    /// Whether the policy can be published: it is read without mistakes, and its own samples come out as expected.
    public var isSound: Bool { mistakes.isEmpty && samples.allSatisfy(\.isAsExpected) }

    /// The samples of the file that are not priced, or otherwise than they expect, as mistakes of the file.
    public var failedSamples: [Mistake] {
        samples.enumerated().flatMap { index, effect in
            let path = "samples[\(index + 1)]"
            func mistake(_ message: String, _ remedy: String) -> Mistake {
                Mistake(
                    place: effect.sample.place, path: path, message: "\(effect.sample.title): \(message)",
                    remedy: remedy)
            }
            if case .failure(let error) = effect.result {
                let place = error.place.map { $0.line > 0 ? " (line \($0.line), column \($0.column))" : "" } ?? ""
                return [mistake("cannot be priced: \(error.message)\(place)", error.remedy)]
            }
            return effect.differences.map { mistake($0, "Correct the rule, or what is expected.") }
        }
    }
}

extension PolicyFile {
    /// Reads a policy, and prices its own samples and bills of usual sizes with it.
    ///
    /// - Complexity: linear in the text and in the number of effects, which is bounded by `SampleBills.mostCases`
    ///   times three.
    public static func check(_ text: String) -> PolicyReport {
        do throws(Mistakes) {
            let (policy, samples) = try parseWithSamples(text)
            let bills = SampleBills(policy, given: samples)
            return PolicyReport(
                policy: policy, mistakes: [], samples: effects(of: policy, on: samples),
                effects: effects(of: policy, on: bills.samples), classes: effects(of: policy, on: bills.ofClasses))
        } catch {
            return PolicyReport(policy: nil, mistakes: error.all, samples: [], effects: [], classes: [])
        }
    }

    /// Prices samples under a policy.
    public static func effects(of policy: Policy, on samples: [Sample]) -> [Effect] {
        samples.map { sample in
            do throws(SettlementError) {
                let settlement = try settle(sample.bill, policy: policy, history: sample.history)
                let differences = sample.expectation?.differences(from: settlement) ?? []
                return Effect(sample: sample, result: .success(settlement), differences: differences)
            } catch {
                return Effect(sample: sample, result: .failure(error), differences: [])
            }
        }
    }
}

extension PolicyReader {
    /// The samples of the policy's own text.
    func samples(_ tree: Tree, funds: [String]) -> [Sample] {
        guard let list = tree.value(of: "samples") else { return [] }
        var samples: [Sample] = []
        for (index, part) in reading.list(list, "samples").enumerated() {
            let path = "samples[\(index + 1)]"
            let fields = reading.fields(part, path, known: ["title", "bill", "history", "expect", "note"])
            guard let bill = fields["bill"] else {
                reading.missing(fields, part, "the sample has no bill", "Write `bill: {total: 10000.00}`.")
                continue
            }
            samples.append(
                Sample(
                    title: fields.read("title", reading.text) ?? "sample \(index + 1)",
                    bill: reading.bill(bill, fields.path("bill")),
                    history: fields.read("history", reading.history) ?? BenefitHistory(),
                    expectation: fields.read("expect") { tree, path in
                        reading.expectation(tree, path, funds: funds)
                    }, place: part.place))
        }
        return samples
    }
}
