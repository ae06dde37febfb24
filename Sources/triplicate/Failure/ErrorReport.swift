import Claims
import ClaimsLedger
import EntryFormat
import Evidence
import FHIR
import Foundation
import LMDB
import Ledger
import Policies
import ReplicationHTTP
import Server
import TransparencyLog

/// An error as the user sees it: what is wrong, the reason's number, and what to do.
struct ErrorReport: Encodable {
    /// Which part refuses: `rule`, `ledger`, `entry`, `fhir`, `settlement`, `evidence`, `note`, `peer`, `server`, or `command`.
    var area: String
    /// The numbered reason, as Docs/reasons.md lists them.
    var number: Int
    /// The reason's short name.
    var code: String
    var message: String
    var remedy: String
    /// Of a batch that stopped: the event's place from 1, and how many events before it are recorded.
    var place: Int?
    var recorded: Int?

    init(area: String, number: Int, code: String, message: String, remedy: String) {
        self.area = area
        self.number = number
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    init(_ error: any Error) {
        switch error {
        case let error as Misuse:
            self.init(area: "command", number: 1501, code: "misuse", message: error.message, remedy: error.remedy)
        case let error as Refusal:
            self.init(
                area: "rule", number: error.number, code: error.code, message: error.message, remedy: error.remedy)
        case let error as LedgerError:
            self.init(
                area: "ledger", number: error.code.rawValue, code: error.code.name, message: error.message,
                remedy: error.remedy)
        case let error as BatchRefusal:
            self.init(error.cause)
            message = "Event \(error.place) of the batch: \(message)"
            switch error.recorded {
            // Whether the events before it are recorded is not known either.
            case _ where number == LedgerError.Code.commitUnknown.rawValue:
                remedy =
                    "Look at the streams (show STREAM), then give the batch again: events with an eventId are recorded once."
            case 0: remedy += " Nothing was recorded."
            case 1: remedy += " The event before it is recorded."
            default: remedy += " The \(error.recorded) events before it are recorded."
            }
            place = error.place
            recorded = error.recorded
        case let error as EntryError:
            self.init(
                area: "entry", number: Int(error.code.rawValue), code: error.code.name, message: error.message,
                remedy: error.remedy)
        case let error as FHIRError:
            let element = error.path.isEmpty ? "" : "\(error.path): "
            self.init(
                area: "fhir", number: error.code.rawValue, code: error.code.name,
                message: "\(error.file):\(error.line):\(error.column): \(element)\(error.message)", remedy: error.remedy
            )
        default: self.init(other: error)
        }
        message = message.endingAsSentence
        remedy = remedy.endingAsSentence
    }

    private init(other error: any Error) {
        switch error {
        case let error as SettlementError:
            self.init(
                area: "settlement", number: error.code.rawValue, code: error.code.name,
                message: error.message.capitalizedFirst,
                remedy: error.remedy)
            if let line = error.billLine { message = "Line \(line) of the bill: \(error.message)" }
            if let place = error.place, place.line > 0 {
                message += " (policy line \(place.line), column \(place.column))"
            }
        case let error as MistakenFile:
            let lines = error.mistakes.all.map { "\(error.path), \($0.description)" }
            let count = lines.count
            self.init(
                area: "command", number: 1502, code: "mistakes",
                message: lines.prefix(20).joined(separator: "\n"),
                remedy: count == 1 ? "Correct it." : "Correct these \(count) mistakes.")
        case let error as EvidenceError:
            self.init(
                area: "evidence", number: Int(error.code.rawValue), code: error.code.name,
                message: "\(error.place): \(error.message)".capitalizedFirst, remedy: error.remedy)
        case let error as PeersError:
            self.init(
                area: "peer", number: error.code.rawValue, code: error.code.name, message: error.message,
                remedy: error.remedy)
        case let error as ServingError:
            self.init(
                area: "server", number: error.number, code: "not-served", message: error.message, remedy: error.remedy)
        case let error as RemoteRefusal:
            self.init(
                area: error.area, number: error.number, code: error.code, message: error.message, remedy: error.remedy)
        case let error as TransparencyError:
            self.init(
                area: "note", number: Int(error.code.rawValue), code: error.code.name, message: error.message,
                remedy: error.remedy)
        case let error as LMDBError:
            let code = LedgerError.Code(error)
            self.init(
                area: "ledger", number: code.rawValue, code: code.name,
                message: "\(error.operation.isEmpty ? "" : "\(error.operation): ")\(error.message)".capitalizedFirst,
                remedy: error.remedy)
        default:
            self.init(
                area: "command", number: 1503, code: "unexpected", message: error.localizedDescription,
                remedy: "Report this: it is a gap in the program.")
        }
    }

    /// `The stream … holds 3 entries, not 2. [1210] Read it again.`
    var sentence: String { "\(message) [\(number)] \(remedy)" }
}

extension String {
    /// The text with a full stop, unless it ends in a mark already.
    var endingAsSentence: String {
        guard let last = last(where: { !$0.isWhitespace }) else { return self }
        // A sentence that was put into another brings its own full stop.
        if hasSuffix(".."), !hasSuffix("...") { return String(dropLast()) }
        return ".!?。".contains(last) ? self : "\(self)."
    }

    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
