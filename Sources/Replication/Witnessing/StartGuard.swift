public import TransparencyLog

/// Whether a node that starts may append to its own log: it must not have signed anything that it no longer knows of.
///
/// A node that wakes up in its own past, from an old backup or a snapshot, would sign a second history. So it asks the witnesses of
/// its policy for the newest head of its own log before it appends.
public enum StartGuard {
    /// The node's own log, as it stands on its disk.
    public struct OwnLog {
        let origin: String
        let size: UInt64
        let root: Digest
        let checkpoint: String?
        let opening: (UInt64) -> (root: Digest, proof: [Digest])?

        /// - Parameters:
        ///   - origin: the log's origin.
        ///   - size: the number of its entries.
        ///   - root: the root of its tree.
        ///   - checkpoint: its own newest checkpoint, of that size; nil where it has none.
        ///   - opening: gives the root at a smaller size, and the hashes that open the tree there, as
        ///     ``TransparencyLog/MerkleTree/roots(opening:from:to:)`` has them; nil if the store cannot.
        public init(
            origin: String, size: UInt64, root: Digest, checkpoint: String?,
            opening: @escaping (_ size: UInt64) -> (root: Digest, proof: [Digest])?
        ) {
            self.origin = origin
            self.size = size
            self.root = root
            self.checkpoint = checkpoint
            self.opening = opening
        }
    }

    /// What a witness said of the node's log.
    public enum Answer: Sendable {
        /// The newest head that it has cosigned: a note with its cosignature.
        case head(note: String)
        /// It has never cosigned a head of this log.
        case nothing
        /// It did not answer, or not as a witness does.
        case failed
    }

    /// What follows.
    public enum Verdict: Sendable, Equatable {
        /// The node may append.
        case go
        /// The node has signed more than it holds: it recovers up to this head first. The note with the largest size.
        case behind(note: String)
        /// The node has signed two histories: its log is over.
        case forked(ForkExhibit)
        /// Those that did not answer could have cosigned a newer head by themselves: in the policy's order.
        case undecided(missing: [VerifierKey])
    }

    /// Judges the answers.
    ///
    /// - Parameters:
    ///   - own: the node's log.
    ///   - keys: gives the keys with which it may sign a head of some size.
    ///   - policy: whose witnesses were asked. With `quorum none` nobody need answer, but what is answered counts.
    ///   - answers: by the witnesses' keys; a witness without one has not answered. A note that is not signed by the log and
    ///     cosigned by the witness is no answer.
    public static func judge(
        _ own: OwnLog, keys: (_ size: UInt64) -> [VerifierKey], policy: TLogPolicy, answers: [VerifierKey: Answer]
    ) -> Verdict {
        var answered: Set<VerifierKey> = []
        var shown: [SignedHead] = []
        for witness in policy.witnesses.map(\.key) {
            switch answers[witness] ?? .failed {
            case .nothing: answered.insert(witness)
            case .failed: break
            case .head(let text):
                guard let head = read(text, own.origin, keys, witness) else { continue }
                answered.insert(witness)
                shown.append(head)
            }
        }
        if let exhibit = contradiction(own, shown) { return .forked(exhibit) }
        let newest = shown.max { $0.head.size < $1.head.size }
        if let newest, newest.head.size > own.size { return .behind(note: newest.note) }
        if policy.asksNobody || !policy.mightBeSatisfied(withoutThoseThatAnswered: answered) { return .go }
        return .undecided(missing: policy.witnesses.map(\.key).filter { !answered.contains($0) })
    }

    private static func read(
        _ text: String, _ origin: String, _ keys: (UInt64) -> [VerifierKey], _ witness: VerifierKey
    ) -> SignedHead? {
        guard let note = try? Note(text), let size = try? Checkpoint(note.text).size,
            let signed = try? SignedCheckpoint(
                verifying: note, origin: origin, logKeys: keys(size), witnesses: [witness]),
            !signed.cosignatures.isEmpty
        else { return nil }
        return SignedHead(
            note: text, head: MirrorState.Head(size: signed.checkpoint.size, root: signed.checkpoint.root))
    }

    /// Two heads that cannot both be true: of two witnesses at one size, or of a witness and this node.
    private static func contradiction(_ own: OwnLog, _ shown: [SignedHead]) -> ForkExhibit? {
        for (place, head) in shown.enumerated() {
            if let other = shown[..<place].first(where: {
                $0.head.size == head.head.size && $0.head.root != head.head.root
            }) {
                return ForkExhibit(smaller: other.note, larger: head.note, proof: [])
            }
            guard let checkpoint = own.checkpoint, head.head.size <= own.size, head.head.size > 0 else { continue }
            if head.head.size == own.size {
                if head.head.root != own.root {
                    return ForkExhibit(smaller: head.note, larger: checkpoint, proof: [])
                }
            } else if let opened = own.opening(head.head.size), opened.root != head.head.root {
                return ForkExhibit(smaller: head.note, larger: checkpoint, proof: opened.proof)
            }
        }
        return nil
    }
}
