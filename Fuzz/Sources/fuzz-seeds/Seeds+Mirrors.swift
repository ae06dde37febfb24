import Replication
import TransparencyLog

extension Seeds {
    private static let origin = "fuzz.example/log"

    /// What mirrors fetch, store and are shown; what witnesses are asked and say.
    mutating func addMirrors() throws {
        add("visible-page", "empty", VisiblePage(through: 0, entries: []).bytes)
        add("visible-page", "two entries", VisiblePage(through: 9, entries: [(3, [1, 2]), (7, [3])]).bytes)
        add(
            "visible-page", "too many for few",
            VisiblePage(through: 9, entries: (0..<5).map { ($0, [UInt8](repeating: 1, count: 40)) }).bytes)
        let leaves = (0..<600).map { TreeHash.leaf([UInt8($0 & 0xFF), UInt8($0 >> 8)]) }
        let key = try SignerKey(name: Self.origin, type: .ed25519, seed: [UInt8](repeating: 1, count: 32))
        let witness = try SignerKey(
            name: "fuzz.example/witness", type: .cosignature, seed: [UInt8](repeating: 9, count: 32))
        func head(_ size: Int) throws -> Checkpoint {
            try Checkpoint(
                origin: Self.origin, size: UInt64(size), root: MerkleTree.root(of: Array(leaves[..<size])))
        }
        func hash(_ level: UInt8, _ index: UInt64) -> Digest {
            MerkleTree.root(of: Array(leaves[Int(index << level)..<Int((index + 1) << level)]))
        }
        try addStates(leaves, note: { try head($0).signed(by: key).encoded })
        for (old, size) in [(0, 0), (0, 3), (3, 3), (3, 9), (4, 9), (255, 600)] {
            let proof = try MerkleTree.consistencyProof(from: UInt64(old), to: UInt64(size), hashes: hash)
            let request = Witness.Request(
                oldSize: UInt64(old), proof: proof, note: try head(size).signed(by: key).encoded)
            add("add-checkpoint", "from \(old) to \(size)", text: request.body)
            guard old > 0, old < size else { continue }
            let opening = try MerkleTree.opening(from: UInt64(old), to: UInt64(size), hashes: hash)
            let roots = [leaves[0], try head(size).root]
            add(
                "fork-exhibit", "from \(old) to \(size)",
                littleEndian(UInt64(old)) + littleEndian(UInt64(size)) + Tile.bytes(of: opening + roots))
        }
        add(
            "fork-exhibit", "one size",
            littleEndian(3 as UInt64) + littleEndian(3 as UInt64) + Tile.bytes(of: Array(leaves[..<2])))
        add("witness-answer", "a cosignature", text: Witness.body(of: [try witness.cosign(head(3), at: 1_767_225_700)]))
        add("witness-answer", "a size", text: "17\n")
        addPlays()
        addPolicyFiles(try (1...4).map { try Self.cosigner($0) }, log: key.verifierKey)
    }

    private static func cosigner(_ number: UInt8) throws -> VerifierKey {
        try SignerKey(
            name: "w\(number).example", type: .cosignature, seed: [UInt8](repeating: number, count: 32)
        ).verifierKey
    }

    private mutating func addStates(_ leaves: [Digest], note: (Int) throws -> String) rethrows {
        for (size, mode) in [(0, MirrorMode.heads), (3, .full), (257, .filtered(readers: ["hospital:h", "unit:a"]))] {
            var state = MirrorState(origin: Self.origin, mode: mode)
            for leaf in leaves[..<size] { state.frontier.append(leaf) }
            state.edge = Array(leaves[(size - size % 256)..<size])
            add("mirror-state", "bare of \(size)", state.bytes)
            guard size > 0 else { continue }
            state.checkpoint = try note(size)
            state.filled = UInt64(size)
            state.cosigned = MirrorState.Head(size: UInt64(size), root: state.frontier.root)
            state.chains = ["unit:a": 2, "hospital:h": 1]
            state.owed = ["unit:a": 2]
            add("mirror-state", "of \(size)", state.bytes)
            state.receipted = ["unit:a": 2]
            state.missingBlobs = [leaves[0]: 1, leaves[1]: 2]
            state.grants = [0, 2]
            add("mirror-state", "with more to fetch of \(size)", state.bytes)
            state.exhibit = ForkExhibit(
                smaller: try note(2), larger: try note(3), proof: Array(leaves[..<2]))
            add("mirror-state", "frozen of \(size)", state.bytes)
        }
    }

    /// What happens to a mirror, as the target `mirror` reads it.
    private mutating func addPlays() {
        // Size 44, 100 and 300; ask; answer all and commit, several times.
        let work: [UInt8] = [9, 1, 5, 1, 5, 1, 5, 1, 5]
        for mode in 0..<3 as Range<UInt8> {
            add("mirror", "catches up, mode \(mode)", [mode, 12, 44, 0] + work + [12, 200, 100] + work)
            add("mirror", "restarts, mode \(mode)", [mode, 12, 90, 10, 9, 1, 10, 1, 5, 10, 9, 1, 5, 10] + work)
            add(
                "mirror", "is shown a fork, mode \(mode)",
                [mode, 12, 200, 100] + work + [7, 200, 51, 1, 5, 1, 11, 1, 5, 1, 5] + work)
            add(
                "mirror", "is served another history, mode \(mode)",
                [mode, 12, 200, 40] + work + [11, 12, 200, 90] + work)
            add(
                "mirror", "is lied to, mode \(mode)",
                [mode, 12, 90, 10, 9, 2, 0, 40, 1, 255, 8, 200, 9, 3, 3, 1, 2, 3, 8, 255, 4, 0, 4, 1, 8, 255, 6] + work)
        }
    }

    private mutating func addPolicyFiles(_ witnesses: [VerifierKey], log: VerifierKey) {
        let lines = witnesses.enumerated().map { "witness w\($0.offset) \($0.element.text)\n" }
        add("tlog-policy", "nobody", text: "quorum none\n")
        add("tlog-policy", "one", text: lines[0] + "quorum w0\n")
        add(
            "tlog-policy", "groups",
            text: "# a comment\nlog \(log.text) https://fuzz.example/\n\n" + lines.joined()
                + "group a any w0 w1\ngroup b 2 a w2 w3\nquorum b\n")
        add(
            "tlog-policy", "all",
            text: lines.joined() + "witness far\t\(log.text)\nquorum far\n")
        add(
            "tlog-policy", "with an address",
            text: lines[0].dropLast() + " https://w.example/a\ngroup g all w0\nquorum g\n")
    }
}
