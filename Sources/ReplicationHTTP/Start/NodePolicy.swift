public import Ledger
public import TransparencyLog

/// The file in which a node says which witnesses its heads need (C2SP tlog-policy).
public enum NodePolicy {
    /// In the data directory.
    public static let fileName = "policy"

    /// The node's policy; nil where there is no file: then nobody is asked.
    /// - Throws: `PeersError` `badFile`, which names the mistake; `LedgerError` where it cannot be read.
    public static func read(_ directory: DataDirectory) throws -> TLogPolicy? {
        guard let bytes = try directory.file(fileName, limit: TLogPolicy.maximumByteCount) else { return nil }
        do { return try TLogPolicy(bytes) } catch {
            throw PeersError(.badFile, "\(directory.path)/\(fileName): \(error.message).", remedy: error.remedy)
        }
    }
}
