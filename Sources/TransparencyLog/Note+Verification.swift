/// A signature that was checked: the key that made it and, for a cosignature, when.
public struct VerifiedSignature: Sendable, Equatable {
    /// The known key that made it.
    public let key: VerifierKey
    /// The signature as it stands in the note.
    public let signature: NoteSignature
    /// For a cosignature, the witness's time in seconds since 1970; else `nil`.
    public let timestamp: UInt64?
}

extension Note {
    /// Checks the signatures of known keys and ignores all others.
    ///
    /// - Parameter keys: the keys that the caller trusts. Keys of type ``SignatureType/transport`` sign no notes: their
    ///   signatures are refused.
    /// - Returns: the signatures of known keys, in the note's order; at least one.
    /// - Throws: ``TransparencyError`` `.badSignature` if the signature of any known key does not verify (the whole note is
    ///   then worthless); `.noKnownSignature` if no known key signed; `.malformedCosignature`, `.badTimestamp`;
    ///   `.ambiguousKey` if two different known keys have the same name and key ID; `.wrongKeyType`.
    /// - Complexity: one Ed25519 verification, about 0.1 ms, for each known key that signed.
    public func verified(by keys: [VerifierKey]) throws(TransparencyError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for signature in signatures {
            let named = keys.filter { signature.names($0) }
            guard let key = named.first else { continue }
            guard named.allSatisfy({ $0 == key }) else {
                throw TransparencyError(
                    .ambiguousKey, "Two different known keys are called \(key.name) and have the same key ID",
                    remedy: "Remove the wrong one from the trusted keys.")
            }
            let timestamp = try check(signature, of: key)
            verified.append(VerifiedSignature(key: key, signature: signature, timestamp: timestamp))
        }
        guard !verified.isEmpty else {
            let names = signatures.prefix(3).map { NoteText.excerpt($0.keyName) }.joined(separator: ", ")
            throw TransparencyError(
                .noKnownSignature, "None of the note's \(signatures.count) signatures (\(names)) is of a known key",
                remedy: "Get the signer's verifier key from its owner and trust it, or do not trust the note.")
        }
        return verified
    }

    /// - Returns: the time of a cosignature.
    private func check(_ signature: NoteSignature, of key: VerifierKey) throws(TransparencyError) -> UInt64? {
        var bytes = signature.signature
        var message = Array(text.utf8)
        var timestamp: UInt64?
        switch key.type {
        case .ed25519: break
        case .cosignature:
            let cosignature = try Cosignature(signature)
            bytes = cosignature.signature
            message = Cosignature.message(timestamp: cosignature.timestamp, noteText: text)
            timestamp = cosignature.timestamp
        default:
            throw TransparencyError(
                .wrongKeyType, "The key \(key.name) has the signature type \(key.type.rawValue) and signs no notes",
                remedy: "Do not trust the note.")
        }
        guard key.isValidSignature(bytes, for: message) else {
            throw TransparencyError(
                .badSignature, "The signature of \(key.name) (\(Hexadecimal.encode(key.keyID))) does not verify",
                remedy: "The text or the signature was changed: do not trust the note.")
        }
        return timestamp
    }
}
