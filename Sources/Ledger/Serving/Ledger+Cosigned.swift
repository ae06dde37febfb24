import LMDB
import TransparencyLog

extension Ledger {
    /// Keeps a checkpoint of a log, hosted or mirrored, with its cosignatures, durably; those that are here of the same head are added. The
    /// newest is kept, and of the older ones enough to tell what was cosigned when, to the hour.
    ///
    /// Which cosignatures count is the caller's policy: keys that this node does not know are kept unseen. Waits for the writer's turn on this
    /// thread.
    /// - Throws: `LedgerError` `badMirror` where the note is no checkpoint of this log, no key of the log has signed it, nobody has cosigned it, a cosignature of a
    ///   known key does not verify, or its head is not that of the log's tree here (one of a mirrored log can be compared where a checkpoint of it
    ///   was committed here); `readOnly`, `noSpace`, `damaged`, `busy`, `closed`.
    public func keepCosigned(_ note: String, of log: LogIdentity, size: UInt64) throws {
        try requireWriter().perform { try $0.keepCosigned(note, of: log, size: size) }
    }

    /// The checkpoints with cosignatures whose trees hold the entry `number` of a log, the smallest first.
    /// - Parameter limit: how many at most.
    /// - Throws: `damaged`, `closed`, `busy`.
    public func cosigned(of log: LogIdentity, covering number: UInt64, limit: Int) throws -> [String] {
        guard number < .max else { return [] }
        if isReadOnly { try knownLogs.refresh(from: store) }
        return try store.read { transaction in
            try CosignedHeads(log: log, tables: store.tables).notes(
                from: number + 1, limit: limit, in: transaction
            ).map(\.note.encoded)
        }
    }

    /// A checkpoint with the cosignatures that are kept of the very same one.
    func cosigned(_ note: String, of log: LogIdentity) throws -> String {
        let kept: Note? = try store.read { transaction in
            guard store.tables.cosigned != nil, let size = try? Checkpoint(Note(note).text).size else { return nil }
            return try CosignedHeads(log: log, tables: store.tables).note(size: size, in: transaction)
        }
        guard let kept, let plain = try? Note(note), kept.text == plain.text else { return note }
        let more = kept.signatures.filter { signature in
            !plain.signatures.contains { $0.keyName == signature.keyName && $0.keyID == signature.keyID }
        }
        return (try? plain.adding(more))?.encoded ?? note
    }
}

extension Writer {
    /// Keeps a checkpoint with its cosignatures.
    func keepCosigned(_ text: String, of log: LogIdentity, size: UInt64) throws {
        if let failure { throw failure }
        guard Int(log.local) < logs.count, logs[Int(log.local)].identity.origin == log.origin else {
            throw LedgerError(.unknownLog, "This node has no log \(log.origin).", remedy: "Add the mirror first.")
        }
        let identity = logs[Int(log.local)].identity
        let signed: SignedCheckpoint
        do {
            signed = try SignedCheckpoint(
                verifying: Note(text), origin: identity.origin, logKeys: identity.logKeys(at: size),
                witnesses: Array(Set(logs.flatMap { $0.identity.cosigningKeys })))
        } catch {
            throw identity.refused("the cosigned checkpoint does not verify (\(error))")
        }
        guard signed.checkpoint.size == size, size <= logs[Int(log.local)].size else {
            throw identity.refused(
                "the cosigned checkpoint of size \(signed.checkpoint.size) is not of the tree that is here")
        }
        guard signed.note.signatures.contains(where: { (try? Cosignature($0)) != nil }) else {
            throw identity.refused("the checkpoint of size \(size) bears no cosignature")
        }
        do {
            try store.write { transaction in
                let root: Digest
                do { root = try store.tables.root(log: identity.local, size: size, in: transaction) } catch {
                    throw identity.refused("the tree of size \(size) cannot be compared: this node keeps no such head")
                }
                guard root == signed.checkpoint.root else {
                    throw identity.refused(
                        "the cosigned checkpoint of size \(size) has another root than the tree here")
                }
                try CosignedHeads(log: identity, tables: store.tables).keep(signed.note, size: size, in: &transaction)
            }
        } catch let error as LedgerError where error.code == .badMirror {
            throw error
        } catch {
            throw outcome(of: LMDBFailure.ledgerError(error), nil) ?? LMDBFailure.ledgerError(error)
        }
    }
}
