import Foundation
import TransparencyLog

/// What the modules say of a case: what it shows, or an error.
struct Judge {
    /// A check that is left out, to show that the comparison with others notices it.
    enum Planted: String, CaseIterable {
        /// Signatures of known keys are taken as they stand.
        case signature
        /// An inclusion proof need not lead to the root.
        case root
        /// A consistency proof need not begin at the older root.
        case oldRoot = "old-root"
        /// An entry bundle is compared with no hashes.
        case bundle
        /// Any key in an evidence file is trusted.
        case trust
    }

    let planted: Planted?

    /// - Returns: what a case that is accepted shows, on one line.
    func accept(_ one: Case) throws -> String {
        switch one.family {
        case "key": try key(one)
        case "note": try note(one)
        case "checkpoint": try checkpoint(one)
        case "inclusion": try inclusion(one)
        case "consistency": try consistency(one)
        case "path": try path(one)
        case "tiles": try tiles(one)
        case "bundle": try bundle(one)
        case "proof-file": try proofFile(one)
        case "evidence", "federation": try evidence(one)
        default: throw MissingField(name: "family")
        }
    }

    private func key(_ one: Case) throws -> String {
        let key = try VerifierKey(try field(one.key, "key"))
        return "\(key.type.rawValue) \(key.keyID)"
    }

    private func note(_ one: Case) throws -> String {
        let keys = try field(one.keys, "keys").map { try VerifierKey($0) }
        let note = try Note(Array(try field(one.note, "note")))
        if planted == .signature { return try shown(note.signatures.map { ($0, nil) }, keys, one.needs) }
        let verified = try note.verified(by: keys)
        return try shown(verified.map { ($0.signature, $0.timestamp) }, keys, one.needs)
    }

    /// Which keys signed, by their places, and when; all that must have signed are among them.
    private func shown(
        _ signatures: [(NoteSignature, UInt64?)], _ keys: [VerifierKey], _ needs: [Int]?
    ) throws -> String {
        var places: [Int] = []
        var parts: [String] = []
        for (signature, time) in signatures {
            guard let place = keys.firstIndex(where: { signature.names($0) }) else { continue }
            places.append(place)
            parts.append(time.map { "\(place)@\($0)" } ?? "\(place)")
        }
        for place in try field(needs, "needs") where !places.contains(place) { throw NotSigned(key: place) }
        return parts.joined(separator: ",")
    }

    private func signed(_ one: Case, _ note: Note) throws -> (SignedCheckpoint, String) {
        let witnesses = try field(one.witnesses, "witnesses").map { try VerifierKey($0) }
        let signed = try SignedCheckpoint(
            verifying: note, origin: try field(one.origin, "origin"),
            logKeys: try field(one.keys, "keys").map { try VerifierKey($0) }, witnesses: witnesses)
        let who = try shown(signed.cosignatures.map { ($0.signature, $0.timestamp) }, witnesses, one.needs)
        return (signed, "\(signed.checkpoint.size) \(signed.checkpoint.root) \(who)")
    }

    private func checkpoint(_ one: Case) throws -> String {
        try signed(one, try Note(Array(try field(one.note, "note")))).1
    }

    private func proofFile(_ one: Case) throws -> String {
        let proof = try TLogProof(Array(try field(one.file, "file")))
        let (signed, who) = try signed(one, proof.note)
        let verified = try proof.verified(
            leaf: try digest(one.leaf, "leaf"), origin: try field(one.origin, "origin"),
            logKeys: try field(one.keys, "keys").map { try VerifierKey($0) },
            witnesses: try field(one.witnesses, "witnesses").map { try VerifierKey($0) })
        guard verified == signed else { throw NotSigned(key: -1) }
        return "\(proof.index) \(who)"
    }

    private func inclusion(_ one: Case) throws -> String {
        let leaf = try digest(one.leaf, "leaf")
        let proof = try field(one.proof, "proof").map { try digest($0, "proof") }
        let (index, size) = (try field(one.index, "index"), try field(one.size, "size"))
        if planted == .root {
            _ = try MerkleTree.root(leaf: leaf, index: index, size: size, proof: proof)
        } else {
            try MerkleTree.verifyInclusion(
                leaf: leaf, index: index, size: size, proof: proof, root: try digest(one.root, "root"))
        }
        return ""
    }

    private func consistency(_ one: Case) throws -> String {
        let proof = try field(one.proof, "proof").map { try digest($0, "proof") }
        do {
            try MerkleTree.verifyConsistency(
                from: try field(one.oldSize, "oldSize"), try digest(one.oldRoot, "oldRoot"),
                to: try field(one.size, "size"), try digest(one.root, "root"), proof: proof)
        } catch TransparencyError.Code.wrongRoot where planted == .oldRoot {
            return ""
        }
        return ""
    }

    private func evidence(_ one: Case) throws -> String {
        let file = try field(one.file, "file") + Data(repeating: 10, count: one.pad ?? 0)
        return try EvidenceJudge(planted: planted).accept(Array(file), trust: Array(try field(one.trust, "trust")))
    }

    func digest(_ data: Data?, _ name: String) throws -> Digest {
        guard let digest = Digest(Array(try field(data, name))) else { throw MissingField(name: name) }
        return digest
    }
}

/// A key that the caller asks for has not signed.
struct NotSigned: Error {
    let key: Int
}
