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
            at a time (RFC 3339, or a date, which stands for its end in Asia/Shanghai), or its first N entries.

            Examples:
              triplicate show claim/210200/2019-000123
              triplicate show claim/210200/2019-000123 --as-of 2026-11-30
              triplicate show filing/210200/2018-000045 --as-of 2 --json
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The stream, as claim/210200/2019-000123.", valueName: "stream"))
    var stream: String
    @Option(help: ArgumentHelp("As this node knew it at a time, or after its first N entries.", valueName: "time or n"))
    var asOf: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
        let limit = try StreamLimit(asOf: asOf)
        try node.withNode(readOnly: true) { node, line in
            let state = try node.state(of: stream, asOf: limit)
            guard !state.entries.isEmpty else {
                throw Refusal(
                    .malformedStreamName,
                    limit == .now
                        ? "This node holds no entry of \(stream)." : "This node held no entry of \(stream) then.",
                    remedy: "Check the name with list; an entry of another party arrives when its log is mirrored.")
            }
            line.finish()
            if output.json {
                print(try state.jsonString())
            } else {
                var page = Page()
                page.show(state)
                let found = limit == .now ? try node.findings(on: stream) : []
                if !found.isEmpty {
                    page.line()
                    page.line(Style.red("\(found.count.of("finding")): triplicate trace \(stream) shows them."))
                }
                page.print()
            }
        }
    }
}

extension StreamLimit {
    /// Reads `--as-of`: nothing, a count of entries, or a time.
    init(asOf text: String?) throws(Misuse) {
        guard let text else {
            self = .now
            return
        }
        if let count = UInt64(text) {
            self = .version(count)
        } else if let time = Instant.milliseconds(text) {
            self = .received(by: time)
        } else {
            throw Misuse(
                "“\(text)” is neither a time nor a number of entries.",
                remedy: "Write 2026-11-30T09:00:00+08:00, 2026-11-30, or 12.")
        }
    }
}
