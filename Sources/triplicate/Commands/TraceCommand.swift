import ArgumentParser
import ClaimsLedger
import Ledger

struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Shows everything about a case, across streams and parties.",
        discussion: """
            Who did what, when, and after what; what the rules find, with the entries that prove it; the money's way; and how the entries are anchored in \
            signed heads. Each party has a lane; ● is an entry that counts, ○ one that no decision covers yet, ✗ one that broke a rule. U#1 is entry 1 of the \
            log of party U. "after" names the newest entries of the stream that the author held in other logs, "read" those of other streams that the decision \
            rests on.

            --as-of shows the case as this node held it at a time, or when the stream's first N entries had arrived; its checkpoints are still today's. It is \
            slower: the stays and claims that may have belonged to it then are read from the log. --known-by shows it as a party had acknowledged it, and names \
            what only this node holds.

            Example:
              triplicate trace claim/210200/2019-000123 --all
              triplicate trace claim/210200/2019-000123 --as-of 2026-11-30
              triplicate trace claim/210200/2019-000123 --known-by hospital:H11010500001
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The stream, as claim/210200/2019-000123.", valueName: "stream"))
    var stream: String
    @Flag(help: "Show every entry; otherwise entries of one kind that follow each other stand in one line.")
    var all = false
    @Option(help: ArgumentHelp("As this node held it at a time, or with its first N entries.", valueName: "time or n"))
    var asOf: String?
    @Option(help: ArgumentHelp("As this party had acknowledged it, as hospital:H11010500001.", valueName: "party"))
    var knownBy: String?
    @OptionGroup var speaking: LanguageOptions
    @Option(
        help: ArgumentHelp(
            "Write the case as a page of its own, in both languages, for a browser or for paper; - for standard output.",
            valueName: "file"))
    var html: String?
    @Flag(help: "Write the page in the place of a file that is there already.")
    var replace = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard html == nil || !output.json else { throw ValidationError("Give --json or --html, not both.") }
        guard html != nil || !replace else { throw ValidationError("--replace goes with --html.") }
    }

    func run() throws {
        let limit = try StreamLimit(asOf: asOf)
        if let html {
            if html != "-" { try OutputFile.requireFree(html, replaces: replace) }
            let file = try node.withNode(readOnly: true) { node, _ in
                try node.caseFile(of: node.trace(stream, asOf: limit, knownBy: knownBy), asOf: limit)
            }
            let text = CaseDocument(file, isChinese: speaking.isChinese).text
            guard html != "-" else { return print(text, terminator: "") }
            try OutputFile.write(Array(text.utf8), to: html, replaces: replace)
            print("Wrote \(html).")
            return
        }
        let trace = try node.withNode(readOnly: true) { node, _ in try node.trace(stream, asOf: limit, knownBy: knownBy)
        }
        try output.emit(trace) { page in
            TracePage(trace, isChinese: speaking.isChinese, showsAll: all).write(on: &page)
        }
    }
}
