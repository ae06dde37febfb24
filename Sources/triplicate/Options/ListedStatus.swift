import ArgumentParser
import Claims
import ClaimsLedger

extension ListedStatus {
    /// The status by its name, in small or capital letters.
    /// - Throws: `ValidationError` with the choices if the kind has no such status.
    static func named(_ text: String, of kind: StreamKind) throws -> String {
        let choices = all(of: kind)
        guard let status = choices.first(where: { $0 == text.lowercased() }) else {
            throw ValidationError(
                "“\(text)” is no status of the kind \(kind.rawValue); it has \(choices.joined(separator: ", ")).")
        }
        return status
    }

    /// The kinds with their statuses, each line short enough for a terminal.
    static var help: String {
        StreamKind.allCases.map { kind in
            let statuses = all(of: kind)
            let lines = stride(from: 0, to: statuses.count, by: 5).map {
                statuses[$0..<min($0 + 5, statuses.count)].joined(separator: ", ")
            }
            return "  \(kind.rawValue): \(lines.joined(separator: ",\n    "))"
        }.joined(separator: "\n")
    }
}

extension ListRow {
    /// A clearing below zero is closed once the agency has paid it back: it receives nothing.
    static let paidBack = "paid back"

    /// The status as people read it: what was imported has none left once it is annulled; what an agency paid back it did not receive.
    var shownStatus: String {
        if kind == StreamKind.clearing.rawValue, status == "received", amount < 0 { return Self.paidBack }
        return status.isEmpty && kind.hasPrefix("fhir-") ? "annulled" : status
    }
}
