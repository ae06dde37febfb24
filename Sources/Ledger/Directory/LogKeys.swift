import Glibc
import Synchronization
import TransparencyLog

/// The secret keys of the hosted parties: in `keys/`, one folder a party, one C2SP signer key a file, readable by the owner only.
///
/// A party has four: `log` signs checkpoints, `witness` and `mirror` cosign those of others, `transport` signs tokens for peers
/// and can sign no checkpoint (its signature type is 0xff).
final class LogKeys: Sendable {
    static let purposes = ["log", "witness", "mirror", "transport"]

    private let folder: String
    private let signers: Mutex<[String: SignerKey]> = Mutex([:])

    init(folder: String) { self.folder = folder }

    /// Makes the four keys of a party, or reads those that an interrupted call has made, and returns their verifier keys.
    func make(party: String, origin: String) throws -> [String] {
        let home = path(of: party)
        try DurableFile.makeFolder(home, mode: 0o700)
        return try Self.purposes.map { purpose in
            let file = "\(home)/\(purpose)"
            if let present = try DurableFile.read(file, limit: 4096) {
                return try signer(present, file: file).verifierKey.text
            }
            let name = purpose == "log" ? origin : "\(origin)/\(purpose)"
            let type: SignatureType =
                switch purpose {
                case "log": .ed25519
                case "transport": .transport
                default: .cosignature
                }
            var random = SystemRandomNumberGenerator()
            let seed = (0..<4).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
            let key = try SignerKey(name: name, type: type, seed: seed)
            try DurableFile.write(Array("\(key.secretText)\n".utf8), to: file, mode: 0o600)
            return key.verifierKey.text
        }
    }

    /// Whether the log key of a party is here.
    func holdsKey(of party: String) -> Bool { DurableFile.exists("\(path(of: party))/log") }

    /// Copies the keys of a party from another node's `keys` folder.
    func adopt(party: String, from other: String) throws(LedgerError) {
        let source = LogKeys(folder: other).path(of: party)
        let home = path(of: party)
        try DurableFile.makeFolder(home, mode: 0o700)
        for purpose in Self.purposes {
            guard let bytes = try DurableFile.read("\(source)/\(purpose)", limit: 4096) else {
                throw missing(party, in: source)
            }
            try DurableFile.write(bytes, to: "\(home)/\(purpose)", mode: 0o600)
        }
    }

    /// The signed note of the checkpoint that a log stands at.
    func signedCheckpoint(of state: LogState) throws -> String {
        let key = try logKey(of: state.identity)
        let checkpoint = try Checkpoint(origin: state.identity.origin, size: state.size, root: state.frontier.root)
        return try checkpoint.signed(by: key).encoded
    }

    private func logKey(of identity: LogIdentity) throws -> SignerKey {
        if let key = signers.withLock({ $0[identity.party] }) { return key }
        let file = "\(path(of: identity.party))/log"
        guard let bytes = try DurableFile.read(file, limit: 4096) else { throw missing(identity.party, in: file) }
        let key = try signer(bytes, file: file)
        guard identity.verifierKeys.first == key.verifierKey.text else {
            throw LedgerError(
                .missingKey, "The key in \(file) is not the one that the log \(identity.origin) was made with.",
                remedy: "Put back the key that belongs to it.")
        }
        signers.withLock { $0[identity.party] = key }
        return key
    }

    private func signer(_ bytes: [UInt8], file: String) throws -> SignerKey {
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            return try SignerKey(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        } catch {
            throw LedgerError(
                .missingKey, "The file \(file) holds no signing key.", remedy: "Put back the key from your safe copy.")
        }
    }

    private func missing(_ party: String, in place: String) -> LedgerError {
        LedgerError(
            .missingKey, "The log key of \(party) is not in \(place).",
            remedy: "Put back the key from your safe copy (restore takes --keys); without it this log can only be read."
        )
    }

    private func path(of party: String) -> String {
        "\(folder)/\(party.replacing(":", with: "-"))"
    }
}
