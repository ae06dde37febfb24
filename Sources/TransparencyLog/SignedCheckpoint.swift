/// A checkpoint whose log signed it, with what witnesses said of it: the only form in which a checkpoint of others is to be
/// used.
public struct SignedCheckpoint: Sendable, Equatable {
    /// The head.
    public let checkpoint: Checkpoint
    /// The note as it came, with the signatures of unknown keys.
    public let note: Note
    /// The signatures of the log's known keys; at least one.
    public let logSignatures: [VerifiedSignature]
    /// The cosignatures of known witnesses, with their times; may be empty. Whether they are enough is the caller's policy.
    public let cosignatures: [VerifiedSignature]

    /// Checks a note as the checkpoint of a log.
    ///
    /// - Parameters:
    ///   - note: the note.
    ///   - origin: the log whose checkpoint it must be.
    ///   - logKeys: the keys of that log, of type ``SignatureType/ed25519``.
    ///   - witnesses: known witnesses' and mirrors' keys, of type ``SignatureType/cosignature``.
    /// - Throws: ``TransparencyError`` `.wrongKeyType` if a key of another type is among those given; `.noKnownSignature` if
    ///   no key of the log signed; `.wrongOrigin`; whatever ``Note/verified(by:)`` and ``Checkpoint/init(_:)`` throw.
    /// - Complexity: one Ed25519 verification, about 0.1 ms, for each known key that signed.
    public init(
        verifying note: Note, origin: String, logKeys: [VerifierKey], witnesses: [VerifierKey] = []
    ) throws(TransparencyError) {
        for key in logKeys where key.type != .ed25519 { throw Self.wrongType(key, "a log's key", .ed25519) }
        for key in witnesses where key.type != .cosignature {
            throw Self.wrongType(key, "a witness's key", .cosignature)
        }
        let verified = try note.verified(by: logKeys + witnesses)
        let logSignatures = verified.filter { $0.key.type == .ed25519 }
        guard !logSignatures.isEmpty else {
            throw TransparencyError(
                .noKnownSignature, "No known key of the log \(origin) has signed the checkpoint",
                remedy: "Get the log's verifier key from its owner and trust it, or do not trust the checkpoint.")
        }
        let checkpoint = try Checkpoint(note.text)
        guard NoteText.same(checkpoint.origin, origin) else {
            throw TransparencyError(
                .wrongOrigin, "The checkpoint is of the log \(NoteText.excerpt(checkpoint.origin)), not of \(origin)",
                remedy: "Check the address that it was fetched from, and the key that is trusted for \(origin).")
        }
        self.checkpoint = checkpoint
        self.note = note
        self.logSignatures = logSignatures
        cosignatures = verified.filter { $0.key.type == .cosignature }
    }

    private static func wrongType(_ key: VerifierKey, _ role: String, _ type: SignatureType) -> TransparencyError {
        TransparencyError(
            .wrongKeyType, "\(key.name) has the signature type \(key.type.rawValue) and cannot be \(role)",
            remedy: "Give a key of type \(type.rawValue).")
    }
}
