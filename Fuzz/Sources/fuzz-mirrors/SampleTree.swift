import FuzzDriver
import TransparencyLog

/// A log's tree, and the keys that sign its heads and cosign them.
enum SampleTree {
    static let origin = "fuzz.example/log"
    static let key = signer(origin, .ed25519, 1)
    static let otherKey = signer(origin, .ed25519, 2)
    static let witness = signer("fuzz.example/witness", .cosignature, 9)

    /// The frontier and the edge of the tree at each size at which something is different.
    static let trees: [(frontier: Frontier, edge: [Digest])] = [0, 1, 3, 255, 256, 257, 600].map { size in
        let leaves = (0..<size).map(leaf)
        var frontier = Frontier()
        for leaf in leaves { frontier.append(leaf) }
        return (frontier, leaves.suffix(size % Tile.fullWidth))
    }

    static func leaf(_ number: Int) -> Digest { TreeHash.leaf([UInt8(number & 0xFF), UInt8(number >> 8)]) }

    static func signer(_ name: String, _ type: SignatureType, _ seed: UInt8) -> SignerKey {
        must("a sample key can be made") {
            try SignerKey(name: name, type: type, seed: [UInt8](repeating: seed, count: 32))
        }
    }

    /// A head, signed; nil for a size that no tree has.
    static func note(_ size: UInt64, _ root: Digest, by key: SignerKey = key) -> Note? {
        guard let checkpoint = try? Checkpoint(origin: origin, size: size, root: root) else { return nil }
        return must("a head can be signed") { try checkpoint.signed(by: key) }
    }
}
