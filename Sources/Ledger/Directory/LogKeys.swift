import Glibc
import TransparencyLog

/// The secret keys of the hosted parties: in `keys/`, one folder a party, one C2SP signer key a file, readable by the owner only.
///
/// A party has four: `log` signs checkpoints, `witness` and `mirror` cosign those of others, `transport` signs tokens for peers
/// and can sign no checkpoint (its signature type is 0xff). A key that took the place of another stands beside it, in a file that its key
/// id ends (`log-0a1b2c3d`): which of them counts, the log's record says, so that a change of keys is whole as soon as that is durable.
struct LogKeys: Sendable {
    /// The largest file of a key, in bytes.
    private static let maximumBytes = 4_096
    static let purposes = ["log", "witness", "mirror", "transport"]

    let folder: String

    /// Whether any party's keys are here.
    var isEmpty: Bool { ((try? DurableFile.names(in: folder)) ?? []).isEmpty }

    /// Makes the four keys of a party, or reads those that an interrupted call has made, and returns their verifier keys.
    /// - Throws: `missingKey` where a key file is there that is not the party's; `directoryUnusable`, `noSpace`.
    func make(party: String, origin: String, isContinuing: Bool = false) throws -> [String] {
        let home = isContinuing ? path(continuing: party, origin: origin) : path(of: party)
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
            let key = try Self.newKey(name: name, type: type)
            try DurableFile.write(Array("\(key.secretText)\n".utf8), to: file, mode: 0o600)
            return key.verifierKey.text
        }
    }

    /// Copies the keys of a log from another node's `keys` folder.
    /// - Throws: `missingKey` where one is not there, or the log key is not the log's.
    func adopt(_ log: LogIdentity, from other: String) throws {
        let source = LogKeys(folder: other)
        let home = path(of: log)
        try DurableFile.makeFolder(home, mode: 0o700)
        let sizes = [0, UInt64.max] + log.history.replaced.compactMap(\.until)
        var needed = Set(sizes.compactMap { log.logKey(at: $0) })
        needed.formUnion(log.verifierKeys.dropFirst().prefix(Self.purposes.count - 1))
        for text in needed {
            guard let (name, _) = try source.key(text, of: log),
                let bytes = try DurableFile.read("\(source.path(of: log))/\(name)", limit: Self.maximumBytes)
            else {
                // A log key that signs nothing any more may be gone.
                guard log.verifierKeys.contains(text) else { continue }
                throw source.missing(log, text)
            }
            try DurableFile.write(bytes, to: "\(home)/\(name)", mode: 0o600)
        }
    }

    /// The key that signs a hosted log's checkpoint of this size.
    /// - Throws: `missingKey` where it is not there; `directoryUnusable`.
    func signer(of log: LogIdentity, at size: UInt64) throws -> SignerKey {
        guard let text = log.logKey(at: size), let found = try key(text, of: log) else {
            throw missing(log, log.logKey(at: size) ?? log.origin)
        }
        return found.key
    }

    /// The keys that sign checkpoints of this size and of larger ones.
    /// - Throws: as ``signer(of:at:)``.
    func signers(of log: LogIdentity, from size: UInt64) throws -> LogSigners {
        var sizes = log.history.replaced.compactMap(\.until).filter { $0 > size }
        sizes.insert(size, at: 0)
        return LogSigners(keys: try sizes.map { ($0, try signer(of: log, at: $0)) })
    }

    /// Makes a key that is to take the place of another, durably, in a file of its own.
    func makeSuccessor(of key: VerifierKey, of log: LogIdentity) throws -> SignerKey {
        let next = try Self.newKey(name: key.name, type: key.type)
        guard let (name, _) = try self.key(key.text, of: log) else { throw missing(log, key.text) }
        let purpose = name.prefix { $0 != "-" }
        try DurableFile.write(
            Array("\(next.secretText)\n".utf8), to: "\(path(of: log))/\(purpose)-\(Self.id(next.verifierKey.text))",
            mode: 0o600)
        return next
    }

    /// The secret key that belongs to a verifier key of a log, and the name of its file; nil where no file holds it.
    func key(_ text: String, of log: LogIdentity) throws -> (file: String, key: SignerKey)? {
        for purpose in Self.purposes {
            for name in ["\(purpose)-\(Self.id(text))", purpose] {
                guard
                    let bytes = try DurableFile.read("\(path(of: log))/\(name)", limit: Self.maximumBytes),
                    let key = try? signer(bytes, file: name), key.verifierKey.text == text
                else { continue }
                return (name, key)
            }
        }
        return nil
    }

    /// The key id in a verifier key: the eight digits between its first two plus signs. The base64 behind them may have more.
    private static func id(_ text: String) -> String {
        let parts = text.split(separator: "+", maxSplits: 2)
        return parts.count == 3 ? String(parts[1]) : ""
    }

    private static func newKey(name: String, type: SignatureType) throws -> SignerKey {
        var random = RandomWords()
        let words = [random.pair(), random.pair()].flatMap { [$0.0, $0.1] }
        return try SignerKey(name: name, type: type, seed: Array(copying: words.span.bytes))
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

    func missing(_ log: LogIdentity, _ key: String) -> LedgerError {
        LedgerError(
            .missingKey, "The key \(key) of \(log.party) is not in \(path(of: log)).",
            remedy: "Put back the key from your safe copy (restore takes --keys); without it this log can only be read."
        )
    }

    private func path(of party: String) -> String {
        "\(folder)/\(party.replacing(":", with: "-"))"
    }

    /// The folder of a log's keys. A log that goes on from another has one of its own, named by a part of its origin's hash.
    private func path(of log: LogIdentity) -> String {
        log.history.continues == nil ? path(of: log.party) : path(continuing: log.party, origin: log.origin)
    }

    private func path(continuing party: String, origin: String) -> String {
        "\(path(of: party))-\(Digest.sha256(Array(origin.utf8)).hex.prefix(16))"
    }
}

extension LogState {
    /// The signed note of the checkpoint that the log stands at.
    func signedCheckpoint(by key: SignerKey) throws -> String {
        let checkpoint = try Checkpoint(origin: identity.origin, size: size, root: frontier.root)
        return try checkpoint.signed(by: key).encoded
    }
}

/// The keys of a hosted log, by the sizes of the checkpoints that they sign.
struct LogSigners: Sendable {
    /// Each signs from its size on, up to the next one's.
    private let keys: [(from: UInt64, key: SignerKey)]

    init(keys: [(from: UInt64, key: SignerKey)]) { self.keys = keys }

    /// The key that signs a checkpoint of this size; nil below the first size.
    func key(at size: UInt64) -> SignerKey? { keys.last { $0.from <= size }?.key }
}
