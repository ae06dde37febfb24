import Testing

@testable import TransparencyLog

@Suite("Cosignatures and verified checkpoints")
struct CosignatureTests {
    struct Cosignatures: Decodable {
        struct Message: Decodable {
            var timestamp: UInt64
            var noteText: String
            var message: String
        }
        struct Timestamp: Decodable {
            var signature: String
            var timestamp: UInt64?
        }
        var message: Message
        var timestamps: [Timestamp]
    }

    @Test("The message that a witness signs and the time in its cosignature are as published.")
    func published() throws {
        let vectors = try Vectors.load("cosignatures.json", as: Cosignatures.self)
        let message = vectors.message
        #expect(
            Cosignature.message(timestamp: message.timestamp, noteText: message.noteText)
                == Array(message.message.utf8))
        for vector in vectors.timestamps {
            let signature = try NoteSignature(line: "\u{2014} witness " + vector.signature)
            if let timestamp = vector.timestamp {
                #expect(try Cosignature(signature).timestamp == timestamp)
            } else {
                #expect(refusal { _ = try Cosignature(signature) } == .malformedCosignature)
            }
        }
    }

    private let origin = "triplicate.example/center-210200"

    private func key(_ name: String, _ number: UInt8, _ type: SignatureType) throws -> SignerKey {
        try SignerKey(name: name, type: type, seed: [UInt8](repeating: number, count: 32))
    }

    @Test("A cosigned checkpoint verifies with the log's key and the witnesses' and gives their times.")
    func roundTrip() throws {
        let log = try key(origin, 1, .ed25519)
        let witnesses = [try key("w1.example", 2, .cosignature), try key("w2.example", 3, .cosignature)]
        let checkpoint = try Checkpoint(origin: origin, size: 5, root: TreeHash.leaf([5]), extensionLines: ["x"])
        let signed = try checkpoint.signed(by: log)
        let note = try signed.adding([
            witnesses[0].cosign(checkpoint, at: 1_700_000_000),
            witnesses[1].cosign(checkpoint, at: Cosignature.maximumTimestamp),
        ])
        let read = try SignedCheckpoint(
            verifying: Note(note.encoded), origin: origin, logKeys: [log.verifierKey],
            witnesses: witnesses.map(\.verifierKey))
        #expect(read.checkpoint == checkpoint && read.note == note)
        #expect(read.logSignatures.map(\.key) == [log.verifierKey])
        #expect(read.cosignatures.map(\.key) == witnesses.map(\.verifierKey))
        #expect(read.cosignatures.map(\.timestamp) == [1_700_000_000, Cosignature.maximumTimestamp])
        // Witnesses that the reader does not know count for nothing.
        let alone = try SignedCheckpoint(verifying: note, origin: origin, logKeys: [log.verifierKey])
        #expect(alone.cosignatures.isEmpty)
    }

    @Test("A cosignature with another time, text, key or length is refused.")
    func forged() throws {
        let witness = try key("w.example", 2, .cosignature)
        let checkpoint = try Checkpoint(origin: origin, size: 5, root: TreeHash.leaf([5]))
        let good = try witness.cosign(checkpoint, at: 1_700_000_000)
        func check(_ bytes: [UInt8], text: String? = nil) -> TransparencyError.Code? {
            refusal {
                let signature = try NoteSignature(keyName: witness.name, keyID: witness.keyID, signature: bytes)
                _ = try Note(text: text ?? checkpoint.text, signatures: [signature]).verified(by: [witness.verifierKey])
            }
        }
        #expect(check(good.signature) == nil)
        for place in good.signature.indices {
            var bytes = good.signature
            bytes[place] ^= 1
            #expect(check(bytes) == .badSignature)
        }
        var beyond = good.signature
        beyond[0] = 0x80
        #expect(check(beyond) == .badTimestamp)
        #expect(check(Array(good.signature.dropLast())) == .malformedCosignature)
        #expect(check(good.signature + [0]) == .malformedCosignature)
        #expect(check(Array(good.signature.dropFirst(8))) == .malformedCosignature)
        #expect(check(good.signature, text: checkpoint.text + "more\n") == .badSignature)
        // The plain Ed25519 signature of the same key over the same text is no cosignature.
        let plain = try key("w.example", 2, .ed25519).sign(noteText: checkpoint.text)
        #expect(check([0, 0, 0, 0, 0, 0, 0, 1] + plain.signature) == .badSignature)
    }

    @Test("No time of zero or beyond 2^63 - 1 is cosigned.")
    func badTimes() throws {
        let witness = try key("w.example", 2, .cosignature)
        let checkpoint = try Checkpoint(origin: origin, size: 5, root: TreeHash.leaf([5]))
        for timestamp in [0, 1 << 63, UInt64.max] {
            #expect(refusal { _ = try witness.cosign(checkpoint, at: timestamp) } == .badTimestamp)
        }
    }

    @Test("A checkpoint that the log did not sign, or of another log, is refused.")
    func notTheLogs() throws {
        let log = try key(origin, 1, .ed25519)
        let witness = try key("w.example", 2, .cosignature)
        let checkpoint = try Checkpoint(origin: origin, size: 5, root: TreeHash.leaf([5]))
        func check(
            _ note: Note, origin: String, keys: [VerifierKey], witnesses: [VerifierKey]
        ) -> TransparencyError.Code? {
            refusal {
                _ = try SignedCheckpoint(verifying: note, origin: origin, logKeys: keys, witnesses: witnesses)
            }
        }
        let (logKey, witnessKey) = (log.verifierKey, witness.verifierKey)
        let cosigned = try Note(text: checkpoint.text, signatures: [witness.cosign(checkpoint, at: 1)])
        #expect(check(cosigned, origin: origin, keys: [logKey], witnesses: [witnessKey]) == .noKnownSignature)
        let signed = try checkpoint.signed(by: log)
        #expect(check(signed, origin: origin, keys: [logKey], witnesses: [witnessKey]) == nil)
        #expect(check(signed, origin: "other.example", keys: [logKey], witnesses: []) == .wrongOrigin)
        #expect(check(signed, origin: origin, keys: [], witnesses: [witnessKey]) == .noKnownSignature)
        #expect(check(signed, origin: origin, keys: [witnessKey], witnesses: []) == .wrongKeyType)
        #expect(check(signed, origin: origin, keys: [logKey], witnesses: [logKey]) == .wrongKeyType)
        // A log's key that signs something else than a checkpoint.
        let text = "This is no checkpoint.\n"
        let note = try Note(text: text, signatures: [log.sign(noteText: text)])
        #expect(check(note, origin: origin, keys: [logKey], witnesses: []) == .malformedCheckpoint)
    }
}
