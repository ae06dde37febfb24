import EntryFormat
import Evidence
import TransparencyLog

extension Forgery {
    /// Keys, checkpoints and signatures that are not the log's.
    static func heads() throws -> [Forgery] {
        let honest = try SampleCase()
        let text = EvidenceText(try honest.file().encoded())
        let key = text.places(of: "key")
        let checkpoint = text.places(of: "checkpoint")
        let head = checkpoint[0]
        let signature = head + 5
        let cosignature = head + 6
        let witness = text.places(of: "witness")

        var stolen = try SampleCase()
        stolen.center = try SampleLog(origin: honest.center.origin, seed: 66)
        for bytes in honest.center.entries { stolen.center.append(bytes) }
        let foreign = EvidenceText(try stolen.file().encoded())
        let foreignNote = try stolen.center.checkpoint()
        let underOurID = try NoteSignature(
            keyName: honest.center.origin, keyID: honest.center.signer.keyID,
            signature: foreignNote.signatures[0].signature)
        let hospital = honest.hospital
        let forHospital = try hospital.checkpoint().encoded.split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
        return [
            Forgery("a key that nobody trusts", .untrusted, foreign),
            Forgery(
                "a trusted key beside a foreign signature", .signers, foreign.replacing(key[0], text.lines[key[0]])),
            Forgery(
                "a foreign key beside the log's signature", .signers, text.replacing(key[0], foreign.lines[key[0]])),
            Forgery(
                "a foreign signature under the log's key id", .signature, text.replacing(signature, underOurID.line)),
            Forgery(
                "a checkpoint of another log", .checkpointOrigin,
                text.replacingLines((head + 1)..<text.places(of: "entry")[0], forHospital)),
            Forgery("another name in the checkpoint", .checkpointOrigin, text.replacing(head + 1, hospital.origin)),
            Forgery("only the witness's signature", .signers, text.removing(signature)),
            Forgery("a witness without a cosignature", .signers, text.removing(cosignature)),
            Forgery("a cosignature without its witness", .signers, text.removing(witness[0])),
            Forgery(
                "a signature of somebody else", .signers,
                text.inserting(foreignNote.signatures[0].line, at: signature + 1)),
            Forgery(
                "the witness's signature first", .signers,
                text.swapping(signature..<cosignature, cosignature..<(cosignature + 1))),
            Forgery(
                "the witnesses' signatures reversed", .signers,
                text.swapping(cosignature..<(cosignature + 1), (cosignature + 1)..<(cosignature + 2))),
            Forgery(
                "witnesses out of order", .witness,
                text.swapping(witness[0]..<witness[1], witness[1]..<(witness[1] + 1))),
            Forgery("a witness twice", .witness, text.inserting(text.lines[witness[0]], at: witness[0])),
            Forgery(
                "a log's key for a witness's", .witness,
                text.replacing(witness[0], "witness" + text.lines[key[0]].dropFirst(3))),
            Forgery("a witness's key that is none", .witness, text.replacing(witness[0], "witness one")),
            Forgery("a changed signature", .signature, text.replacing(signature, changed(text.lines[signature]))),
            Forgery("a changed cosignature", .signature, text.replacing(cosignature, changed(text.lines[cosignature]))),
            Forgery(
                "a changed cosignature of a witness that nobody trusts", .signature,
                text.replacing(cosignature + 1, changed(text.lines[cosignature + 1]))),
            Forgery("a changed time of a cosignature", .signature, text.replacing(cosignature, try later(honest))),
            Forgery("a cut cosignature", .signature, text.replacing(cosignature, try cut(honest))),
            Forgery(
                "a cosignature of another log's head", .signature,
                text.replacing(cosignature, try otherCosignature(of: honest.unit, by: honest.witness))),
            Forgery("another size", .signature, text.replacing(head + 2, "11")),
            Forgery("another root", .signature, text.replacing(head + 3, honest.hospital.root.base64)),
            Forgery("an extension line", .signature, text.inserting("more", at: head + 4)),
            Forgery(
                "the log's signature of another head", .signature,
                text.replacing(signature, try honest.center.checkpoint(size: 5).signatures[0].line)),
        ]
    }

    /// Entries, numbers, proofs and checkpoints that do not belong together.
    static func proofs() throws -> [Forgery] {
        let honest = try SampleCase()
        let text = EvidenceText(try honest.file().encoded())
        let bytes = text.places(of: "bytes")
        let entry = text.places(of: "entry")
        let first = text.entry(0)
        let second = text.entry(1)
        let hashes = (first.lowerBound + 2)..<(first.upperBound - 1)
        let reversed = Array(text.lines[hashes].reversed())
        let older = EvidenceText(try file(of: honest, center: try honest.center.checkpoint(size: 6)))
        let tooOld = EvidenceText(try file(of: honest, center: try honest.center.checkpoint(size: 4)))
        let newer = try grown(honest)
        let parents = try innerNode(honest)
        return [
            Forgery("an entry with another payload", .root, text.replacing(bytes[0], try changedPayload(honest))),
            Forgery("an entry with another author", .root, text.replacing(bytes[0], try changedAuthor(honest))),
            Forgery("another entry of the same log", .root, text.replacing(bytes[0], text.lines[bytes[1]])),
            Forgery("an entry of another log", .root, text.replacing(bytes[0], text.lines[bytes[2]])),
            Forgery("an entry without bytes in its line", .root, text.replacing(bytes[0], "bytes ")),
            Forgery("another number", .root, text.replacing(entry[0], "entry 2")),
            Forgery("the number beyond the head", .index, text.replacing(entry[1], "entry 10")),
            Forgery("the largest number", .index, text.replacing(entry[1], "entry 9223372036854775806")),
            Forgery("a hash too few", .proofLength, text.removing(hashes.lowerBound)),
            Forgery(
                "a hash too many", .proofLength, text.inserting(text.lines[hashes.lowerBound], at: hashes.lowerBound)),
            Forgery("no proof", .proofLength, text.replacingLines(hashes, [])),
            Forgery("hashes in reverse", .root, text.replacingLines(hashes, reversed)),
            Forgery(
                "a hash of another level", .root, text.replacing(hashes.lowerBound, text.lines[hashes.lowerBound + 1])),
            Forgery(
                "the proof of another entry", .root,
                text.replacingLines(hashes, Array(text.lines[(second.lowerBound + 2)..<second.upperBound]))),
            Forgery("an older checkpoint", .proofLength, older),
            Forgery("a checkpoint from before the entry", .proofLength, tooOld),
            Forgery("a newer checkpoint", .root, newer),
            Forgery("two entries as one, by their parent node", .root, parents),
        ]
    }

    /// What the logs' keepers signed, and should not have; and what the file says about it.
    static func contents() throws -> [Forgery] {
        let honest = try SampleCase()
        let text = EvidenceText(try honest.file().encoded())
        let blob = text.places(of: "blob")
        func signed(_ change: (inout SampleCase) throws -> UInt64) throws -> [UInt8] {
            var liar = try SampleCase()
            let number = try change(&liar)
            return try EvidenceFile(
                stream: StreamName(SampleCase.claim), related: [StreamName(SampleCase.stay)],
                logs: [liar.center.part([3, 5, number]), liar.hospital.part([3, 4]), liar.unit.part([0, 1])]
            ).encoded()
        }
        func wrong(_ log: SampleLog, _ number: UInt64) -> Reference {
            Reference(origin: log.origin, number: number, leaf: LeafHash(words: (7, 7, 7, 7)))
        }
        return [
            Forgery(
                "a log that holds nonsense", .entry,
                try signed {
                    $0.center.append([1, 2, 3])
                    return $0.center.next - 1
                }),
            Forgery(
                "a log that holds a sealed entry", .entry,
                try signed {
                    var bytes = honest.center.entries[3]
                    bytes[1] = 1
                    $0.center.append(bytes)
                    return $0.center.next - 1
                }),
            Forgery(
                "a log that holds an entry with a byte too many", .entry,
                try signed {
                    $0.center.append(honest.center.entries[3] + [0])
                    return $0.center.next - 1
                }),
            Forgery(
                "a log that holds another log's entry", .entryOrigin,
                try signed {
                    $0.center.append(honest.hospital.entries[4])
                    return $0.center.next - 1
                }),
            Forgery(
                "an entry of a stream that is not named", .entryStream,
                try signed {
                    try $0.center.append(SampleCase.other)
                }),
            Forgery("another stream in the file", .entryStream, text.replacing(1, "stream " + SampleCase.other)),
            Forgery("the related stream left out", .entryStream, text.removing(text.places(of: "related")[0])),
            Forgery(
                "an `after` reference with another hash", .reference,
                try signed {
                    try $0.center.append(SampleCase.claim, after: [wrong($0.hospital, 4)])
                }),
            Forgery(
                "a `basis` reference with another hash", .reference,
                try signed {
                    try $0.center.append(SampleCase.claim, basis: [wrong($0.hospital, 3)])
                }),
            Forgery(
                "a `basis` reference to the own log with another hash", .reference,
                try signed {
                    try $0.center.append(SampleCase.claim, basis: [wrong($0.center, 3)])
                }),
            Forgery(
                "a blob that the entry does not name", .blobUnnamed,
                text.replacing(blob[0], "blob " + SampleCase.blob.hex)),
            Forgery(
                "a blob under another entry", .blobUnnamed,
                text.inserting(text.lines[blob[0]], at: text.entry(1).upperBound)),
            Forgery(
                "a related stream without an entry", .unusedStream,
                text.inserting("related stay/H11010500001/2026-78", at: text.places(of: "related")[0] + 1)),
            Forgery(
                "the stream without an entry", .unusedStream,
                EvidenceText(try onlyStay(honest)).replacing(1, "stream claim/210200/1")),
        ]
    }

    // MARK: The forger's tools

    private static func changed(_ line: String) -> String {
        // The tenth character from the end lies within the signature's last bytes, away from the padding.
        var characters = Array(line)
        characters[characters.count - 10] = characters[characters.count - 10] == "A" ? "B" : "A"
        return String(characters)
    }

    private static func cut(_ honest: SampleCase) throws -> String {
        let checkpoint = try Checkpoint(try honest.center.checkpoint().text)
        let whole = try honest.witness.cosign(checkpoint, at: 1_767_225_700)
        return try NoteSignature(
            keyName: whole.keyName, keyID: whole.keyID, signature: Array(whole.signature.dropLast())
        ).line
    }

    private static func later(_ honest: SampleCase) throws -> String {
        let checkpoint = try Checkpoint(try honest.center.checkpoint().text)
        let whole = try honest.witness.cosign(checkpoint, at: 1_767_225_700)
        var bytes = whole.signature
        bytes[7] += 1
        return try NoteSignature(keyName: whole.keyName, keyID: whole.keyID, signature: bytes).line
    }

    private static func otherCosignature(of log: SampleLog, by witness: SignerKey) throws -> String {
        try witness.cosign(try Checkpoint(try log.checkpoint().text), at: 1_767_225_700).line
    }

    private static func file(of honest: SampleCase, center: Note) throws -> [UInt8] {
        let logs = try honest.file().logs
        let changed = try EvidenceFile.Log(key: logs[0].key, checkpoint: center, entries: logs[0].entries)
        return try EvidenceFile(
            stream: StreamName(SampleCase.claim), related: [StreamName(SampleCase.stay)],
            logs: [changed, logs[1], logs[2]]
        ).encoded()
    }

    /// The center's log one entry later: proofs have the same lengths, and lead to the root before.
    private static func grown(_ honest: SampleCase) throws -> EvidenceText {
        var later = honest
        try later.center.append(SampleCase.other)
        return EvidenceText(try file(of: honest, center: try later.center.checkpoint()))
    }

    private static func changedPayload(_ honest: SampleCase) throws -> String {
        var fields = try EntryFields(honest.center.entries[3])
        fields.payload[0] ^= 1
        return try line(fields, honest)
    }

    private static func changedAuthor(_ honest: SampleCase) throws -> String {
        var fields = try EntryFields(honest.center.entries[3])
        fields.operatorName = "clerk.li"
        return try line(fields, honest)
    }

    private static func line(_ fields: EntryFields, _ honest: SampleCase) throws -> String {
        let changed = EvidenceFile.Entry(
            number: 3, bytes: try fields.encoded(), proof: try honest.center.entry(3).proof)
        let log = try EvidenceFile.Log(
            key: honest.center.signer.verifierKey, checkpoint: try honest.center.checkpoint(), entries: [changed])
        let text = EvidenceText(try EvidenceFile(stream: StreamName(SampleCase.claim), logs: [log]).encoded())
        return text.lines[text.places(of: "bytes")[0]]
    }

    /// An inner node's two children shown as the bytes of an entry, with the rest of the path for a proof: what trees
    /// without prefixes before leaves and nodes fall for.
    private static func innerNode(_ honest: SampleCase) throws -> EvidenceText {
        var unit = try SampleLog(origin: honest.unit.origin, seed: 3)
        for bytes in honest.unit.entries[..<4] { unit.append(bytes) }
        let right = TreeHash.node(TreeHash.leaf(unit.entries[2]), TreeHash.leaf(unit.entries[3]))
        let shown = EvidenceFile.Entry(
            number: 0, bytes: TreeHash.leaf(unit.entries[0]).bytes + TreeHash.leaf(unit.entries[1]).bytes,
            proof: [right])
        let two = try EvidenceFile(
            stream: StreamName(SampleCase.claim),
            logs: [
                try EvidenceFile.Log(
                    key: unit.signer.verifierKey, checkpoint: twoLeaves(unit), entries: [shown])
            ])
        return EvidenceText(two.encoded())
    }

    /// The root of four leaves, signed as that of two: the keeper of the log helps the forger.
    private static func twoLeaves(_ log: SampleLog) throws -> Note {
        try Checkpoint(origin: log.origin, size: 2, root: log.root).signed(by: log.signer)
    }

    private static func onlyStay(_ honest: SampleCase) throws -> [UInt8] {
        try EvidenceFile(
            stream: StreamName(SampleCase.claim), related: [StreamName(SampleCase.stay)],
            logs: [honest.hospital.part([3])]
        ).encoded()
    }
}
