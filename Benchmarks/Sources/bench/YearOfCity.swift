import CityYear
import ClaimsLedger
import Foundation
import Ledger
import Measuring

/// A seeded year of a city: what it costs to record it by the rules, to fold it again, and to examine it.
enum YearOfCity {
    /// About how many entries the year has for each claim, disputes, stays and filings of others included.
    private static let entriesOfClaim = 20

    private static func node(_ arguments: Arguments, readOnly: Bool) throws -> Node {
        try Node(try arguments.text("directory") + "/node", readOnly: readOnly)
    }

    /// Records the year, of about so many entries, with every rule asked; operations are entries.
    static func fill(_ arguments: Arguments) throws -> Measured {
        let claims = max(CityYear.smallest, try arguments.number("entries") / entriesOfClaim)
        let path = try arguments.text("directory") + "/node"
        var measured = try Measured("year-fill") {
            let made = try YearRecorder.make(CityYear(seed: 1, claims: claims), seed: 1, in: path)
            return Int(made.entries)
        }
        measured.figures["claims"] = Double(claims)
        return measured
    }

    /// Heads and the search view from the log, from nothing.
    static func views(_ arguments: Arguments) throws -> Measured {
        let views = try arguments.text("directory") + "/node/views"
        for file in try FileManager.default.contentsOfDirectory(atPath: views) {
            try FileManager.default.removeItem(atPath: "\(views)/\(file)")
        }
        return try Measured("year-views") {
            let node = try node(arguments, readOnly: false)
            defer { node.close() }
            try node.ledger.flushViews()
            let end = try node.ledger.end()
            guard end > 0 else { throw Misuse(message: "the year is empty") }
            return Int(end)
        }
    }

    /// Every finding of the whole year; then those of what its last hundredth touched. Operations are entries.
    static func findings(_ arguments: Arguments) throws -> Measured {
        let node = try node(arguments, readOnly: false)
        defer { node.close() }
        // What the views have still to take in is no part of it.
        try node.ledger.flushViews()
        let end = try node.ledger.end()
        var found = 0
        var measured = try Measured("year-findings") {
            found = try examine(node, since: nil).rows
            return Int(end)
        }
        guard found > 0 else { throw Misuse(message: "nothing is found in a year with frauds") }
        let last = max(1, end / 100)
        var touched = 0
        let recent = try Measured("year-findings-since") {
            touched = try examine(node, since: end - last).examined
            return Int(last)
        }
        measured.figures["entry"] = measured.processor / Double(end)
        measured.figures["new entry"] = recent.processor / Double(last)
        measured.figures["examined"] = Double(touched) / Double(last)
        measured.figures["found"] = Double(found)
        return measured
    }

    private static func examine(_ node: Node, since: UInt64?) throws -> (rows: Int, examined: Int) {
        var (rows, examined) = (0, 0)
        var query = FindingsQuery()
        query.since = since
        query.limit = 1_000_000
        while true {
            let page = try node.findings(query)
            rows += page.rows.count
            examined += page.examined
            guard let next = page.next else { return (rows, examined) }
            query.after = next
        }
    }
}
