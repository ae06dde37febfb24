/// Why some bytes or fields are not an entry: a numbered reason, the field it concerns, and what to do.
///
/// Two errors are equal if their codes are; `~=` lets a `catch` clause name a code.
public struct EntryError: Error, Sendable, CustomStringConvertible {
    /// The numbered reason, as listed in `Docs/format.md`.
    public let code: Code
    /// The field concerned, in the words of `Docs/format.md`.
    public let field: String
    /// What is wrong, as one sentence without its full stop.
    public let message: String

    init(_ code: Code, field: String, _ message: String) {
        self.code = code
        self.field = field
        self.message = message
    }

    /// What the reader of the message can do about it.
    public var remedy: String { code.remedy }

    /// `entry reason 1007 (length): … . …`
    public var description: String {
        "entry reason \(code.rawValue) (\(code.name)): \(message). \(remedy)"
    }
}

extension EntryError: Equatable {
    public static func == (left: EntryError, right: EntryError) -> Bool { left.code == right.code }
}

extension EntryError.Code {
    /// Matches an error by its code in a `catch` clause.
    public static func ~= (code: EntryError.Code, error: any Error) -> Bool {
        (error as? EntryError)?.code == code
    }
}
