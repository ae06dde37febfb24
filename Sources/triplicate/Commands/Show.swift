import ArgumentParser
import Claims
import ClaimsLedger
import Ledger
import SwiftProtobuf

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the state of one stream.",
        discussion: """
            The state is computed from the entries that this node holds; each entry stands below it with the verdict on it. --as-of shows what the node held \
            at a time, or its first N entries. A time is RFC 3339, or as show prints it (Asia/Shanghai); without a fraction of a second, or of a day, it stands for \
            the end of that second or day. The code at the end of an entry's line is what a form prints: triplicate find CODE finds the entry again.

            --known-by shows the stream as a party had acknowledged it: its own entries, what these name as held, and what its receipts cover. What only this \
            node holds is listed below. It goes together with --as-of.

            With --language zh what is there in both languages is Chinese: names of fields, the status, clocks, what is in time, disputes, findings; trace has all of \
            a case in Chinese.

            Examples:
              triplicate show claim/210200/2019-000123
              triplicate show claim/210200/2019-000123 --as-of 2026-11-30
              triplicate show filing/210200/2018-000045 --as-of 2 --json
              triplicate show claim/210200/2019-000123 --known-by unit:91210299MA0TRPLC1U
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The stream, as claim/210200/2019-000123.", valueName: "stream"))
    var stream: String
    @Option(help: ArgumentHelp("As this node knew it at a time, or after its first N entries.", valueName: "time or n"))
    var asOf: String?
    @Option(help: ArgumentHelp("As this party had acknowledged it, as hospital:H11010500001.", valueName: "party"))
    var knownBy: String?
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let limit = try StreamLimit(asOf: asOf)
        try node.withNode(readOnly: true) { node, line in
            let known = try knownBy.map { try node.acknowledgement(of: $0, about: stream, asOf: limit) }
            let state =
                try known.map { try node.state(of: stream, asOf: limit, knownBy: $0) }
                ?? node.state(of: stream, asOf: limit)
            guard !state.entries.isEmpty else {
                throw LedgerError(
                    .unknownStream,
                    knownBy.map { "\($0) had acknowledged no entry of \(stream) that this node holds." }
                        ?? (limit == .now
                            ? "This node holds no entry of \(stream)." : "This node held no entry of \(stream) then."),
                    remedy: "Check the name with list; an entry of another party arrives when its log is mirrored.")
            }
            line.finish()
            if known == nil, case .version(let count) = limit, count > UInt64(state.entries.count) {
                Failure.note(
                    "\(stream) holds \(state.entries.count.of("entry", "entries")) here, not \(count); all are shown.")
            }
            if output.json {
                print(try state.wholeJSON())
            } else {
                var page = Page()
                let codes = try node.shortCodes(of: stream, asOf: limit)
                page.show(state, codes: codes.mapValues(\.description), speaking.word)
                if let known {
                    page.show(unknown: try node.unknownEntries(of: stream, asOf: limit, to: known), to: known.party)
                    return page.print()
                }
                if limit == .now, case .claim(let claim)? = state.subject {
                    let center = try StreamAddress(stream).decider.code
                    page.showDeadlines(
                        of: claim, by: try node.state(of: StreamAddress.procedure(of: center)), today: LocalTime.today)
                }
                if limit == .now, case .dispute(let dispute)? = state.subject {
                    for subject in try node.absent(dispute.opening.subjects) {
                        page.line(
                            "  \(Style.yellow(speaking.word("This node holds nothing of \(subject).", "本节点未持有 \(subject) 的任何记录。")))"
                        )
                    }
                    page.showClock(try node.clock(of: state), today: LocalTime.today, speaking.word)
                }
                if limit == .now {
                    page.show(try node.timeliness(of: state).map { Trace.Timeliness($0) }, speaking.word)
                    page.show(try node.concerning(stream))
                    page.show(disputes: try node.disputes(about: stream), title: speaking.word("Disputes", "争议")) {
                        speaking.word.state($0, of: "dispute")
                    }
                }
                let found = limit == .now ? try node.findings(on: stream) : []
                if !found.isEmpty {
                    page.line()
                    page.line(
                        Style.red(
                            speaking.word(
                                "\(found.count.of("finding")): triplicate trace \(stream) shows them.",
                                "发现 \(found.count) 项：triplicate trace \(stream) 可查看。")))
                }
                page.print()
            }
        }
    }
}
