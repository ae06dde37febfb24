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
    @OptionGroup var speaking: LanguageOptions
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
        try output.emit(changes) { $0.show(changes, speaking.word) }
    }
}

extension Page {
    mutating func show(_ changes: Changes, _ word: TraceWords) {
        line("\(Style.bold(word("before", "之前")))  \(shown(changes.from, word))")
        line("\(Style.bold(word("after ", "之后")))  \(shown(changes.to, word))")
        if let party = changes.party { line(word("recorded by \(party)", "由 \(party) 记录")) }
        if let party = changes.knownBy { line(word("as \(party) had acknowledged it", "以 \(party) 已确认者为准")) }
        if changes.isEmpty { line(word("Nothing changed.", "没有变化。")) }
        showEntries(of: changes, word)
        showStreams(of: changes, word)
        showAccounts(of: changes, word)
        show(changes.appeared, word("Findings that appeared", "新出现的发现"), word)
        show(changes.gone, word("Findings that went away", "已消除的发现"), word)
        showLogs(of: changes, word)
    }

    private func shown(_ moment: Changes.Moment, _ word: TraceWords) -> String {
        let count = word(Int(clamping: moment.entries).of("entry", "entries"), "\(moment.entries) 条记录")
        let time = moment.received.isEmpty ? "" : LocalTime.text(moment.received)
        return moment.received.isEmpty ? count : count + word(", the newest received \(time)", "，最新一条收于 \(time)")
    }

    private mutating func showEntries(of changes: Changes, _ word: TraceWords) {
        guard !changes.entries.isEmpty else { return }
        heading(word("New entries", "新记录"))
        var table = Table(word("party", "机构"), word("event", "事件"), word(">entries", ">条数"))
        for (index, count) in changes.entries.enumerated() {
            let isFirst = index == 0 || changes.entries[index - 1].party != count.party
            table.add(isFirst ? count.party : "", count.type, "\(count.entries)")
        }
        self.table(table)
    }

    private mutating func showStreams(of changes: Changes, _ word: TraceWords) {
        guard !changes.streams.isEmpty else { return }
        heading(word("Streams, amounts in yuan", "业务（金额：元）"))
        var table = Table(
            word("stream", "业务"), word("who", "姓名或名称"), word("before", "之前"), word("after", "之后"),
            word(">amount before", ">之前金额"), word(">after", ">之后金额"), word(">outstanding", ">待追偿"),
            word(">new entries", ">新记录"))
        for stream in changes.streams {
            table.add(
                stream.stream, stream.title, stream.before.map { $0.shownStatus(of: stream.stream, word) } ?? "–",
                stream.after.map { $0.shownStatus(of: stream.stream, word) } ?? "–",
                stream.before.map(\.shownAmount) ?? "", stream.after.map(\.shownAmount) ?? "",
                stream.after.map { $0.outstanding == 0 ? "" : $0.outstanding.yuan } ?? "", "\(stream.entries)")
        }
        self.table(table)
    }

    private mutating func showAccounts(of changes: Changes, _ word: TraceWords) {
        guard !changes.accounts.isEmpty else { return }
        heading(word("Books: the trial balance in yuan, debits above zero", "账簿：试算平衡表（元，借方为正）"))
        var table = Table(word("account", "科目"), word(">before", ">之前"), word(">after", ">之后"), word(">moved", ">变动"))
        for account in changes.accounts {
            table.add(
                word.account(account.account), account.before.yuan, account.after.yuan,
                account.difference == 0 ? "–" : account.difference.yuan)
        }
        let sums = changes.accounts.reduce((Int64(0), Int64(0), Int64(0))) {
            ($0.0 &+ $1.before, $0.1 &+ $1.after, $0.2 &+ $1.difference)
        }
        table.add(word("sum", "合计"), sums.0.yuan, sums.1.yuan, sums.2.yuan)
        self.table(table)
    }

    private mutating func show(_ rows: [FindingRow], _ title: String, _ word: TraceWords) {
        guard !rows.isEmpty else { return }
        heading(title)
        for row in rows {
            let finding = row.finding
            let severity = (finding.severity == "alarm" ? Style.red : Style.yellow)(word.state(finding.severity))
            line("  \(row.stream)  \(Style.bold("\(finding.number) \(word.rule(finding))"))  \(severity)")
            line("    \(finding.text(chinese: word.isChinese))")
            let proof = finding.evidence.map { "\($0.log)#\($0.number)" }.joined(separator: ", ")
            line("    \(Style.dim("\(word("proof: ", "证据："))\(proof)"))")
        }
    }

    private mutating func showLogs(of changes: Changes, _ word: TraceWords) {
        guard !changes.logs.isEmpty else { return }
        heading(word("Logs, as far as they were held", "各日志（以持有者为限）"))
        var table = Table(
            word("log", "日志"), word(">before", ">之前"), word(">after", ">之后"), word("root before", "之前的根"),
            word("root after", "之后的根"))
        for log in changes.logs {
            table.add(
                log.log, "\(log.before.size)", "\(log.after.size)", log.before.shownRoot(word),
                log.after.shownRoot(word))
        }
        self.table(table)
    }
}

extension Changes.Face {
    /// The status in the words of `list`.
    fileprivate func shownStatus(of stream: String, _ word: TraceWords) -> String {
        let kind = String(stream.prefix { $0 != "/" })
        let text =
            status.isEmpty
            ? kind.hasPrefix("fhir-") ? word.state("annulled") : word("there", "已有") : word.state(status, of: kind)
        return held == true ? text + word(", payment held", "，暂停支付") : text
    }

    fileprivate var shownAmount: String { amount == 0 ? "" : amount.money(currency) }
}

extension Changes.Head {
    fileprivate func shownRoot(_ word: TraceWords) -> String {
        size == 0 ? "" : root.map { "\($0.prefix(16))…" } ?? word("not held", "未持有")
    }
}
