import TransparencyLog

/// Where a peer's key stands, and what type it must have there.
struct VerifierKeyPlace {
    let key: VerifierKey?
    let type: SignatureType

    init(_ key: VerifierKey?, _ type: SignatureType) {
        self.key = key
        self.type = type
    }
}
