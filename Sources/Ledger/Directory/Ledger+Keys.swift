package import TransparencyLog

/// What a hosted party's key other than its log's signs.
package enum SigningPurpose: String, Sendable {
    /// Cosigns heads of others' logs: the largest consistent one that the party has seen.
    case witness
    /// Cosigns heads below which the party holds every entry.
    case mirror
    /// Signs tokens for peers; it can sign no checkpoint.
    case transport
}

extension Ledger {
    /// A hosted party's key, read from its file: whoever uses it often keeps it.
    ///
    /// The key of the log itself is not given out: only the writer signs heads, after their commit.
    /// - Throws: `LedgerError`: `unknownLog` where the log is not hosted here, `missingKey` where the file is not there or holds another
    ///   key than the one that the log was made with, `directoryUnusable`.
    package func signerKey(_ purpose: SigningPurpose, of log: LogIdentity) throws -> SignerKey {
        guard log.isHosted else {
            throw LedgerError(
                .unknownLog, "The log \(log.origin) is mirrored here: its keys are elsewhere.",
                remedy: "Name a party that this node hosts.")
        }
        return try LogKeys(folder: directory.keys).signer(purpose, of: log)
    }
}

extension LogKeys {
    /// A party's key for a purpose, if it is the one that the log was made with.
    fileprivate func signer(_ purpose: SigningPurpose, of log: LogIdentity) throws -> SignerKey {
        let name = "\(log.origin)/\(purpose.rawValue)+"
        guard let text = log.verifierKeys.first(where: { $0.hasPrefix(name) }), let found = try key(text, of: log)
        else {
            throw missing(log, "\(log.origin)/\(purpose.rawValue)")
        }
        return found.key
    }
}
