import Foundation
import Ledger
import TransparencyLog

extension Node {
    /// What the node holds, how far it is signed, and how much room it has.
    public func status() throws -> NodeStatus {
        let sizes = try ledger.sizes()
        // Logs are added while the node runs: one that came since the sizes were read is told next time.
        let logs = try ledger.logs.filter { Int($0.local) < sizes.count }.map { log in
            let checkpoint = try ledger.checkpoint(of: log).flatMap { try? Checkpoint(Note($0).text) }
            return NodeStatus.Log(
                party: log.party, name: log.name, origin: log.origin, hosted: log.isHosted,
                entries: sizes[Int(log.local)],
                signed: checkpoint?.size ?? 0, root: checkpoint?.root.hex ?? "")
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: ledger.directory.path)
        let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
        let usage = try ledger.usage()
        return NodeStatus(
            directory: ledger.directory.path, format: DataDirectory.format, entries: try ledger.end(),
            blobs: try ledger.blobs.list().blobs.count, queue: ledger.queueLength, views: ledger.viewNames,
            unflushed: usage.unflushed, logs: logs,
            log: .init(usedBytes: usage.log.usedBytes, mapBytes: usage.log.mapBytes, freeBytes: free),
            viewStore: .init(usedBytes: usage.views.usedBytes, mapBytes: usage.views.mapBytes, freeBytes: free))
    }
}
