import TransparencyLog

extension Seeds {
    mutating func addEntries(_ vectors: Vectors) throws {
        let file = try vectors.object("Tests/Vectors/EntryFormat/entries.json")
        for entry in file.objects("entries") {
            let content = bytes(hex: entry.text("hex"))
            if content.count < 2048 { add("entry", entry.text("name"), content) }
            if let fields = entry["fields"] as? [String: Any] {
                add("stream-name", "stream of " + entry.text("name"), text: fields.text("stream"))
            }
        }
        for entry in file.objects("malformed").prefix(12) {
            add("entry", "no " + entry.text("name"), bytes(hex: entry.text("hex")))
        }
        for name in [
            "triplicate.example/center-210200", "hospital:H11010500001", "claim/210200/../x", "a/b", "claim//1",
        ] {
            add("stream-name", name, text: name)
        }
    }

    mutating func addNotesAndKeys(_ vectors: Vectors) throws {
        for note in try vectors.object("Tests/Vectors/TransparencyLog/notes.json").objects("notes") {
            let text = note.text("note")
            guard text.utf8.count < 4096 else { continue }
            add("note", note.text("name"), text: text)
            if let line = text.split(separator: "\n").last { add("cosignature", note.text("name"), text: String(line)) }
        }
        let checkpoints = try vectors.object("Tests/Vectors/TransparencyLog/checkpoints.json")
        for (kind, list) in [("good", checkpoints.objects("good")), ("bad", checkpoints.objects("bad"))] {
            for (place, checkpoint) in list.enumerated() {
                add("checkpoint", "\(kind) \(place)", text: checkpoint.text("text"))
            }
        }
        let keys = try vectors.object("Tests/Vectors/TransparencyLog/keys.json")
        for (list, values) in keys.sorted(by: { $0.key < $1.key }) {
            for (place, value) in (values as? [[String: Any]] ?? []).enumerated() {
                let text = value.text("key")
                add(text.hasPrefix("PRIVATE+KEY") ? "signer-key" : "verifier-key", "\(list) \(place)", text: text)
            }
        }
        let seed = [UInt8](repeating: 1, count: 32)
        for (name, type) in [("log", SignatureType.ed25519), ("witness", .cosignature), ("transport", .transport)] {
            let key = try SignerKey(name: "example.org/\(name)", type: type, seed: seed)
            add("signer-key", name, text: key.secretText)
            add("verifier-key", name, text: key.verifierKey.text)
        }
        let witness = try SignerKey(name: "example.org/witness", type: .cosignature, seed: seed)
        let head = try Checkpoint(origin: "example.org/log", size: 5, root: TreeHash.leaf([1]))
        add("cosignature", "ours", text: try witness.cosign(head, at: 1_767_225_700).line)
        add("trusted-keys", "trust", try vectors.bytes("Tests/Vectors/Evidence/trust.vkeys"))
        add("trusted-keys", "one", text: witness.verifierKey.text)
        add("trusted-keys", "comment", text: "# nobody\n\n")
    }

    mutating func addTrees(_ vectors: Vectors) throws {
        let leaves = (0..<13).map { TreeHash.leaf([UInt8($0)]) }
        for path in try vectors.object("Tests/Vectors/TransparencyLog/tiles.json").objects("paths") {
            add("tile", "path " + path.text("path"), text: path.text("path") + "\n")
        }
        for width in [1, 2, 13] {
            add(
                "tile", "width \(width)",
                Array("tile/0/000.p/\(width)\n".utf8) + Tile.bytes(of: Array(leaves.prefix(width))))
        }
        var bundle: [UInt8] = []
        let log = try vectors.object("Tests/Vectors/TransparencyLog/log-of-fifteen.json")
        for (place, entry) in log.texts("entries").enumerated() {
            try EntryBundle.append(Array(entry.utf8).span.bytes, to: &bundle)
            if [0, 2, 14].contains(place) { add("bundle", "of \(place + 1)", [UInt8(place)] + bundle) }
        }
        var frontier = Frontier()
        for leaf in leaves {
            if [0, 1, 3, 8, 12].contains(frontier.size) { add("frontier", "of \(frontier.size)", frontier.bytes) }
            frontier.append(leaf)
        }
        let largest = try Self.peaks(63)
        add("frontier", "of 2^63 - 1", littleEndian(UInt64.max >> 1) + Tile.bytes(of: largest))
        for kind in ["inclusion", "consistency"] {
            let file = try vectors.object("Tests/Vectors/TransparencyLog/\(kind)-probes.json")
            for probe in file.objects("vectors") where probe.text("name").hasSuffix("happy-path") {
                let isInclusion = kind == "inclusion"
                let numbers = isInclusion ? ["leafIdx", "treeSize"] : ["size1", "size2"]
                let ends = isInclusion ? [] : [probe.text("root1"), probe.text("root2")]
                let hashes = (ends.prefix(1) + probe.texts("proof") + ends.dropFirst()).compactMap {
                    Digest(base64: $0)
                }
                add(
                    "tree-proof", "\(kind) \(probe.text("name"))",
                    numbers.flatMap { littleEndian(probe.number($0)) } + Tile.bytes(of: hashes))
            }
        }
    }

    private static func peaks(_ count: Int) throws -> [Digest] { (0..<count).map { TreeHash.leaf([UInt8($0)]) } }

    mutating func addFiles(_ vectors: Vectors) throws {
        let proofs = try vectors.object("Tests/Vectors/TransparencyLog/proof-files.json")
        for (list, values) in proofs.sorted(by: { $0.key < $1.key }) {
            for (place, value) in (values as? [[String: Any]] ?? []).enumerated() where !value.text("text").isEmpty {
                add("proof-file", "\(list) \(place)", text: value.text("text"))
            }
        }
        for path in vectors.paths(under: "Tests/Vectors/Evidence", ending: ".evidence") {
            let text = try vectors.text(path)
            add("evidence", path, text: text)
            if text.hasPrefix("triplicate/evidence/v2\n") { addParts(of: text) }
            add("evidence", "one entry of \(path)", text: Self.withFirstEntryOnly(text))
        }
        for path in vectors.paths(under: "Examples/fhir", ending: ".json") {
            let bundle = try vectors.bytes(path)
            if bundle.count <= 8192 { add("fhir", path, bundle) }
            for (place, part) in try Self.singles(of: bundle).enumerated() where part.count <= 4096 {
                if place % 4 == 0 { add("fhir", "\(place) of \(path.dropFirst(14))", part) }
            }
        }
    }

    /// What version 2 of the format brought, each in a file of its own: mutations of a large file find it seldom.
    private mutating func addParts(of text: String) {
        var blocks: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(2) {
            if line.hasPrefix("log ") || line.hasPrefix("exhibit ") { blocks.append([]) }
            blocks[blocks.count - 1].append(line)
        }
        let policy = blocks[0].filter { $0.hasPrefix("policy ") }
        let related = blocks[0].filter { $0.hasPrefix("related ") }
        let stream = blocks[0].filter { $0.hasPrefix("stream ") }
        func add(_ name: String, _ head: [Substring], _ block: [Substring]) {
            let lines = [blocks[0].prefix(1), head[...], block[...], ["end", ""]].flatMap(\.self)
            self.add("evidence", "part \(name)", text: lines.joined(separator: "\n"))
        }
        for block in blocks.dropFirst() {
            guard let first = block.first else { continue }
            if first.hasPrefix("exhibit ") {
                add("exhibit", [], block)
            } else if block.contains(where: { $0.hasPrefix("quorum ") }) {
                add("policy and hidden entry", stream + policy, block)
            } else if first.contains("/registrar-") {
                let streams = related.filter { $0.hasPrefix("related party/") }
                add("registrar", streams.prefix(1).map { "stream" + $0.dropFirst(7) } + streams.dropFirst(), block)
            } else {
                add("receipt", stream + related.filter { $0.hasPrefix("related receipt/") }, block)
            }
        }
    }

    /// An evidence file with the first entry of its first log, and no related stream.
    private static func withFirstEntryOnly(_ text: String) -> String {
        var (logs, entries) = (0, 0)
        var kept: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("log ") { logs += 1 }
            if line.hasPrefix("entry ") { entries += 1 }
            if (logs <= 1 && entries <= 1 && !line.hasPrefix("related ")) || line == "end" {
                kept.append(line)
            }
        }
        while kept.last == "" { kept.removeLast() }
        return kept.joined(separator: "\n") + "\n"
    }
}
