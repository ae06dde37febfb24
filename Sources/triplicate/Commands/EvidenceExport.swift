import ArgumentParser
import ClaimsLedger
import EntryFormat
import Evidence
import Ledger
import TransparencyLog

struct EvidenceExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a file that proves the entries of a case.",
        discussion: """
            The file has every entry of the stream, and for a claim those of its filing, stays, person and invoice, each with its place in its log and the head that \
            the log's party signed. Docs/format.md describes it. It holds what the entries hold, personal data too: give it to nobody who may not read them. \
            Documents (scans) are named in it by their SHA-256 and not contained.

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
        let logs: [String]
    }

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The stream, as claim/210200/2019-000123.", valueName: "stream"))
    var stream: String
    @Option(help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"))
    var out: String
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard out != "-" || !output.json else { throw ValidationError("--out - and --json both want standard output.") }
    }

    func run() throws {
        let found = try node.withNode(readOnly: true) { node, _ in try node.evidence(for: stream) }
        let file = try EvidenceFile(found)
        let bytes = file.encoded()
        guard out != "-" else {
            print(String(decoding: bytes, as: UTF8.self), terminator: "")
            return
        }
        try OutputFile.write(bytes, to: out)
        let summary = Summary(
            file: out, bytes: bytes.count, stream: found.stream, related: found.related,
            entries: file.logs.reduce(0) { $0 + $1.entries.count }, logs: file.logs.map(\.origin))
        try output.emit(summary) { page in
            page.line(
                "\(out): \(summary.entries.of("entry", "entries")) of \(summary.logs.count.of("log")), \(bytes.count.inBytes)"
            )
            page.facts([("stream", summary.stream), ("related", summary.related.joined(separator: ", "))])
        }
    }
}

extension EvidenceFile {
    /// The file of what a node has gathered.
    init(_ evidence: StreamEvidence) throws {
        let logs = try evidence.logs.map { part in
            try Log(
                key: VerifierKey(part.verifierKey), checkpoint: Note(part.checkpoint),
                entries: part.entries.map { Entry(number: $0.number, bytes: $0.entry, proof: $0.hashes) })
        }
        try self.init(
            stream: StreamName(evidence.stream), related: evidence.related.map { try StreamName($0) }, logs: logs)
    }
}
