/// A witness's statement that at some time this was the largest consistent head of a log that it had seen (C2SP
/// tlog-cosignature, `cosignature/v1`).
public struct Cosignature: Sendable, Equatable {
    /// The latest time: 2^63 - 1 seconds.
    public static let maximumTimestamp = UInt64(Int64.max)

    /// When the witness signed, in seconds since 1970-01-01T00:00:00Z.
    public let timestamp: UInt64
    /// The 64 bytes of the Ed25519 signature over ``message(timestamp:noteText:)``.
    public let signature: [UInt8]

    /// Reads what a note's signature of type ``SignatureType/cosignature`` holds: 8 bytes of time, big-endian, and 64 of
    /// signature. It is not verified: see ``Note/verified(by:)``.
    ///
    /// - Throws: ``TransparencyError`` `.malformedCosignature`, `.badTimestamp`.
    public init(_ signature: NoteSignature) throws(TransparencyError) {
        let bytes = signature.signature
        guard bytes.count == 72 else {
            throw TransparencyError(
                .malformedCosignature,
                "The cosignature of \(NoteText.excerpt(signature.keyName)) is \(bytes.count) bytes long, and not 72",
                remedy: "Ask the witness for it again.")
        }
        let timestamp = bytes[..<8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard timestamp <= Self.maximumTimestamp else {
            throw TransparencyError.timestamp(timestamp, signature.keyName)
        }
        self.timestamp = timestamp
        self.signature = Array(bytes[8...])
    }

    /// What a witness signs: a line `cosignature/v1`, a line with the time, and the text of the checkpoint.
    public static func message(timestamp: UInt64, noteText: String) -> [UInt8] {
        Array("cosignature/v1\ntime \(timestamp)\n".utf8) + Array(noteText.utf8)
    }
}

extension SignerKey {
    /// Cosigns a checkpoint with a key of type ``SignatureType/cosignature``.
    ///
    /// The caller must have verified the log's signature and the consistency with what it cosigned before, and must have
    /// stored both durably.
    ///
    /// - Parameter timestamp: the time, in seconds since 1970.
    /// - Throws: ``TransparencyError`` `.wrongKeyType`; `.badTimestamp` if it is zero or beyond 2^63 - 1.
    public func cosign(_ checkpoint: Checkpoint, at timestamp: UInt64) throws(TransparencyError) -> NoteSignature {
        try check(.cosignature, "cosign a checkpoint")
        guard timestamp > 0, timestamp <= Cosignature.maximumTimestamp else {
            throw TransparencyError.timestamp(timestamp, name)
        }
        let signature = try signature(for: Cosignature.message(timestamp: timestamp, noteText: checkpoint.text))
        let time = withUnsafeBytes(of: timestamp.bigEndian) { [UInt8]($0) }
        return NoteSignature(key: verifierKey, signature: time + signature)
    }
}

extension TransparencyError {
    fileprivate static func timestamp(_ timestamp: UInt64, _ name: String) -> TransparencyError {
        TransparencyError(
            .badTimestamp, "The time \(timestamp) of the cosignature of \(NoteText.excerpt(name)) cannot be",
            remedy: "It is the number of seconds since 1970, not zero: set the witness's clock.")
    }
}
