import FuzzDriver
import TransparencyLog

extension FuzzTarget {
    /// A signed note.
    static let note = FuzzTarget.onArray("note", longest: 4096, checkNote)

    /// The text of a checkpoint.
    static let checkpoint = FuzzTarget.onText("checkpoint", longest: 2048, checkCheckpoint)

    /// A signature line, read as a cosignature; and eight bytes of time that a witness puts into one.
    static let cosignature = FuzzTarget.onArray("cosignature", longest: 1024, checkCosignature)

    private static func checkNote(_ bytes: [UInt8]) {
        let note: Note
        do {
            note = try Note(bytes)
        } catch {
            return show(error)
        }
        demand(note.encoded.utf8.elementsEqual(bytes), "there is one byte string for one note")
        do {
            let verified = try note.verified(by: SampleKeys.known)
            demand(!verified.isEmpty, "a note that verifies has a signature that does")
        } catch {
            show(error)
        }
        // Signed by us it verifies, and not with another text.
        let signature = must("any text of a note can be signed") { try SampleKeys.signer.sign(noteText: note.text) }
        guard let signed = try? note.adding([signature]) else { return }
        let again = must("what was written can be read") { try Note(signed.encoded) }
        demand(again == signed, "reading gives the same note")
        let key = SampleKeys.signer.verifierKey
        demand(must("our signature verifies") { try again.verified(by: [key]) }.count == 1, "we signed once")
        let other = must("a further line can be added to a text") {
            try Note(text: note.text + "x\n", signatures: signed.signatures)
        }
        mustRefuse("a changed text does not verify") { try other.verified(by: [key]) }
    }

    private static func checkCheckpoint(_ text: String) {
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint(text)
        } catch {
            return show(error)
        }
        demand(checkpoint.text.utf8.elementsEqual(text.utf8), "there is one text for one checkpoint")
        guard let key = SampleKeys.log(checkpoint.origin) else { return }
        let note = must("a checkpoint can be signed") { try checkpoint.signed(by: key) }
        let signed = must("a signed checkpoint verifies") {
            try SignedCheckpoint(
                verifying: Note(note.encoded), origin: checkpoint.origin, logKeys: [key.verifierKey])
        }
        demand(signed.checkpoint == checkpoint, "signing keeps the checkpoint")
        mustRefuse("a checkpoint is of its log only") {
            try SignedCheckpoint(verifying: note, origin: checkpoint.origin + "x", logKeys: [key.verifierKey])
        }
    }

    private static func checkCosignature(_ bytes: [UInt8]) {
        let line = String(decoding: bytes, as: UTF8.self)
        do {
            let signature = try NoteSignature(line: line)
            demand(signature.line.utf8.elementsEqual(line.utf8), "there is one line for one signature")
            let cosignature = try Cosignature(signature)
            let time = withUnsafeBytes(of: cosignature.timestamp.bigEndian) { Array($0) }
            demand(time + cosignature.signature == signature.signature, "time and signature make the cosignature")
        } catch {
            show(error)
        }
        guard bytes.count >= 8 else { return }
        let time = bytes[..<8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        let checkpoint = must("a checkpoint can be made") {
            try Checkpoint(origin: SampleKeys.signer.name, size: UInt64(bytes.count), root: Digest.sha256(bytes))
        }
        guard let made = try? SampleKeys.witness.cosign(checkpoint, at: time) else {
            return demand(time == 0 || time > UInt64(Int64.max), "a witness signs at any time that can be")
        }
        let note = must("a cosigned checkpoint is a note") { try Note(text: checkpoint.text, signatures: [made]) }
        let verified = must("a cosignature verifies") { try note.verified(by: [SampleKeys.witness.verifierKey]) }
        demand(verified.first?.timestamp == time, "a cosignature keeps its time")
    }
}
