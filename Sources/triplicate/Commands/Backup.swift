import ArgumentParser
import ClaimsLedger
import Ledger
import TransparencyLog

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copies the node into a file, or brings the copy that is there up to date.",
        discussion: """
            The node goes on meanwhile. Entries, documents and signed heads are copied; keys never are: keep a copy of DIR/keys elsewhere.

            Example:
              triplicate backup --data node node.backup
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The backup.", valueName: "file"))
    var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let summary = try node.withNode(readOnly: true) { node, line in try node.backUp(to: file) { line.show($0) } }
        try output.emit(summary) { page in
            page.line(
                "\(file) holds \(summary.entries.of("entry", "entries")) of \(summary.logs.of("log")) and \(summary.blobs.of("document"))"
            )
            page.facts([("added", summary.added.of("entry", "entries"))])
        }
    }
}

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a node from a backup, checking everything on the way.",
        discussion: """
            Refuses what does not verify; a refused restore leaves nothing. Without --keys the restored node can be read, not written. --trust names a file with \
            the verifier keys (one a line) that the logs must have; without it, those in the backup are believed.

            Example:
              triplicate restore --data restored --keys safe/keys node.backup
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The backup.", valueName: "file"))
    var file: String
    @Option(help: ArgumentHelp("A node's keys folder, to take the hosted parties' keys from.", valueName: "dir"))
    var keys: String?
    @Option(help: ArgumentHelp("A file with the verifier keys that are trusted.", valueName: "file"))
    var trust: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
        let line = ProgressLine()
        defer { line.finish() }
        let trusted = try trust.map { try TrustFile.keys($0) }.map { $0.keys + $0.registrars } ?? []
        let summary = try Node.restore(from: file, to: try node.directory(), keys: keys, trust: trusted) {
            line.show($0)
        }
        line.finish()
        try output.emit(summary) { page in
            page.line(
                "\(node.shownDirectory) holds \(summary.entries.of("entry", "entries")) of \(summary.logs.of("log")) and \(summary.blobs.of("document")), all verified."
            )
            if summary.awaited > 0 {
                page.line(
                    "It records nothing before entries of \(summary.awaited.of("log")) are here that its own name: triplicate recover shows which."
                )
            }
            page.line(
                keys == nil
                    ? "It has no keys: it can be read, not written."
                    : "Its parties have new witness and mirror keys, for it does not remember what it cosigned after the backup. The registrar has to record them: triplicate keys show --out FILE writes what."
            )
        }
    }
}
