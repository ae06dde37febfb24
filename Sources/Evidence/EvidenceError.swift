public import EntryFormat

/// Why an evidence file was refused: a numbered reason, where, and what to do.
///
/// Two errors are equal if their codes are; `~=` lets a `catch` clause name a code.
public struct EvidenceError: Error, Sendable, CustomStringConvertible {
    /// The numbered reason, as listed in `Docs/format.md`.
    public let code: Code
    /// Where: `line 12`, or `entry 7 of example.org/center-210200`.
    public let place: String
    /// What is wrong, as one sentence without its full stop.
    public let message: String
    /// If an entry is not well-formed, why.
    public let entryError: EntryError?

    init(_ code: Code, at place: String, _ message: String, entryError: EntryError? = nil) {
        self.code = code
        self.place = place
        self.message = message
        self.entryError = entryError
    }

    /// What the reader of the message can do about it.
    public var remedy: String { code.remedy }

    /// `evidence reason 1125 (root), entry 7 of …: … . …`
    public var description: String {
        "evidence reason \(code.rawValue) (\(code.name)), \(place): \(message). \(remedy)"
    }
}

extension EvidenceError: Equatable {
    public static func == (left: EvidenceError, right: EvidenceError) -> Bool { left.code == right.code }
}

extension EvidenceError.Code {
    /// Matches an error by its code in a `catch` clause.
    public static func ~= (code: EvidenceError.Code, error: any Error) -> Bool {
        (error as? EvidenceError)?.code == code
    }
}
