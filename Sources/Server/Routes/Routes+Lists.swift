import Claims
import ClaimsLedger
import EntryFormat
import Foundation

extension Routes {
    /// What a list may be asked for.
    private static let conditions = [
        "person", "invoice", "institution", "unit", "status", "from", "to", "place", "level", "shortCode", "limit",
        "after",
    ]

    /// A page of the streams of one kind, as `list --json` prints it.
    func list(_ route: Route, _ asked: Asked) async throws -> Answer {
        guard let kind = route.kind else { throw ServerError.notFound }
        let query = try Self.query(of: kind, asked)
        return try await long { [node] in
            Answer(try JSONEncoder.plain.encode(node.list(query)).bytes, "application/json")
        }
    }

    private static func query(of kind: StreamKind, _ asked: Asked) throws -> ListQuery {
        let given = asked.query
        if let unknown = given.keys.sorted().first(where: { !conditions.contains($0) }) {
            throw ServerError.badRequest(
                "A list has no condition “\(unknown)”.", remedy: "It has \(conditions.joined(separator: ", ")).")
        }
        var query = ListQuery(kind: kind.rawValue)
        query.person = given["person"]
        query.invoice = given["invoice"]
        query.institution = given["institution"]
        query.unit = given["unit"]
        query.level = given["level"]
        query.from = try given["from"].map(date)
        query.to = try given["to"].map(date)
        if let status = given["status"] {
            let statuses = ListedStatus.all(of: kind)
            guard statuses.contains(status.lowercased()) else {
                throw ServerError.badRequest(
                    "“\(status)” is no status of the kind \(kind.rawValue).",
                    remedy: "It has \(statuses.joined(separator: ", ")).")
            }
            query.status = status.lowercased()
        }
        if let place = given["place"] {
            guard RegionCode(place) != nil else {
                throw ServerError.badRequest(
                    "“\(place)” is no region.", remedy: "Write six digits of GB/T 2260, as 210200.")
            }
            query.place = place
        }
        if let code = given["shortCode"] {
            guard let shortCode = ShortCode(code) else {
                throw ServerError.badRequest(
                    "“\(code)” is no short code.",
                    remedy: "Write it as it is printed: its last character checks the others.")
            }
            query.shortCode = shortCode
        }
        if let limit = try asked.number("limit") {
            guard (1...UInt64(ServerLimit.listRows)).contains(limit) else {
                throw ServerError.badRequest(
                    "A page has no \(limit) rows.", remedy: "limit is a number from 1 to \(ServerLimit.listRows).")
            }
            query.limit = Int(limit)
        }
        if let after = given["after"] {
            guard (try? StreamAddress(after))?.kind == kind else {
                throw ServerError.badRequest(
                    "“\(after)” is no stream of the kind \(kind.rawValue).",
                    remedy: "after takes “next” of the page before.")
            }
            query.after = after
        }
        return query
    }

    private static func date(_ text: String) throws -> String {
        guard CalendarDate(text) != nil else {
            throw ServerError.badRequest("“\(text)” is no date.", remedy: "Write it as 2018-10-11.")
        }
        return text
    }
}
