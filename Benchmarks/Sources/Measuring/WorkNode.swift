package import ClaimsLedger
import Foundation
import Ledger
import Synchronization

/// The node that a row works on.
package enum WorkNode {
    /// Nodes that stay open until the process ends, as they do when it is killed.
    private static let kept = Mutex<[Node]>([])

    /// Makes an empty node in a directory and opens it.
    package static func make(_ arguments: Arguments) throws -> Node {
        let path = try arguments.text("directory") + "/node"
        _ = try Node.initialize(
            path, role: "center", code: "210200", name: "大连市医保中心", origin: Workload.origin)
        return try Node(path, readOnly: false)
    }

    /// Opens the node that is there.
    package static func open(_ arguments: Arguments) throws -> Node {
        try Node(try arguments.text("directory") + "/node", readOnly: false)
    }

    /// Leaves a node open: what it holds in memory is lost when the process ends.
    package static func abandon(_ node: Node) { kept.withLock { $0.append(node) } }

    package static func skew(_ arguments: Arguments) throws -> Workload.Skew {
        let text = try arguments.text("skew")
        guard let skew = Workload.Skew(rawValue: text) else { throw Misuse(message: "--skew \(text) is unknown") }
        return skew
    }

    /// Appends the next `entries` of a workload in proposals of `batch`, each waited for.
    package static func append(_ workload: inout Workload, _ entries: Int, batch: Int, to node: Node) throws {
        guard batch > 0 else { throw Misuse(message: "--batch must be positive") }
        var left = entries
        while left > 0 {
            let count = min(batch, left)
            guard try node.ledger.appendAndWait(workload.proposal(count)).count == count else {
                throw Misuse(message: "a proposal was not committed whole")
            }
            left -= count
        }
    }

    /// Makes a node with so many entries and abandons it, as a crash would; operations are entries.
    package static func fill(_ arguments: Arguments) throws -> Measured {
        let entries = try arguments.number("entries")
        let node = try make(arguments)
        var workload = try Workload(skew: skew(arguments))
        abandon(node)
        return try Measured("node-fill") {
            try append(&workload, entries, batch: 5_000, to: node)
            guard try node.ledger.end() == UInt64(entries) else { throw Misuse(message: "entries are missing") }
            return entries
        }
    }
}
