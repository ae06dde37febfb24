import ArgumentParser
import ClaimsLedger
import Ledger
import Logging
import ReplicationHTTP
import Server

struct MirrorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror",
        abstract: "Mirrors the peers' logs once: fetches, verifies and keeps all that is new.",
        discussion: """
            A node that serves keeps its mirrors live by itself. Registrars' logs come first: they say whose keys are good. What was interrupted goes on \
            where it stopped. Exit code 1 if a log could not be brought up to date.

            Examples:
              triplicate mirror --data node
              triplicate mirror --data node --peer https://center.example:8443
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("Only of this peer: its address, origin or party.", valueName: "peer"))
    var peer: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
        let list = try PeerList(DataDirectory(path: try node.directory()))
        guard !list.peers.isEmpty else {
            throw PeersError(.unknownPeer, "This node has no peers.", remedy: "Add one with peers add.")
        }
        let origins = try peer.map { Set([try list.peer(named: $0).origin]) }
        let outcomes = try node.withNode(readOnly: false) { node, line in
            try pull(node, list, origins, line)
        }
        try output.emit(outcomes) { page in
            var table = Table("party", "log", ">before", ">now", ">filled", "")
            for outcome in outcomes {
                table.add(
                    outcome.party, outcome.origin, "\(outcome.from)", "\(outcome.status.size)",
                    "\(outcome.status.filled)",
                    outcome.isComplete ? Style.green("up to date") : Style.red("not complete"))
            }
            page.table(table)
            for problem in outcomes.flatMap(\.status.problems) {
                page.line("  \(problem.message) [\(problem.number)] \(problem.remedy)")
            }
        }
        if !outcomes.allSatisfy(\.isComplete) { throw ExitCode(1) }
    }

    private func pull(
        _ node: Node, _ list: PeerList, _ origins: Set<String>?, _ line: ProgressLine
    ) throws -> [PullOutcome] {
        // What goes wrong stands in the outcome.
        let quiet = Logger(label: "triplicate.mirror") { _ in SwiftLogNoOpLogHandler() }
        let mirroring = try Mirroring(ledger: node.ledger, host: NodeMirrorHost(node), peers: list, logger: quiet)
        return try Waiting.run {
            do {
                try await mirroring.checkStart(policy: NodePolicy.read(node.ledger.directory), override: nil)
                let outcomes = try await mirroring.pull(origins) { statuses in
                    line.show(
                        Ledger.Progress(
                            label: "Mirroring", done: statuses.reduce(0) { $0 + $1.filled },
                            total: statuses.reduce(0) { $0 + max($1.shownSize ?? 0, $1.size) }))
                }
                await mirroring.stop()
                return outcomes
            } catch {
                await mirroring.stop()
                throw error
            }
        }
    }
}
