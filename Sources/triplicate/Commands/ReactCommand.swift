import ArgumentParser
import Claims
import ClaimsLedger
import Ledger

struct ReactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "react",
        abstract:
            "Does once what a center's node does by itself: prices, records and reverses what is settled directly.",
        discussion: """
            serve does the same after each entry that arrives. What is left to do follows from the streams as they stand, so nothing is done twice, \
            however often it runs and wherever it was stopped. It belongs on a center's node. Exit code 1 if something could not be done now; it is tried again the next time.

            Example:
              triplicate react --data node
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        struct Failure: Encodable {
            let stream: String
            let reason: String
        }
        let recorded: [Recorded]
        let failures: [Failure]
        let refused: [Failure]
    }

    func run() throws {
        let reactions = try node.withRecordingNode { node, _ in
            guard node.parties.contains(where: { $0.hosted && $0.role == Role.center.rawValue }) else {
                let hosted = node.parties.filter(\.hosted).map(\.party).joined(separator: ", ")
                throw Misuse(
                    "This node hosts no center, only \(hosted): what is settled directly is answered by the center's node.",
                    remedy: "Run it on the center's node; mirror fetches its answers.")
            }
            return try node.react()
        }
        let document = Document(
            recorded: reactions.recorded,
            failures: reactions.failures.map { .init(stream: $0.stream, reason: "\($0.error)") },
            refused: reactions.refused.map { .init(stream: $0.stream, reason: "\($0.refusal)") })
        try output.emit(document) { page in
            guard !reactions.recorded.isEmpty || !document.failures.isEmpty else {
                return page.line("nothing waits for this node")
            }
            var table = Table("stream", ">entry", "")
            for item in reactions.recorded { table.add(item.stream, "#\(item.number)", "") }
            for answer in document.refused { table.add(answer.stream, "", Style.yellow(answer.reason)) }
            for failure in document.failures { table.add(failure.stream, "", Style.red(failure.reason)) }
            page.table(table)
        }
        if !reactions.failures.isEmpty { throw ExitCode(1) }
    }
}
