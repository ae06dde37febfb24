/// The signature type identifier byte of C2SP signed-note: which algorithm a key signs with, and what its signature says.
public struct SignatureType: RawRepresentable, Hashable, Sendable {
    /// The identifier byte.
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// 0x01: an Ed25519 signature of the note's text. The keys of logs are of this type.
    public static let ed25519 = Self(rawValue: 0x01)
    /// 0x04: a timestamped Ed25519 cosignature of a checkpoint (C2SP tlog-cosignature). The keys of witnesses and mirrors are
    /// of this type.
    public static let cosignature = Self(rawValue: 0x04)
    /// 0xff, followed by ``transportIdentifier``: an Ed25519 key that signs messages between nodes and never a note.
    public static let transport = Self(rawValue: 0xff)

    /// What stands between 0xff and the 32 bytes of a transport key, so that its key ID is that of no other type.
    public static let transportIdentifier = "triplicate/transport-ed25519/v1"

    /// What precedes the 32 key bytes in a vkey and in the key ID, the identifier byte included; `nil` for types that are
    /// not implemented.
    var prefix: [UInt8]? {
        switch self {
        case .ed25519, .cosignature: [rawValue]
        case .transport: [rawValue] + Self.transportIdentifier.utf8
        default: nil
        }
    }
}
