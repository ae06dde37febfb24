import ArgumentParser
import Foundation
import Ledger
import ReplicationHTTP

struct Recover: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what a node waits for that took back its own log, and gives up what never comes.",
        discussion: """
            A node that has taken back its newest entries from a mirror records nothing before the entries of other logs are here that these name \
            (refusal 1226). They come with the mirrors. Where such a log can never be reached again, --give-up ends the waiting for it, or without --log for \
            all. Your name and what was awaited are put on record, and peers shows it for ever.

            What is lost by that: the node decides again without what it had read in those logs. What it decides may contradict what it decided before, and \
            streams that only those logs would lead to are not found. The entries are still taken in if they come later. The node must not be served \
            meanwhile.

            Examples:
              triplicate recover --data node
              triplicate recover --data node --give-up admin.wang \\
                --log triplicate.example/hospital-h11019900001
            """)

    /// What one log is waited for.
    private struct Row: Encodable {
        let origin: String
        /// The newest entry that own entries name.
        let entry: UInt64
    }

    private struct Document: Encodable {
        /// What is awaited now.
        let awaited: [Row]
        /// What was given up just now.
        let givenUp: [Row]
    }

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("Who gives up the waiting: it is put on record.", valueName: "name"))
    var giveUp: String?
    @Option(
        help: ArgumentHelp(
            "With --give-up: the log that is not waited for any more; may be repeated.", valueName: "origin"))
    var log: [String] = []
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard giveUp != nil || log.isEmpty else { throw ValidationError("--log goes with --give-up.") }
        if let giveUp, giveUp.allSatisfy(\.isWhitespace) {
            throw ValidationError("--give-up takes the name of who does it.")
        }
    }

    func run() throws {
        let directory = DataDirectory(path: try node.directory())
        var givenUp: [AwaitedEntry] = []
        if let giveUp {
            let awaited = try Ledger.awaited(in: directory)
            for origin in log where !awaited.contains(where: { $0.origin == origin }) {
                throw Misuse(
                    "Nothing of \(origin) is awaited.",
                    remedy: "Name a log as triplicate recover shows it, or leave --log out.")
            }
            givenUp = try Ledger.giveUpAwaited(of: log.isEmpty ? nil : Set(log), in: directory) { entries in
                for entry in entries {
                    try OverrideRecord(
                        time: Date().formatted(.iso8601), what: "awaited-entries", origin: entry.origin, by: giveUp,
                        reason: "Own entries name entry \(entry.number) of \(entry.origin), which is not here."
                    ).append(to: directory)
                }
            }
        }
        let awaited = try Ledger.awaited(in: directory)
        let document = Document(awaited: awaited.map(Self.row), givenUp: givenUp.map(Self.row))
        try output.emit(document) { show(awaited, givenUp, on: &$0) }
    }

    private static func row(_ entry: AwaitedEntry) -> Row { Row(origin: entry.origin, entry: entry.number) }

    private func show(_ awaited: [AwaitedEntry], _ givenUp: [AwaitedEntry], on page: inout Page) {
        if giveUp != nil {
            guard !givenUp.isEmpty else { return page.line("Nothing was awaited; nothing was given up.") }
            for entry in givenUp {
                page.line("Given up: entry \(entry.number) of \(entry.origin), and what came before it.")
            }
            page.line("What this node decides from now on rests on less than it once knew. This is on record.")
        }
        guard !awaited.isEmpty else {
            return page.line(giveUp == nil ? "Nothing is awaited." : "Nothing else is awaited: the node records again.")
        }
        page.line("Nothing is recorded before these entries are here:")
        for entry in awaited { page.line("  entry \(entry.number) of \(entry.origin)") }
    }
}
