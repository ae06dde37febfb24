import ArgumentParser
import ClaimsLedger
import EntryFormat
import Evidence
import Ledger
import Server
import TransparencyLog

struct EvidenceExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a file that proves the entries of a case.",
        discussion: """
            The file has every entry of the stream, and for a claim those of its filing, stays, person and invoice, from all logs that this node holds, each with its \
            place in its log and the head that the log's party signed; who witnessed the head; the readers' receipts; and what a registrar's log says of the parties' \
            keys. Docs/format.md describes it. The witness policy is that of the node's file `policy`, if it has one. It holds what the entries hold, personal data \
            too: give it to nobody who may not read them, or name the reader with --for, and what that party may not read is named by its hash only. Documents \
            (scans) are named in it by their SHA-256 and not contained.

            Example:
              triplicate evidence export claim/210200/2019-000123 \\
                --data node --out case.evidence
            """)

    private struct Summary: Encodable {
        let file: String
        let bytes: Int
        let stream: String
        let related: [String]
        let entries: Int
        let hidden: Int
        let exhibits: Int
        let logs: [String]
    }

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The stream, as claim/210200/2019-000123.", valueName: "stream"))
    var stream: String
    @Option(help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"))
    var out: String
    @Flag(help: "Write it in the place of a file that is there already.")
    var replace = false
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "For whom it is: entries that this party may not read are named by hash.", valueName: "party"))
    var reader: String?
    @Option(
        help: ArgumentHelp("An entry to name by its hash only, as LOG/NUMBER; may be repeated.", valueName: "entry"))
    var hide: [String] = []
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard out != "-" || !output.json else { throw ValidationError("--out - and --json both want standard output.") }
    }

    func run() throws {
        if out != "-" { try OutputFile.requireFree(out, replaces: replace) }
        let policyText = try WitnessPolicyFile.text(in: node.directory())
        let policy = try policyText.map { try EvidencePolicy(file: $0) }
        let choice = StreamEvidence.Choice(
            reader: reader, hidden: try Set(hide.map(Self.entryName)), policy: try policyText.map { try TLogPolicy($0) }
        )
        let found = try node.withNode(readOnly: true) { node, _ in try node.evidence(for: stream, choice) }
        let file = try EvidenceFile(found, policy)
        let bytes = file.encoded()
        guard out != "-" else {
            print(String(decoding: bytes, as: UTF8.self), terminator: "")
            return
        }
        try OutputFile.write(bytes, to: out, replaces: replace)
        let summary = Summary(
            file: out, bytes: bytes.count, stream: stream, related: found.related,
            entries: file.logs.reduce(0) { $0 + $1.entries.count },
            hidden: file.logs.reduce(0) { $0 + $1.hidden.count }, exhibits: file.exhibits.count,
            logs: file.logs.map(\.origin))
        try output.emit(summary) { page in
            page.line(
                "\(out): \(summary.entries.of("entry", "entries")) of \(summary.logs.count.of("log")), \(bytes.count.inBytes)"
            )
            page.facts([("stream", summary.stream), ("related", summary.related.joined(separator: ", "))])
            if summary.hidden > 0 { page.line("  \(summary.hidden.of("entry", "entries")) named by hash only.") }
        }
    }

    private static func entryName(_ text: String) throws -> EvidenceEntryName {
        guard let name = EvidenceEntryName(text) else {
            throw Misuse(
                "\"\(text)\" names no entry.", remedy: "Write LOG/NUMBER, as triplicate.example/center-210200/17.")
        }
        return name
    }
}
