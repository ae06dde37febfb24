import FuzzDriver
import Replication
import TransparencyLog

extension FuzzTarget {
    /// The body of `add-checkpoint`: as it comes, and with the checkpoint to which its proof leads, signed by a known log.
    static let addCheckpoint = FuzzTarget.onArray("add-checkpoint", longest: 4096, checkRequest)

    private static func checkRequest(_ bytes: [UInt8]) {
        let request: Witness.Request
        do {
            request = try Witness.Request(body: bytes)
        } catch {
            demand(error.status == 400 && error.rememberedSize == nil, "what cannot be read is a bad request")
            return show(error)
        }
        demand(Array(request.body.utf8) == bytes, "there is one body for one request")
        demand(request.proof.count <= Witness.maximumProofCount, "a proof has as many hashes as it may")
        decide(request, remembered: nil)
        guard let note = try? Note(request.note), let theirs = try? Checkpoint(note.text) else { return }
        let (old, size) = (request.oldSize, theirs.size)
        // Heads between which this proof leads, where there can be some.
        var root = theirs.root
        var last = MirrorState.Head(size: old, root: old == 0 ? TreeHash.empty : root)
        if old > 0, old != size {
            let start = old.nonzeroBitCount == 1 ? [theirs.root] : []
            guard let roots = try? MerkleTree.roots(opening: start + request.proof, from: old, to: size) else { return }
            (last, root) = (MirrorState.Head(size: old, root: roots.old), roots.new)
        }
        guard let head = SampleTree.note(size, root) else { return }
        let ours = Witness.Request(oldSize: old, proof: request.proof, note: head.encoded)
        let isProven = request.proof.isEmpty || (old > 0 && old < size)
        let decision = decide(ours, remembered: last)
        demand((decision != nil) == isProven, "a head that is proven is cosigned, and no other")
        demand(
            decision == nil || decision?.head == MirrorState.Head(size: size, root: root),
            "what was shown is remembered"
        )
        let other = MirrorState.Head(size: old, root: TreeHash.node(last.root, last.root))
        demand(decide(ours, remembered: other) == nil, "what does not follow the head cosigned last is not cosigned")
        guard old < size else { return }
        demand(
            decide(ours, remembered: MirrorState.Head(size: size, root: root)) == nil,
            "a head is cosigned from the size that is remembered")
        let foreign = SampleTree.note(size, root, by: SampleTree.otherKey)?.encoded ?? ""
        demand(
            decide(Witness.Request(oldSize: old, proof: request.proof, note: foreign), remembered: last) == nil,
            "a head that a stranger signed is not cosigned")
    }

    @discardableResult
    private static func decide(_ request: Witness.Request, remembered: MirrorState.Head?) -> Witness.Decision? {
        do {
            let decision = try Witness.decide(
                request, remembered: { $0 == SampleTree.origin ? remembered : nil },
                keys: { origin, _ in origin == SampleTree.origin ? [SampleTree.key.verifierKey] : nil })
            demand(decision.checkpoint.origin == SampleTree.origin, "a witness cosigns logs that it knows")
            demand(decision.head.size == decision.checkpoint.size, "a witness remembers what it cosigns")
            return decision
        } catch {
            demand([400, 403, 404, 409, 422].contains(error.status), "a witness answers as the standard has it")
            demand((error.status == 409) == (error.rememberedSize != nil), "only a conflict tells the size")
            if let body = error.conflictBody {
                demand(
                    Witness.rememberedSize(in: Array(body.utf8)) == remembered?.size ?? 0, "the size comes back as sent"
                )
            }
            show(error)
            return nil
        }
    }

    /// What a witness answers: lines of signatures, or the size that it remembers.
    static let witnessAnswer = FuzzTarget.onArray("witness-answer", longest: 2048) { bytes in
        if let size = Witness.rememberedSize(in: bytes) {
            demand(Array("\(size)\n".utf8) == bytes, "there is one body for one size")
        }
        let tree = SampleTree.trees[2].frontier
        guard let head = SampleTree.note(tree.size, tree.root) else { return }
        let known = [SampleTree.witness.verifierKey, SampleTree.key.verifierKey]
        check(bytes, head, known)
        let ours = must("a head can be cosigned") {
            try SampleTree.witness.cosign(Checkpoint(head.text), at: 1_767_225_700)
        }
        let line = Witness.body(of: [ours])
        guard let found = check(Array(line.utf8) + bytes, head, known) else { return }
        demand(found.contains { $0.signature == ours }, "the cosignature of a known witness is found")
    }

    @discardableResult
    private static func check(_ body: [UInt8], _ head: Note, _ known: [VerifierKey]) -> [VerifiedSignature]? {
        do {
            let found = try Witness.cosignatures(in: body, of: head, witnesses: known)
            for one in found {
                demand(one.key.type == .cosignature && one.timestamp != nil, "only cosignatures are taken")
                demand(known.contains(one.key), "only known witnesses are heard")
                let again = must("a cosigned head is a note") {
                    try Note(text: head.text, signatures: [one.signature])
                }
                demand(
                    must("a cosignature verifies") { try again.verified(by: [one.key]) }.count == 1,
                    "a cosignature is of the head")
            }
            return found
        } catch {
            show(error)
            return nil
        }
    }

    /// Two heads that are said to convict a log: both sizes in eight bytes each, then hashes, of which the last two are the roots.
    static let forkExhibit = FuzzTarget.onBytes("fork-exhibit", longest: 2400) { bytes in
        guard bytes.count >= 16 + 2 * Digest.byteCount else { return }
        let first = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        let second = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        var hashes = stride(from: 16, through: bytes.count - Digest.byteCount, by: Digest.byteCount).compactMap {
            Digest(UnsafeRawBufferPointer(rebasing: bytes[$0..<$0 + Digest.byteCount]).bytes)
        }
        let (larger, smaller) = (hashes.removeLast(), hashes.removeLast())
        judge(first, smaller, second, larger, hashes)
        // With the roots to which the hashes lead the heads are of one history; with another root before, they are not.
        guard second <= UInt64(Int64.max), let roots = try? MerkleTree.roots(opening: hashes, from: first, to: second)
        else { return }
        demand(judge(first, roots.old, second, roots.new, hashes) == false, "one history convicts nobody")
        guard smaller != roots.old else { return }
        demand(judge(first, smaller, second, roots.new, hashes) == true, "two histories convict")
    }

    @discardableResult
    private static func judge(
        _ size: UInt64, _ root: Digest, _ larger: UInt64, _ largerRoot: Digest, _ proof: [Digest]
    ) -> Bool? {
        guard let old = SampleTree.note(size, root), let new = SampleTree.note(larger, largerRoot) else { return nil }
        let exhibit = ForkExhibit(smaller: old.encoded, larger: new.encoded, proof: proof)
        let verdict: Bool
        do {
            verdict = try exhibit.convicts(origin: SampleTree.origin) { _ in [SampleTree.key.verifierKey] }
        } catch {
            show(error)
            return nil
        }
        demand(size <= larger, "an exhibit has the smaller head first")
        if size == larger { demand(verdict == (root != largerRoot), "of one size, two roots convict") }
        mustRefuse("a log is convicted by its own keys only") {
            try exhibit.convicts(origin: SampleTree.origin) { _ in [SampleTree.otherKey.verifierKey] }
        }
        mustRefuse("an exhibit is of its log only") {
            try exhibit.convicts(origin: "fuzz.example/other") { _ in [SampleTree.key.verifierKey] }
        }
        return verdict
    }
}
