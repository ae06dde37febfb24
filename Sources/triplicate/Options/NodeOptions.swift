import ArgumentParser
import ClaimsLedger
import Foundation

/// Where the node is.
struct NodeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The node's directory; by default TRIPLICATE_DATA.", valueName: "dir"))
    var data: String?

    /// The directory that was named, or the environment's.
    /// - Throws: ``Misuse`` if neither is there.
    func directory() throws(Misuse) -> String {
        if let data, !data.isEmpty { return data }
        if let data = ProcessInfo.processInfo.environment["TRIPLICATE_DATA"], !data.isEmpty { return data }
        throw Misuse("No directory is named.", remedy: "Give --data DIR, or set TRIPLICATE_DATA.")
    }

    /// The directory as a sentence names it.
    var shownDirectory: String { (try? directory()) ?? "" }

    /// Opens the node for what `body` does with it, and closes it.
    func withNode<R>(readOnly: Bool, _ body: (Node, ProgressLine) throws -> R) throws -> R {
        let line = ProgressLine()
        defer { line.finish() }
        let node = try Node(try directory(), readOnly: readOnly) { line.show($0) }
        defer { node.close() }
        return try body(node, line)
    }
}
