import ArgumentParser
import ClaimsLedger
import Foundation
import Ledger

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Builds the views again from the log.",
        discussion: """
            A view can be deleted at any time and comes back the same. --check builds it beside the live one, compares the digests, and leaves it; exit code 1 if \
            they differ.

            --as-of builds the views as they were at a time, or when this node had received its first N entries, prints their digests, and leaves the live ones. \
            It takes as long as building them, because the whole log is read. A digest that was noted then, by the same version of the program, is the same.

            --known-by builds them of the entries that a party had acknowledged then: its own, those that its entries name as held, and what its receipts cover. A \
            node that holds these and no others has the same digest. It goes together with --as-of; show --known-by and trace --known-by show one stream or case so.

            Examples:
              triplicate replay --data node --check
              triplicate replay --data node --as-of 2026-11-30
              triplicate replay --data node --as-of 2026-11-30 --known-by hospital:H11010500001
            """)

    private struct Result: Encodable {
        let view: String
        let entries: UInt64
        let rows: Int
        let digest: String
        let matches: Bool?
        let entriesPerSecond: Int
    }

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("One view; by default all.", valueName: "name"))
    var view: String?
    @Flag(help: "Compare with the live views, and leave them.")
    var check = false
    @Option(help: ArgumentHelp("As this node was at a time, or after its first N entries.", valueName: "time or n"))
    var asOf: String?
    @Option(help: ArgumentHelp("As this party had acknowledged it, as hospital:H11010500001.", valueName: "party"))
    var knownBy: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard asOf == nil || !check else { throw ValidationError("Give --as-of or --check, not both.") }
        guard knownBy == nil || !check else { throw ValidationError("Give --known-by or --check, not both.") }
    }

    private func build(_ name: String, on node: Node, asOf limit: StreamLimit, _ line: ProgressLine) throws -> [Replay]
    {
        if let knownBy {
            return try node.replay(view: name, asOf: limit, knownBy: knownBy) { line.show($0) }
        }
        return try limit == .now
            ? node.replay(view: name, check: check) : node.replay(view: name, asOf: limit)
    }

    func run() throws {
        let limit = try StreamLimit(ofNode: asOf)
        let results = try node.withNode(readOnly: false) { node, line in
            let held = try node.ledger.end()
            if case .first(let count) = limit, count > held {
                throw Misuse(
                    "This node holds \(Int(held).of("entry", "entries")), fewer than \(count).",
                    remedy: "Give at most \(held), or a time.")
            }
            return try (view.map { [$0] } ?? node.ledger.viewNames).flatMap { name in
                let clock = ContinuousClock()
                var built: [Replay] = []
                let time = try clock.measure {
                    built = try build(name, on: node, asOf: limit, line)
                }
                let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
                return built.map {
                    Result(
                        view: $0.view, entries: $0.entries, rows: $0.rows, digest: $0.digest, matches: $0.matches,
                        entriesPerSecond: Int(Double($0.entries) / max(seconds, 1e-6)))
                }
            }
        }
        try output.emit(["views": results]) { page in
            for result in results {
                let verdict =
                    switch result.matches {
                    case true?: Style.green("equal to the live view")
                    case false?: Style.red("the live view differs")
                    case nil:
                        knownBy.map { "as \($0) had acknowledged it; the live view stays" }
                            ?? (limit == .now ? "built again" : "as it was; the live view stays")
                    }
                page.line("\(Style.bold(result.view))  \(verdict)")
                page.facts([
                    ("digest", result.digest), ("rows", "\(result.rows)"),
                    ("entries", "\(result.entries), \(result.entriesPerSecond) a second"),
                ])
            }
        }
        if results.contains(where: { $0.matches == false }) { throw ExitCode(1) }
    }
}
