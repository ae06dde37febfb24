import Replication
import TransparencyLog

/// Says whether an exhibit convicts, written from the RFC and not from what made it.
enum ExhibitJudge {
    /// Why an exhibit convicts nobody; nil if it convicts.
    static func objection(to exhibit: ForkExhibit, origin: String, keys: [PartyRecord.LogKey]) -> String? {
        guard let smaller = head(exhibit.smaller, origin, keys) else { return "the smaller head is not the log's" }
        guard let larger = head(exhibit.larger, origin, keys) else { return "the larger head is not the log's" }
        if smaller.size == larger.size {
            return smaller.root == larger.root ? "both heads are the same" : nil
        }
        guard smaller.size < larger.size else { return "the sizes are reversed" }
        if smaller.size == 0 {
            return smaller.root == Digest.sha256([]) ? "an empty tree contradicts nothing" : nil
        }
        guard let roots = roots(exhibit.proof, from: smaller.size, to: larger.size) else {
            return "the proof has another length than such a proof"
        }
        if roots.new != larger.root { return "the proof does not lead to the larger head" }
        return roots.old == smaller.root ? "the proof shows that both heads agree" : nil
    }

    private static func head(_ text: String, _ origin: String, _ keys: [PartyRecord.LogKey]) -> Checkpoint? {
        guard let note = try? Note(text), let checkpoint = try? Checkpoint(note.text), checkpoint.origin == origin
        else {
            return nil
        }
        let message = Array(note.text.utf8)
        let isSigned = keys.contains { key in
            key.from <= checkpoint.size && checkpoint.size < key.until ?? .max
                && note.signatures.contains {
                    $0.names(key.key) && key.key.isValidSignature($0.signature, for: message)
                }
        }
        return isSigned ? checkpoint : nil
    }

    /// The roots to which hashes lead that open `second` leaves at `first`: RFC 6962, section 2.1.2, SUBPROOF, read backwards.
    private static func roots(_ proof: [Digest], from first: UInt64, to second: UInt64) -> (old: Digest, new: Digest)? {
        var left = proof[...]
        func open(_ first: UInt64, _ second: UInt64) -> (old: Digest, new: Digest)? {
            if first == second { return left.popFirst().map { ($0, $0) } }
            let split: UInt64 = 1 << UInt64(UInt64.bitWidth - 1 - (second - 1).leadingZeroBitCount)
            guard let other = left.popLast() else { return nil }
            if first <= split {
                guard let inner = open(first, split) else { return nil }
                return (inner.old, TreeHash.node(inner.new, other))
            }
            guard let inner = open(first - split, second - split) else { return nil }
            return (TreeHash.node(other, inner.old), TreeHash.node(other, inner.new))
        }
        let roots = open(first, second)
        return left.isEmpty ? roots : nil
    }
}
