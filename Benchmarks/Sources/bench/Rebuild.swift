import ClaimsLedger
import EntryFormat
import Foundation
import Ledger
import Measuring

/// Builds what is computed from the log again, from nothing, as after the loss of the views' store.
enum Rebuild {
    /// The heads of all streams, and nothing else: reads the headers alone.
    static func heads(_ arguments: Arguments) throws -> Measured {
        try fresh(arguments, "heads-rebuild") { path in
            let ledger = try Ledger(DataDirectory(path: path), decider: { "center:\($0.decider)" })
            return (ledger, { ledger.close() })
        }
    }

    /// The heads and the search view: decodes and folds everything.
    static func views(_ arguments: Arguments) throws -> Measured {
        try fresh(arguments, "views-rebuild") { path in
            let node = try Node(path, readOnly: false)
            return (node.ledger, { node.close() })
        }
    }

    private static func fresh(
        _ arguments: Arguments, _ name: String, _ open: (String) throws -> (ledger: Ledger, close: () -> Void)
    ) throws -> Measured {
        let path = try arguments.text("directory") + "/node"
        let views = "\(path)/views"
        for file in try FileManager.default.contentsOfDirectory(atPath: views) {
            try FileManager.default.removeItem(atPath: "\(views)/\(file)")
        }
        let entries = try arguments.number("entries")
        return try Measured(name) {
            let (ledger, close) = try open(path)
            try ledger.flushViews()
            let end = try ledger.end()
            let claims = UInt64(try ledger.streams(prefix: "claim/", limit: 2).count)
            close()
            guard end == UInt64(entries), claims > 0 else { throw Misuse(message: "the node has \(end) entries") }
            return entries
        }
    }
}
