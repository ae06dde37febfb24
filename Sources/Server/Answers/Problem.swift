import Claims
import ClaimsLedger
import EntryFormat
import Foundation
import Ledger
import TransparencyLog

/// An error as it goes over HTTP: a problem document (RFC 9457) with the numbered reason.
struct Problem: Sendable, Codable, Equatable {
    /// The media type.
    static let mediaType = "application/problem+json"

    let type: String
    let title: String
    /// The status of the answer that carries it.
    var status: Int
    /// What is wrong, in a sentence that names the thing.
    let detail: String
    /// The numbered reason, as Docs/reasons.md lists them.
    let number: Int
    /// Which part refuses: `rule`, `ledger`, `entry`, `note` or `server`.
    let area: String
    let remedy: String
    /// Of a batch that stopped: the event's place from 1, and how many events before it are recorded.
    var place: Int?
    var recorded: Int?

    init(area: String, status: Int, number: Int, title: String, detail: String, remedy: String) {
        type = "urn:triplicate:reason:\(number)"
        self.title = title
        self.status = status
        self.detail = detail
        self.number = number
        self.area = area
        self.remedy = remedy
    }

    init(_ error: any Error) {
        switch error {
        case let error as ServerError:
            self.init(
                area: "server", status: error.status, number: error.number, title: error.code, detail: error.message,
                remedy: error.remedy)
        case let error as Refusal:
            self.init(
                area: "rule", status: 422, number: error.number, title: error.code, detail: error.message,
                remedy: error.remedy)
        case let error as LedgerError:
            self.init(
                area: "ledger", status: Self.status(error.code), number: error.code.rawValue, title: "ledger",
                detail: error.message, remedy: error.remedy)
        case let error as EntryError:
            self.init(
                area: "entry", status: 422, number: Int(error.code.rawValue), title: error.code.name,
                detail: error.message, remedy: error.remedy)
        case let error as TransparencyError:
            self.init(
                area: "note", status: 400, number: Int(error.code.rawValue), title: "note", detail: error.message,
                remedy: error.remedy)
        case let error as BatchRefusal:
            self.init(error.cause)
            place = error.place
            recorded = error.recorded
        default: self.init(ServerError.gap)
        }
    }

    private static func status(_ code: LedgerError.Code) -> Int {
        switch code {
        case .stale: 409
        case .eventIDReused: 422
        case .tooLarge: 413
        case .badProposal, .unknownLog, .badName, .unknownView: 400
        case .unknownStream: 404
        case .busy, .closed, .readOnly, .noSpace: 503
        default: code.rawValue == 1217 || code == .damaged || code == .directoryUnusable ? 500 : 409
        }
    }

    /// The document's bytes.
    var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { Array($0) } ?? []
    }
}
