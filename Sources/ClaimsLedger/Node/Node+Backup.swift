public import Ledger
public import TransparencyLog

extension Node {
    /// Copies the node into a backup file, or brings the backup that is there up to date; as `Ledger.backUp`.
    public func backUp(to path: String, progress: (Ledger.Progress) -> Void = { _ in }) throws -> BackupSummary {
        try ledger.backUp(to: path, progress: progress)
    }

    /// Makes a node from a backup file, checking everything on the way; as `Ledger.restore`.
    public static func restore(
        from file: String, to path: String, keys: String?, trust: [VerifierKey],
        progress: (Ledger.Progress) -> Void = { _ in }
    ) throws -> BackupSummary {
        try Ledger.restore(from: file, to: DataDirectory(path: path), keys: keys, trust: trust, progress: progress)
    }
}
