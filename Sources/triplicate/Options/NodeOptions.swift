import ArgumentParser
import ClaimsLedger
import Foundation
import Ledger
import Logging
import ReplicationHTTP
import Server
import TransparencyLog

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

    /// Opens the node to record something in it, and closes it. Where it is being served, it is opened for reading, and what is recorded goes
    /// through the process that serves it.
    func withRecordingNode<R>(_ body: (Node, ProgressLine) throws -> R) throws -> R {
        let line = ProgressLine()
        defer { line.finish() }
        let node = try recordingNode(line)
        defer { node.close() }
        return try body(node, line)
    }

    private func recordingNode(_ line: ProgressLine) throws -> Node {
        let directory = try directory()
        do { return try Self.writingNode(directory, line) } catch LedgerError.Code.secondWriter {
            guard let served = ServedNode(directory: directory) else {
                // Whoever writes it takes nothing from others: why, the opening says. Or it has ended just now.
                return try Self.writingNode(directory, line)
            }
            return try Node(
                directory, readOnly: true, remote: served.writer, progress: { line.show($0) }, notice: Failure.note)
        }
    }

    private static func writingNode(_ directory: String, _ line: ProgressLine) throws -> Node {
        let policy = try NodePolicy.read(DataDirectory(path: directory))
        let asks = policy.map { !$0.witnesses.isEmpty } ?? false
        let node = try Node(
            directory, readOnly: false, holdsAppends: asks, progress: { line.show($0) }, notice: Failure.note)
        if asks { try checkStart(node, policy) }
        return node
    }

    /// Nothing is recorded before the witnesses have said that the node holds all that it has signed.
    private static func checkStart(_ node: Node, _ policy: TLogPolicy?) throws {
        do {
            let mirroring = try Mirroring(
                ledger: node.ledger, host: NodeMirrorHost(node), peers: PeerList(node.ledger.directory),
                logger: Logger(label: "triplicate.start") { _ in SwiftLogNoOpLogHandler() })
            try Waiting.run {
                do { try await mirroring.checkStart(policy: policy, override: nil) } catch {
                    await mirroring.stop()
                    throw error
                }
                await mirroring.stop()
            }
        } catch {
            node.close()
            throw error
        }
    }

    /// Opens the node for what `body` does with it, and closes it.
    func withNode<R>(readOnly: Bool, _ body: (Node, ProgressLine) throws -> R) throws -> R {
        let line = ProgressLine()
        defer { line.finish() }
        let node = try Node(
            try directory(), readOnly: readOnly, progress: { line.show($0) }, notice: Failure.note)
        defer { node.close() }
        return try body(node, line)
    }
}
