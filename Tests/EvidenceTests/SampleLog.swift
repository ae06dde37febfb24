import EntryFormat
import Evidence
import Testing
import TransparencyLog

/// A log in memory, small enough that every hash is at hand.
struct SampleLog {
    let signer: SignerKey
    private(set) var entries: [[UInt8]] = []
    private var leaves: [Digest] = []
    private var frontier = Frontier()

    init(origin: String, seed: UInt8) throws {
        signer = try SignerKey(name: origin, type: .ed25519, seed: [UInt8](repeating: seed, count: 32))
    }

    var origin: String { signer.name }
    var size: UInt64 { frontier.size }
    var root: Digest { frontier.root }

    /// The number of the next entry.
    var next: UInt64 { size }

    func leaf(_ number: UInt64) -> LeafHash {
        let digest = leaves[Int(number)]
        return LeafHash(words: (digest.word0, digest.word1, digest.word2, digest.word3))
    }

    func reference(_ number: UInt64) -> Reference { Reference(origin: origin, number: number, leaf: leaf(number)) }

    mutating func append(_ bytes: [UInt8]) {
        entries.append(bytes)
        leaves.append(TreeHash.leaf(bytes))
        frontier.append(TreeHash.leaf(bytes))
    }

    @discardableResult
    mutating func append(
        _ stream: String, origin: String? = nil, after: [Reference] = [], basis: [Reference] = [],
        readers: [Reader] = [], payload: [UInt8] = [0x0A, 0x01, 0x07], type: UInt16 = 3
    ) throws -> UInt64 {
        let number = next
        let salt = UInt64(signer.seed[0]) << 32 | number
        append(
            try EntryFields(
                type: type, time: 1_767_225_600_000 + Int64(number), id: EventID(words: (salt, 1)),
                salt: Salt(words: (salt, 2)), origin: origin ?? self.origin, stream: stream,
                operatorName: "clerk.wang", readers: readers, after: after, basis: basis, payload: payload
            ).encoded())
        return number
    }

    func checkpoint(size: UInt64? = nil, cosigned witnesses: [SignerKey] = []) throws -> Note {
        var part = Frontier()
        for leaf in leaves[..<Int(size ?? self.size)] { part.append(leaf) }
        let checkpoint = try Checkpoint(origin: origin, size: part.size, root: part.root)
        let note = try checkpoint.signed(by: signer)
        return try note.adding(try witnesses.map { try $0.cosign(checkpoint, at: 1_767_225_700) })
    }

    func entry(_ number: UInt64, size: UInt64? = nil, blobs: [Digest] = []) throws -> EvidenceFile.Entry {
        let proof = try MerkleTree.inclusionProof(index: number, size: size ?? self.size) { level, index in
            try #require(level == 0)
            return leaves[Int(index)]
        }
        return EvidenceFile.Entry(number: number, bytes: entries[Int(number)], proof: proof, blobs: blobs)
    }

    func part(
        _ numbers: [UInt64], cosigned witnesses: [SignerKey] = [], blobs: [Digest] = []
    ) throws -> EvidenceFile.Log {
        try EvidenceFile.Log(
            key: signer.verifierKey, witnesses: witnesses.map(\.verifierKey),
            checkpoint: checkpoint(cosigned: witnesses),
            entries: numbers.map { try entry($0, blobs: $0 == numbers[0] ? blobs : []) })
    }
}
