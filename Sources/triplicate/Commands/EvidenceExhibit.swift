import ArgumentParser
import ClaimsLedger
import Evidence
import Ledger
import Replication
import Server
import TransparencyLog

struct EvidenceExhibit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exhibit",
        abstract: "Writes a file that convicts a log of two histories.",
        discussion: """
            A node that mirrors a log and is shown two heads of it that cannot both be true stops mirroring it and keeps both. The file has these two heads, as the \
            log signed them, and the hashes that show that the one is not the beginning of the other; and, if a registrar's log is on this node, what it says of \
            the log's keys. It convicts the log by itself: nobody has to trust this node.

            Example:
              triplicate evidence exhibit --data node \\
                --log triplicate.example/center-210200 --out exhibit.evidence
              triplicate evidence verify exhibit.evidence --trust trust.vkeys
            """)

    private struct Summary: Encodable {
        let file: String
        let bytes: Int
        let log: String
        let sizes: [UInt64]
    }

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("The log's origin.", valueName: "origin"))
    var log: String
    @Option(help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"))
    var out: String
    @Flag(help: "Write it in the place of a file that is there already.")
    var replace = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard out != "-" || !output.json else { throw ValidationError("--out - and --json both want standard output.") }
    }

    func run() throws {
        if out != "-" { try OutputFile.requireFree(out, replaces: replace) }
        let file = try node.withNode(readOnly: true) { node, _ in try exhibit(in: node) }
        let bytes = file.encoded()
        guard out != "-" else {
            print(String(decoding: bytes, as: UTF8.self), terminator: "")
            return
        }
        try OutputFile.write(bytes, to: out, replaces: replace)
        let sizes = try file.exhibits.flatMap { [$0.smaller, $0.larger] }.map {
            try Checkpoint($0.checkpoint.text).size
        }
        try output.emit(Summary(file: out, bytes: bytes.count, log: log, sizes: sizes)) { page in
            page.line(
                "\(out): two heads of \(log) that cannot both be true, of sizes \(sizes.map { "\($0)" }.joined(separator: " and "))."
            )
        }
    }

    private func exhibit(in node: Node) throws -> EvidenceFile {
        guard let identity = node.ledger.log(origin: log) else {
            throw Misuse("This node has no log \(log).", remedy: "Give the origin of a log that it mirrors; see peers.")
        }
        let tree = try node.ledger.tree(of: identity)
        guard let record = try node.ledger.mirrorRecord(of: identity),
            let state = MirrorState(bytes: record, frontier: tree.frontier, edge: tree.edge),
            let found = state.exhibit
        else {
            throw Misuse(
                "This node holds no two heads of \(log) that contradict each other.",
                remedy: "Only a mirror that was shown both has them; see peers.")
        }
        let keys = try identity.verifierKeys.map { try VerifierKey($0) }.filter { $0.type == .ed25519 }
        let exhibit = try EvidenceFile.Exhibit(
            smaller: Note(found.smaller), larger: Note(found.larger), keys: keys, opening: found.proof)
        return try EvidenceFile(
            try node.evidence(ofKeys: [exhibit.smaller.key, exhibit.larger.key]), nil, exhibits: [exhibit])
    }
}
