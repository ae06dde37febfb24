import EntryFormat
import Replication
import TransparencyLog

/// The parties that a federation is made of, with their keys: the same in every run, so that keys are made once.
struct Roster: Sendable {
    /// One party that may take part.
    struct Member: Sendable {
        let party: String
        let origin: String
        /// The log's first key, the one that follows it, and one that was never admitted.
        let logKeys: [SignerKey]
        /// A restored node takes a new witness key: there are as many as it may be restored.
        let witnessKeys: [SignerKey]
        let mirrorKey: SignerKey
    }

    let members: [Member]

    /// The place of the one that mirrors others whole.
    static let province = 2

    /// All of them; throws only if a name were no key's name.
    static let all: Result<Roster, TransparencyError> = {
        do throws(TransparencyError) { return .success(try Roster()) } catch { return .failure(error) }
    }()

    private init() throws(TransparencyError) {
        let names = [
            ("center", "210200"), ("hospital", "H11010500001"), ("province", "210000"), ("agency", "110105"),
            ("unit", "U210200001"), ("registrar", "100000"), ("hospital", "H11010500002"),
        ]
        var members: [Member] = []
        for (index, name) in names.enumerated() {
            let origin = "simulated.example/\(name.0)-\(name.1)"
            func key(_ kind: Int, _ name: String, _ type: SignatureType) throws(TransparencyError) -> SignerKey {
                let seed = Digest.words(index, kind, 0)
                return try SignerKey(name: name, type: type, seed: seed.bytes)
            }
            var logKeys: [SignerKey] = []
            for kind in 0..<3 { logKeys.append(try key(kind, origin, .ed25519)) }
            var witnessKeys: [SignerKey] = []
            for kind in 10..<16 { witnessKeys.append(try key(kind, "\(origin)/witness", .cosignature)) }
            members.append(
                Member(
                    party: "\(name.0):\(name.1)", origin: origin, logKeys: logKeys, witnessKeys: witnessKeys,
                    mirrorKey: try key(20, "\(origin)/mirror", .cosignature)))
        }
        self.members = members
    }
}

extension Digest {
    /// A hash of three numbers: for seeds of keys, for the names of blobs.
    static func words(_ first: Int, _ second: Int, _ third: Int) -> Digest {
        Digest.sha256(Array("triplicate simulation \(first) \(second) \(third)".utf8))
    }

    /// The hash in the entry format's form.
    var leafHash: LeafHash { LeafHash(words: (word0, word1, word2, word3)) }
}
