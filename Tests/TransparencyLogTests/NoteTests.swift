import Testing

@testable import TransparencyLog

@Suite("Notes")
struct NoteTests {
    struct Notes: Decodable {
        struct Published: Decodable {
            struct Head: Decodable {
                var origin: String
                var size: UInt64
                var root: String
            }
            var name: String
            var note: String
            var keys: [String]
            var verified: [String]
            var times: [UInt64]?
            var checkpoint: Head?
        }
        struct Malformed: Decodable {
            var name: String
            var note: String
            var code: UInt16
        }
        struct BadSignature: Decodable {
            var note: String
            var key: String
        }
        struct Signing: Decodable {
            var signerKey: String
            var text: String
            var note: String
        }
        var notes: [Published]
        var malformed: [Malformed]
        var badSignature: BadSignature
        var signing: Signing
    }

    @Test("Published notes and checkpoints, of real logs and witnesses among them, are read and verify.")
    func published() throws {
        let vectors = try Vectors.load("notes.json", as: Notes.self).notes
        #expect(vectors.count == 14)
        for vector in vectors {
            let note = try Note(vector.note)
            #expect(note.encoded == vector.note, "\(vector.name)")
            let keys = try vector.keys.map { try VerifierKey($0) }
            if vector.verified.isEmpty {
                #expect(refusal { _ = try note.verified(by: keys) } == .noKnownSignature, "\(vector.name)")
            } else {
                let verified = try note.verified(by: keys)
                #expect(verified.map(\.key.name) == vector.verified, "\(vector.name)")
                if let times = vector.times { #expect(verified.map { $0.timestamp ?? 0 } == times, "\(vector.name)") }
            }
            if let head = vector.checkpoint {
                let checkpoint = try Checkpoint(note.text)
                #expect(checkpoint.origin == head.origin && checkpoint.size == head.size)
                #expect(checkpoint.root.base64 == head.root)
                #expect(checkpoint.text == note.text)
            }
        }
    }

    @Test("Published notes with one bit of the text changed do not verify.")
    func tampered() throws {
        for vector in try Vectors.load("notes.json", as: Notes.self).notes where !vector.verified.isEmpty {
            let note = try Note(vector.note)
            let keys = try vector.keys.map { try VerifierKey($0) }
            var text = Array(note.text.utf8)
            // The digit 2 for 3 and the like: it stays a well-formed text.
            text[text.count / 2] ^= 1
            guard let changed = String(validating: text, as: UTF8.self), text[text.count / 2] >= 0x20 else { continue }
            let forged = try Note(text: changed, signatures: note.signatures)
            #expect(refusal { _ = try forged.verified(by: keys) } == .badSignature, "\(vector.name)")
        }
    }

    @Test("Published malformed notes are refused, each with its reason.")
    func publishedMalformed() throws {
        for vector in try Vectors.load("notes.json", as: Notes.self).malformed {
            #expect(refusal { _ = try Note(vector.note) }?.rawValue == vector.code, "\(vector.name)")
        }
    }

    @Test("A signature of a known key that does not verify makes the whole note worthless.")
    func badSignature() throws {
        let vector = try Vectors.load("notes.json", as: Notes.self).badSignature
        let note = try Note(vector.note)
        #expect(refusal { _ = try note.verified(by: [VerifierKey(vector.key)]) } == .badSignature)
    }

    @Test("Signing gives the published note, byte for byte.")
    func signing() throws {
        let vector = try Vectors.load("notes.json", as: Notes.self).signing
        let key = try SignerKey(vector.signerKey)
        let note = try Note(text: vector.text, signatures: [key.sign(noteText: vector.text)])
        #expect(note.encoded == vector.note)
        #expect(try Note(vector.note) == note)
    }

    private static let text = "If you think cryptography is the answer to your problem,\nthen you don't know it.\n"
    private static let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuG\n"

    /// A note with one fault, and its reason.
    private static let faults: [(String, TransparencyError.Code)] = [
        ("", .missingNewline),
        ("\n", .noSignatureBlock),
        ("\n\n", .noSignatureBlock),
        ("\n\n\n", .noSignatureBlock),
        ("\n\n" + line, .badNoteText),
        ("\n" + line, .noSignatureBlock),
        (line, .noSignatureBlock),
        (text, .noSignatureBlock),
        (text + line, .noSignatureBlock),
        (text + "\n", .noSignatureBlock),
        (text + "\n\n", .noSignatureBlock),
        (text + "\n\n" + line, .badNoteText),
        (text + "\n" + line + "\n", .noSignatureBlock),
        (text + "\n" + line.dropLast(), .missingNewline),
        (text + "\n" + line + "more", .missingNewline),
        (text + "\n" + line + "more\n", .malformedSignatureLine),
        (text + "\n" + "PeterNeumann x08go/ZJkuBS9UG/\n", .malformedSignatureLine),
        (text + "\n" + "- PeterNeumann x08go/ZJkuBS9UG/\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014}PeterNeumann x08go/ZJkuBS9UG/\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014}\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} \n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} PeterNeumann\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} PeterNeumann \n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} PeterNeumann x08go\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} PeterNeumann x08goA==\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} PeterNeumann x08goA\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} PeterNeumann x08go/ZJkuB=\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} PeterNeumann  x08go/ZJkuBS9UG/\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} PeterNeumann x08go/ZJkuBS9UG/ \n", .malformedSignatureLine),
        (text + "\n" + "\u{2014} Peter Neumann x08go/ZJkuBS9UG/\n", .malformedSignatureLine),
        (text + "\n" + "\u{2014}  x08go/ZJkuBS9UG/\n", .badKeyName),
        (text + "\n" + "\u{2014} Peter+Neumann x08go/ZJkuBS9UG/\n", .badKeyName),
        (text + "\n" + "\u{2014} Peter\u{a0}Neumann x08go/ZJkuBS9UG/\n", .badKeyName),
        (text + "\n" + "\u{2014} Peter\u{85}Neumann x08go/ZJkuBS9UG/\n", .badKeyName),
        (text + "\r\n" + "\r\n" + line, .controlCharacter),
        ("\t" + text + "\n" + line, .controlCharacter),
        ("\0" + text + "\n" + line, .controlCharacter),
        (text + "\n" + line + line, .duplicateSignature),
        (text + "\n" + line + "\u{2014} PeterNeumann x08go/AA\n", .duplicateSignature),
        (text + "\n" + line + "\u{2014} Other x08go/AA\n" + line, .duplicateSignature),
    ]

    @Test("Every kind of malformed note is refused with its reason.", arguments: faults.indices)
    func malformed(place: Int) {
        let (note, code) = Self.faults[place]
        #expect(refusal { _ = try Note(note) } == code, "\(note)")
    }

    @Test("Bytes that are not UTF-8 are refused wherever they stand.")
    func notUTF8() throws {
        let good = Array((Self.text + "\n" + Self.line).utf8)
        _ = try Note(good)
        for place in stride(from: 0, through: good.count, by: 7) {
            for bad in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x80]] as [[UInt8]] {
                var bytes = good
                bytes.insert(contentsOf: bad, at: place)
                #expect(refusal { _ = try Note(bytes) } == .notUTF8)
            }
        }
    }

    @Test("The text goes to the last blank line, so a text may hold blank lines and lines like signatures.")
    func blankLines() throws {
        let text = "a\n\n" + Self.line + "\nb\n"
        let note = try Note(text + "\n" + Self.line)
        #expect(note.text == text && note.signatures.count == 1)
        #expect(note.signatures[0].keyName == "PeterNeumann" && note.signatures[0].keyID == 0xc74f_20a3)
    }

    @Test("Up to a hundred signatures are read, and no more; a note longer than the limit is not looked at.")
    func limits() throws {
        func note(_ count: Int) -> String {
            Self.text + "\n" + (0..<count).map { "\u{2014} key\($0) AAAAAAAA\n" }.joined()
        }
        #expect(try Note(note(100)).signatures.count == 100)
        #expect(refusal { _ = try Note(note(101)) } == .tooManySignatures)
        let long = String(repeating: "a", count: Note.maximumByteCount - Self.line.utf8.count - 2) + "\n\n" + Self.line
        #expect(long.utf8.count == Note.maximumByteCount)
        _ = try Note(long)
        #expect(refusal { _ = try Note("a" + long) } == .noteTooLong)
    }

    private func key(_ name: String, _ number: UInt8, _ type: SignatureType = .ed25519) throws -> SignerKey {
        try SignerKey(name: name, type: type, seed: [UInt8](repeating: number, count: 32))
    }

    @Test("Unknown signatures are kept and ignored, even of a known name or a known key ID.")
    func unknownSignatures() throws {
        let known = try key("example.com/log", 1)
        let stranger = try key("example.com/log", 2)
        let good = try known.sign(noteText: Self.text)
        // The known name with another ID, and the known ID with another name: both with rubbish.
        let sameName = try NoteSignature(keyName: known.name, keyID: known.keyID ^ 1, signature: [1])
        let sameID = try NoteSignature(keyName: "example.com/other", keyID: known.keyID, signature: [2])
        let note = try Note(
            text: Self.text,
            signatures: [sameName, sameID, stranger.sign(noteText: Self.text), good])
        #expect(try Note(note.encoded) == note)
        let verified = try note.verified(by: [known.verifierKey])
        #expect(verified.count == 1 && verified[0].signature == good && verified[0].timestamp == nil)
        #expect(refusal { _ = try note.verified(by: []) } == .noKnownSignature)
        #expect(refusal { _ = try note.verified(by: [key("x", 9).verifierKey]) } == .noKnownSignature)
    }

    @Test("One bad signature of a known key is enough to refuse a note that another known key signed.")
    func oneBadAmongGood() throws {
        let (good, bad) = (try key("a", 1), try key("b", 2))
        let forged = try NoteSignature(
            keyName: "b", keyID: bad.keyID, signature: good.sign(noteText: Self.text).signature)
        let note = try Note(text: Self.text, signatures: [good.sign(noteText: Self.text), forged])
        #expect(try note.verified(by: [good.verifierKey]).count == 1)
        #expect(refusal { _ = try note.verified(by: [good.verifierKey, bad.verifierKey]) } == .badSignature)
        for length in [1, 63, 65] {
            let short = try NoteSignature(
                keyName: "b", keyID: bad.keyID, signature: [UInt8](repeating: 1, count: length))
            let note = try Note(text: Self.text, signatures: [short])
            #expect(refusal { _ = try note.verified(by: [bad.verifierKey]) } == .badSignature)
        }
    }

    @Test("A known key may be given twice; two different ones with one name and ID are refused, if they sign.")
    func ambiguousKeys() throws {
        let log = try key("example.com/log", 1)
        let note = try Note(text: Self.text, signatures: [log.sign(noteText: Self.text)])
        #expect(try note.verified(by: [log.verifierKey, log.verifierKey]).count == 1)
        let (first, second) = try collidingKeys()
        #expect(first.keyID == second.keyID && first != second)
        let colliding = try Note(
            text: Self.text,
            signatures: [NoteSignature(keyName: first.name, keyID: first.keyID, signature: [1])])
        #expect(refusal { _ = try colliding.verified(by: [first, second]) } == .ambiguousKey)
        #expect(try note.verified(by: [log.verifierKey, first, second]).count == 1)
    }

    /// Two keys of one name whose 32-bit key IDs are equal, found by trying public keys.
    private func collidingKeys() throws -> (VerifierKey, VerifierKey) {
        var generator = SeededGenerator(seed: 3)
        var seen: [UInt32: [UInt8]] = [:]
        while true {
            let publicKey = (0..<4).flatMap { _ in withUnsafeBytes(of: generator.next()) { [UInt8]($0) } }
            let id = VerifierKey.keyID(name: "collision", material: [1] + publicKey)
            if let other = seen[id], other != publicKey {
                return (
                    try VerifierKey(name: "collision", type: .ed25519, publicKey: other),
                    try VerifierKey(name: "collision", type: .ed25519, publicKey: publicKey)
                )
            }
            seen[id] = publicKey
        }
    }

    @Test("A transport key verifies no note, whatever stands there.")
    func transportKey() throws {
        let transport = try key("example.com/node", 1, .transport)
        let signature = try transport.sign(message: Array(Self.text.utf8))
        let note = try Note(
            text: Self.text,
            signatures: [NoteSignature(keyName: transport.name, keyID: transport.keyID, signature: signature)])
        #expect(refusal { _ = try note.verified(by: [transport.verifierKey]) } == .wrongKeyType)
    }

    @Test("A signature that is added takes the place of the same key's older one.")
    func adding() throws {
        let (log, witness) = (try key("log", 1), try key("witness", 2))
        let old = try NoteSignature(keyName: "witness", keyID: witness.keyID, signature: [1, 2, 3])
        let note = try Note(text: Self.text, signatures: [old, log.sign(noteText: Self.text)])
        let new = try witness.sign(noteText: Self.text)
        let added = try note.adding([new])
        #expect(added.signatures == [try log.sign(noteText: Self.text), new])
        #expect(try note.adding([]) == note)
        #expect(refusal { _ = try note.adding([new, new]) } == .duplicateSignature)
    }

    @Test("Texts and signatures that no note can have are refused when a note is made.")
    func impossibleNotes() throws {
        let signature = try key("log", 1).sign(noteText: Self.text)
        func make(_ text: String, _ signatures: [NoteSignature]) -> TransparencyError.Code? {
            refusal { _ = try Note(text: text, signatures: signatures) }
        }
        #expect(make("", [signature]) == .missingNewline)
        #expect(make("a", [signature]) == .missingNewline)
        #expect(make("\n", [signature]) == .badNoteText)
        #expect(make("a\n\n", [signature]) == .badNoteText)
        #expect(make("a\r\n", [signature]) == .controlCharacter)
        #expect(make("a\n", []) == .noSignatureBlock)
        #expect(refusal { _ = try NoteSignature(keyName: "a b", keyID: 1, signature: [1]) } == .badKeyName)
        #expect(refusal { _ = try NoteSignature(keyName: "a", keyID: 1, signature: []) } == .malformedSignatureLine)
        #expect(refusal { _ = try NoteSignature(line: signature.line + "\n") } == .malformedSignatureLine)
        #expect(try NoteSignature(line: signature.line) == signature)
    }

    @Test("Random bytes and random damage never crash the reader, and what it accepts is written as it was read.")
    func damage() throws {
        var generator = SeededGenerator(seed: 5)
        let good = Array((Self.text + "\n" + Self.line + "\u{2014} other AAAAAAAA\n").utf8)
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert([10, 32, 43, 0xe2].randomElement(using: &generator) ?? 10, at: place)
                }
            }
            if let note = try? Note(bytes) { #expect(Array(note.encoded.utf8) == bytes) }
        }
    }
}
