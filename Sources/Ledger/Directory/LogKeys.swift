import Glibc
import TransparencyLog

/// The secret keys of the hosted parties: in `keys/`, one folder a party, one C2SP signer key a file, readable by the owner only.
///
/// A party has four: `log` signs checkpoints, `witness` and `mirror` cosign those of others, `transport` signs tokens for peers
/// and can sign no checkpoint (its signature type is 0xff).
struct LogKeys: Sendable {
    /// The largest file of a key, in bytes.
    private static let maximumBytes = 4_096
    static let purposes = ["log", "witness", "mirror", "transport"]

    let folder: String

    /// Whether any party's keys are here.
    var isEmpty: Bool { ((try? DurableFile.names(in: folder)) ?? []).isEmpty }

    /// Makes the four keys of a party, or reads those that an interrupted call has made, and returns their verifier keys.
    /// - Throws: `missingKey` where a key file is there that is not the party's; `directoryUnusable`, `noSpace`.
    func make(party: String, origin: String) throws -> [String] {
        let home = path(of: party)
        try DurableFile.makeFolder(home, mode: 0o700)
        return try Self.purposes.map { purpose in
            let file = "\(home)/\(purpose)"
            let name = purpose == "log" ? origin : "\(origin)/\(purpose)"
            let type: SignatureType =
                switch purpose {
                case "log": .ed25519
                case "transport": .transport
                default: .cosignature
                }
            if let present = try DurableFile.read(file, limit: Self.maximumBytes) {
                let key = try signer(present, file: file)
                guard key.name == name, key.type == type else {
                    throw LedgerError(
                        .missingKey, "The file \(file) holds the key \(key.name), not \(name).",
                        remedy: "Move it away if nothing uses it, or choose the origin that it belongs to.")
                }
                // The call that wrote it may have failed before its name was durable.
                try DurableFile.syncFolder(of: file)
                return key.verifierKey.text
            }
            var random = RandomWords()
            let words = [random.pair(), random.pair()].flatMap { [$0.0, $0.1] }
            let key = try SignerKey(name: name, type: type, seed: Array(copying: words.span.bytes))
            try DurableFile.write(Array("\(key.secretText)\n".utf8), to: file, mode: 0o600)
            return key.verifierKey.text
        }
    }

    /// Copies the keys of a log from another node's `keys` folder.
    /// - Throws: `missingKey` where one is not there, or the log key is not the log's.
    func adopt(_ log: LogIdentity, from other: String) throws {
        let source = LogKeys(folder: other)
        _ = try source.signer(of: log)
        let home = path(of: log.party)
        try DurableFile.makeFolder(home, mode: 0o700)
        for purpose in Self.purposes {
            let file = "\(source.path(of: log.party))/\(purpose)"
            guard let bytes = try DurableFile.read(file, limit: Self.maximumBytes) else {
                throw missing(log.party, file)
            }
            try DurableFile.write(bytes, to: "\(home)/\(purpose)", mode: 0o600)
        }
    }

    /// The key that signs a hosted log's checkpoints.
    /// - Throws: `missingKey` where it is not there or is not the one that the log was made with; `directoryUnusable`.
    func signer(of log: LogIdentity) throws -> SignerKey {
        let file = "\(path(of: log.party))/log"
        guard let bytes = try DurableFile.read(file, limit: Self.maximumBytes) else { throw missing(log.party, file) }
        let key = try signer(bytes, file: file)
        guard log.verifierKeys.first == key.verifierKey.text else {
            throw LedgerError(
                .missingKey, "The key in \(file) is not the one that the log \(log.origin) was made with.",
                remedy: "Put back the key that belongs to it.")
        }
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

    private func missing(_ party: String, _ file: String) -> LedgerError {
        LedgerError(
            .missingKey, "The key of \(party) is not in \(file).",
            remedy: "Put back the key from your safe copy (restore takes --keys); without it this log can only be read."
        )
    }

    private func path(of party: String) -> String {
        "\(folder)/\(party.replacing(":", with: "-"))"
    }
}

extension LogState {
    /// The signed note of the checkpoint that the log stands at.
    func signedCheckpoint(by key: SignerKey) throws -> String {
        let checkpoint = try Checkpoint(origin: identity.origin, size: size, root: frontier.root)
        return try checkpoint.signed(by: key).encoded
    }
}
