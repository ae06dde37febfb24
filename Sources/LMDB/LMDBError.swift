/// Why an operation on an environment was refused or failed.
///
/// Two errors are equal if their codes are, whatever their operation and path, so that a caller can write
/// `catch LMDBError.mapFull`.
public struct LMDBError: Error, Sendable {
    /// LMDB's own code (-30,799 ... -30,780), an `errno` of the system (greater than 0), or a code of this module
    /// (-31,099 ... -31,000).
    public let code: Int32
    /// What was tried, with the table's name where there is one: `put in table "entries"`.
    public let operation: String
    /// The environment's directory, or the file or directory that the operation named.
    public let path: String
    /// What is wrong, in one sentence without a full stop.
    public let message: String
    /// What to do about it, in one sentence.
    public let remedy: String

    /// An error whose message and remedy follow from its code.
    ///
    /// - Parameters:
    ///   - code: LMDB's code, an `errno`, or a code of this module.
    ///   - operation: What was tried.
    ///   - path: The directory or file.
    public init(code: Int32, operation: String, path: String) {
        let explanation = Explanation(code: code)
        self.init(
            code: code, operation: operation, path: path, message: explanation.message, remedy: explanation.remedy)
    }

    init(code: Int32, operation: String, path: String, message: String, remedy: String) {
        self.code = code
        self.operation = operation
        self.path = path
        self.message = message
        self.remedy = remedy
    }
}

extension LMDBError: Equatable {
    /// Equal codes.
    public static func == (left: LMDBError, right: LMDBError) -> Bool {
        left.code == right.code
    }

    /// Matches any error that is an `LMDBError` of the same code: `catch LMDBError.mapFull`.
    public static func ~= (pattern: LMDBError, error: any Error) -> Bool {
        (error as? LMDBError) == pattern
    }
}

extension LMDBError: CustomStringConvertible {
    /// `put in table "entries": the map is full (LMDB -30792, /srv/log). Raise mapSize …`
    public var description: String {
        var text = operation.isEmpty ? "" : "\(operation): "
        let origin = code > 0 ? "errno" : "LMDB"
        text += "\(message) (\(origin) \(code)\(path.isEmpty ? "" : ", \(path)")). \(remedy)"
        return text
    }
}
