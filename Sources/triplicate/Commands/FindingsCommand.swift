import ArgumentParser
import Claims
import ClaimsLedger
import Ledger

struct FindingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "Lists what the rules find in everything that this node holds, in pages.",
        discussion: """
            Claims, direct settlements, audits, filings, personal accounts and reserves are examined, in the order of their names; each finding comes with its number, its severity and the entries that \
            prove it. Docs/findings.md describes the rules. Nothing is stored: the same entries give the same findings on every node that may read them.

            --since N examines only what entries from position N on may have changed: a new entry, its person, invoice, papers, hospital and days. Each run says \
            which N to give next time.

            Examples:
              triplicate findings
              triplicate findings --number 1 --number 5 --severity alarm --json
              triplicate findings --since 12040
              triplicate findings --language zh
            """)

    enum Severity: String, CaseIterable, ExpressibleByArgument {
        case notice, warning, alarm

        var value: Finding.Severity {
            switch self {
            case .notice: .notice
            case .warning: .warning
            case .alarm: .alarm
            }
        }
    }

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("Only this rule; may be given again.", valueName: "n"))
    var number: [UInt32] = []
    @Option(help: ArgumentHelp("The least severity.", valueName: "severity"))
    var severity = Severity.notice
    @Option(help: ArgumentHelp("Only what entries from this position on may have changed.", valueName: "n"))
    var since: UInt64?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Findings of a page; those of one stream stay together.", valueName: "n"))
    var limit = 50
    @Option(help: ArgumentHelp("The last stream of the page before.", valueName: "stream"))
    var after: String?
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000.") }
        for wanted in number where !Finding.Rule.all.contains(where: { $0.number == wanted }) {
            throw ValidationError("There is no rule \(wanted); Docs/findings.md lists them.")
        }
        if let after, (try? StreamAddress(after)) == nil {
            throw ValidationError("“\(after)” is no stream; --after takes the last stream of the page before.")
        }
    }

    func run() throws {
        var query = FindingsQuery()
        query.numbers = Set(number)
        query.severity = severity.value
        query.since = since
        query.limit = limit
        query.after = after
        let page = try node.withNode(readOnly: true) { node, line in
            try node.findings(query) { line.show($0) }
        }
        try output.emit(page) { show(page, on: &$0) }
    }

    private func show(_ found: FindingsPage, on page: inout Page) {
        let word = speaking.word
        if found.rows.isEmpty { page.line(word("Nothing is found.", "未发现问题。")) }
        for (index, row) in found.rows.enumerated() {
            if index == 0 || found.rows[index - 1].stream != row.stream {
                page.heading("\(row.stream)  \(row.row?.title ?? "")")
            }
            let finding = row.finding
            let severity = (finding.severity == "alarm" ? Style.red : Style.yellow)(word.state(finding.severity))
            page.line("  \(Style.bold("\(finding.number) \(word.rule(finding))"))  \(severity)")
            page.line("    \(finding.text(chinese: speaking.isChinese))")
            let proof = finding.evidence.map { "\($0.log)#\($0.number)" }.joined(separator: ", ")
            page.line("    \(Style.dim("\(word("proof: ", "证据："))\(proof)"))")
        }
        page.line()
        page.line(
            word(
                "\(found.examined.of("stream")) examined; later entries: --since \(found.through)",
                "已检查 \(found.examined) 项业务；以后的记录：--since \(found.through)"))
        if let next = found.next {
            page.line(word("There are more: repeat with --after \(next)", "还有更多：请加 --after \(next) 再次运行"))
        }
    }
}
