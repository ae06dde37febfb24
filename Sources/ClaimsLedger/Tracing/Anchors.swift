import EntryFormat
import Ledger
import TransparencyLog

/// Proves entries against the newest checkpoints of their logs.
struct Anchors {
    /// What came of it.
    struct Outcome {
        let verification: Trace.Verification
        /// The heads under which the entries were proven, with the key that verified each; ascending by origin.
        let heads: [(log: LogIdentity, verifierKey: String, note: String)]
        /// The entries whose inclusion was recomputed and holds.
        let proven: Set<Trace.Entry>
    }

    /// The leaf hashes of the entries to be proven, by the origin of their log and their number there.
    private var leaves: [String: [UInt64: Digest]] = [:]

    /// Adds an entry, whose leaf hash was computed from its bytes as it was read.
    mutating func add(_ entry: StoredEntry) {
        leaves[entry.origin, default: [:]][entry.number] = Digest(leafHash: entry.leaf)
    }

    /// The leaf hash of an entry that was added, in hex.
    func leaf(of entry: Trace.Entry) -> String { leaves[entry.log]?[entry.number]?.hex ?? "" }

    func verification(in ledger: Ledger) throws -> Trace.Verification { try outcome(in: ledger).verification }

    func outcome(in ledger: Ledger) throws -> Outcome {
        var logs: [Trace.Verification.Log] = []
        var heads: [(log: LogIdentity, verifierKey: String, note: String)] = []
        var problems: [String] = []
        var all: Set<Trace.Entry> = []
        for log in ledger.logs.sorted(by: { $0.origin < $1.origin }) {
            guard let leaves = leaves[log.origin] else { continue }
            guard let (checkpoint, key, note) = try newestCheckpoint(of: log, in: ledger) else {
                problems.append("The checkpoint of \(log.origin) does not verify.")
                continue
            }
            let entries = leaves.sorted { $0.key < $1.key }
            let proofs = try ledger.inclusionProofs(of: entries.map(\.key), in: log, size: checkpoint.size)
            var proven = 0
            for ((number, leaf), proof) in zip(entries, proofs) {
                guard let proof else {
                    problems.append("Entry \(number) of \(log.origin) is not yet covered by a checkpoint.")
                    continue
                }
                do {
                    try MerkleTree.verifyInclusion(
                        leaf: leaf, index: number, size: checkpoint.size, proof: proof, root: checkpoint.root)
                    proven += 1
                    all.insert(Trace.Entry(log: log.origin, number: number))
                } catch {
                    problems.append("Entry \(number) of \(log.origin) is not in the tree that its checkpoint signs.")
                }
            }
            logs.append(.init(origin: log.origin, size: checkpoint.size, root: checkpoint.root.hex, entries: proven))
            heads.append((log, key, note))
        }
        return Outcome(
            verification: Trace.Verification(ok: problems.isEmpty, logs: logs, problems: problems), heads: heads,
            proven: all)
    }

    /// The checkpoint of a log that was signed last, with the key that verifies it, or nil where none does.
    private func newestCheckpoint(of log: LogIdentity, in ledger: Ledger) throws -> (Checkpoint, String, String)? {
        guard let text = try ledger.checkpoint(of: log), let note = try? Note(text),
            let checkpoint = try? Checkpoint(note.text), checkpoint.origin == log.origin,
            let key = try? log.logKeys(at: checkpoint.size).first(where: { (try? note.verified(by: [$0])) != nil })
        else { return nil }
        return (checkpoint, key.text, text)
    }
}

extension Digest {
    /// The same 32 bytes.
    fileprivate init(leafHash leaf: LeafHash) {
        self.init(word0: leaf.words.0, word1: leaf.words.1, word2: leaf.words.2, word3: leaf.words.3)
    }
}
