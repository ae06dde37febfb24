import ArgumentParser
import Claims
import ClaimsLedger
import Ledger

struct ChangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes",
        abstract: "Reports what changed on this node between two moments.",
        discussion: """
            New entries by party and type; the streams that have them, with what list shows of each before and after; the trial balance at both moments; findings \
            that appeared and that went away; and how far each log was held, with its root. Entries count from when this node received them.

            A moment is a time, or a number of this node's entries, as list --as-of and replay --as-of take it; each run says how many entries there were, so \
            that the next report can begin where this one ended. Without --to it is now. Reports that follow each other add up.

            --party asks what one party recorded: its entries, their streams, the findings in these or proven by its entries, and its logs; the books are whole. \
            --known-by compares what a party had acknowledged at both moments, by its own entries and its receipts: what arrived in between and the party had not \
            acknowledged is not in it, and what it acknowledged in between is.

            The whole log is read, and the findings of each stream that new entries may have touched are computed for both moments.

            Examples:
              triplicate changes --from 2026-10-31 --to 2026-11-30
              triplicate changes --from 12040 --json
              triplicate changes --from 2026-11-01 --party hospital:H11010500001
              triplicate changes --from 2026-11-01 --known-by hospital:H11010500001
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("The moment before: a time, or a number of entries.", valueName: "time or n"))
    var from: String
    @Option(help: ArgumentHelp("The moment after; by default now.", valueName: "time or n"))
    var to: String?
    @Option(help: ArgumentHelp("Only what this party recorded, as hospital:H11010500001.", valueName: "party"))
    var party: String?
    @Option(help: ArgumentHelp("As this party had acknowledged it at both moments.", valueName: "party"))
    var knownBy: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
        var query = ChangesQuery(from: try StreamLimit(ofNode: from), to: try StreamLimit(ofNode: to))
        query.party = party
        query.knownBy = knownBy
        let changes = try node.withNode(readOnly: true) { node, line in
            let end = try node.ledger.end()
            for case .first(let count) in [query.from, query.to] where count > end {
                Failure.note("This node holds \(Int(clamping: end).of("entry", "entries")), not \(count).")
            }
            return try node.changes(query) { line.show($0) }
        }
        try output.emit(changes) { $0.show(changes) }
    }
}

extension Page {
    mutating func show(_ changes: Changes) {
        line("\(Style.bold("before"))  \(shown(changes.from))")
        line("\(Style.bold("after"))   \(shown(changes.to))")
        if let party = changes.party { line("recorded by \(party)") }
        if let party = changes.knownBy { line("as \(party) had acknowledged it") }
        if changes.isEmpty { line("Nothing changed.") }
        showEntries(of: changes)
        showStreams(of: changes)
        showAccounts(of: changes)
        show(changes.appeared, "Findings that appeared")
        show(changes.gone, "Findings that went away")
        showLogs(of: changes)
    }

    private func shown(_ moment: Changes.Moment) -> String {
        let count = Int(clamping: moment.entries).of("entry", "entries")
        return moment.received.isEmpty ? count : "\(count), the newest received \(LocalTime.text(moment.received))"
    }

    private mutating func showEntries(of changes: Changes) {
        guard !changes.entries.isEmpty else { return }
        heading("New entries")
        var table = Table("party", "event", ">entries")
        for (index, count) in changes.entries.enumerated() {
            let isFirst = index == 0 || changes.entries[index - 1].party != count.party
            table.add(isFirst ? count.party : "", count.type, "\(count.entries)")
        }
        self.table(table)
    }

    private mutating func showStreams(of changes: Changes) {
        guard !changes.streams.isEmpty else { return }
        heading("Streams")
        var table = Table(
            "stream", "who", "before", "after", ">amount before", ">after", ">outstanding", ">new entries")
        for stream in changes.streams {
            table.add(
                stream.stream, stream.title, stream.before.map { $0.shownStatus(of: stream.stream) } ?? "–",
                stream.after.map { $0.shownStatus(of: stream.stream) } ?? "–",
                stream.before.map(\.shownAmount) ?? "", stream.after.map(\.shownAmount) ?? "",
                stream.after.map { $0.outstanding == 0 ? "" : $0.outstanding.yuan } ?? "", "\(stream.entries)")
        }
        self.table(table)
    }

    private mutating func showAccounts(of changes: Changes) {
        guard !changes.accounts.isEmpty else { return }
        heading("Books: the trial balance, debits above zero")
        var table = Table("account", ">before", ">after", ">moved")
        for account in changes.accounts {
            table.add(
                account.account, account.before.yuan, account.after.yuan,
                account.difference == 0 ? "–" : account.difference.yuan)
        }
        let sums = changes.accounts.reduce((Int64(0), Int64(0), Int64(0))) {
            ($0.0 &+ $1.before, $0.1 &+ $1.after, $0.2 &+ $1.difference)
        }
        table.add("sum", sums.0.yuan, sums.1.yuan, sums.2.yuan)
        self.table(table)
    }

    private mutating func show(_ rows: [FindingRow], _ title: String) {
        guard !rows.isEmpty else { return }
        heading(title)
        for row in rows {
            let finding = row.finding
            let severity = (finding.severity == "alarm" ? Style.red : Style.yellow)(finding.severity)
            line("  \(row.stream)  \(Style.bold("\(finding.number) \(finding.code)"))  \(severity)")
            line("    \(finding.text.en)")
            let proof = finding.evidence.map { "\($0.log)#\($0.number)" }.joined(separator: ", ")
            line("    \(Style.dim("proof: \(proof)"))")
        }
    }

    private mutating func showLogs(of changes: Changes) {
        guard !changes.logs.isEmpty else { return }
        heading("Logs, as far as they were held")
        var table = Table("log", ">before", ">after", "root before", "root after")
        for log in changes.logs {
            table.add(
                log.log, "\(log.before.size)", "\(log.after.size)", log.before.shownRoot, log.after.shownRoot)
        }
        self.table(table)
    }
}

extension Changes.Face {
    /// The status in the words of `list`.
    fileprivate func shownStatus(of stream: String) -> String {
        status.isEmpty ? (stream.hasPrefix("fhir-") ? "annulled" : "there") : status
    }

    fileprivate var shownAmount: String { amount == 0 ? "" : amount.money(currency) }
}

extension Changes.Head {
    fileprivate var shownRoot: String { size == 0 ? "" : root.map { "\($0.prefix(16))…" } ?? "not held" }
}
