import Foundation
import Glibc
import Ledger

/// What a check found, as `verify` and `scrub` print it.
struct CheckReport: Codable {
    var ok: Bool
    var entries: UInt64
    var logs: Int
    var problems: [Verification.Problem]
    /// How many problems were found; the first hundred are listed.
    var problemCount: Int
    var bytes: UInt64 = 0
    var blobs = 0
    var signatures = 0
    /// Entries that no stored checkpoint covers yet.
    var unsigned: UInt64 = 0
    /// Of `scrub`: the views that were compared with the log.
    var views: [View]?
    /// Of `scrub`: why the views were not compared.
    var viewsNotCompared: String?

    struct View: Codable {
        let name: String
        let rows: Int
        let ok: Bool
        /// Whether it was built again.
        let rebuilt: Bool
    }

    init(_ verification: Verification) {
        ok = verification.ok
        entries = verification.entries
        logs = verification.logs
        problems = verification.problems
        problemCount = verification.problemCount
        bytes = verification.bytes
        blobs = verification.blobs
        signatures = verification.signatures
        unsigned = verification.unsigned
    }

    /// The report of a check that could not be carried out because of one problem.
    init(problem: Verification.Problem, entries: UInt64 = 0) {
        ok = false
        self.entries = entries
        logs = 0
        problems = [problem]
        problemCount = 1
    }

    /// The report of a child that died on its way.
    init(death signal: Int32?, at progress: Ledger.Progress?) {
        let cause =
            switch signal {
            case SIGBUS?: "a bus error: a page of a file is missing or unreadable"
            case SIGSEGV?: "a read outside the map: a page of the store is damaged"
            case SIGKILL?: "SIGKILL: somebody, or the system for want of memory, ended it"
            case let number?: "signal \(number): a page of the store is probably damaged"
            case nil: "its own end, without a report"
            }
        let place = progress.map { " after \($0.done) of \($0.total) (\($0.label))" } ?? " before it had read anything"
        self.init(
            problem: .init(
                position: progress.map { $0.done },
                message: "The check was ended by \(cause)\(place). Restore the node from a backup."),
            entries: progress?.done ?? 0)
    }

    /// The report as a person reads it.
    func write(on page: inout Page, what: String) {
        if ok {
            page.line(Style.green("\(what): everything \(viewsNotCompared == nil ? "" : "but the views ")checks."))
        } else {
            page.line(Style.red("\(what): \(problemCount.of("problem")) found."))
        }
        page.facts([
            ("entries", "\(entries) in \(logs.of("log"))"), ("bytes hashed", bytes == 0 ? "" : "\(bytes)"),
            ("signatures", signatures == 0 ? "" : "\(signatures)"), ("blobs", blobs == 0 ? "" : "\(blobs)"),
            ("not yet signed", unsigned == 0 ? "" : "\(unsigned)"),
        ])
        if let viewsNotCompared { page.line("  \(Style.yellow("views not compared: \(viewsNotCompared)"))") }
        for view in views ?? [] {
            page.line(
                "  view \(view.name): \(view.rows.of("row")), \(view.ok ? "as computed from the log" : view.rebuilt ? "damaged, rebuilt" : "damaged")"
            )
        }
        for problem in problems {
            let place = problem.number.map { "entry \($0) of \(problem.origin ?? "?"): " } ?? ""
            page.line(
                "  \(Style.red("✗")) \(problem.message.contains(place.dropLast(2)) ? "" : place)\(problem.message)")
        }
        if problemCount > problems.count { page.line("  … and \(problemCount - problems.count) more") }
    }
}
