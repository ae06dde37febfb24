import Claims
import Ledger

extension Problem {
    /// The error that the server reports, as the command would have had it: of the ledger by its code, else with the number alone.
    var error: any Error {
        switch area {
        case "ledger": LedgerError(LedgerError.Code(rawValue: number), detail, remedy: remedy)
        default: RemoteRefusal(area: area, number: number, code: title, message: detail, remedy: remedy)
        }
    }
}

/// A refusal of the process that serves the node, with its own number.
public struct RemoteRefusal: Error, Sendable, Equatable {
    /// Which part refuses.
    public let area: String
    /// The numbered reason, as Docs/reasons.md lists them.
    public let number: Int
    /// The reason's short name.
    public let code: String
    public let message: String
    public let remedy: String

    public static func == (left: RemoteRefusal, right: RemoteRefusal) -> Bool { left.number == right.number }
}
