package import TransparencyLog

/// Which log this is: its origin, whose it is, and whether this node writes it.
///
/// Stored in the table `logs` under the log's local number: version (1 byte), hosted (1 byte), then origin, party, name and
/// verifier keys (one a line), each as a 2-byte little-endian length and UTF-8 bytes, then the CRC-32C of all this (4 bytes). Version 2 has
/// a fifth text, ``LogHistory/text``, once a key was replaced, the log has ended, or it goes on from another one.
public struct LogIdentity: Sendable, Equatable {
    /// The log's local number on this node.
    public let local: UInt32
    /// The log's origin (C2SP tlog-checkpoint).
    public let origin: String
    /// The party whose log it is, as `role:code`.
    public let party: String
    /// The party's name, as people say it.
    public let name: String
    /// Whether this node hosts (writes) the log, or mirrors it.
    public let isHosted: Bool
    /// Verifier keys as C2SP signed-note writes them. Of a hosted log its party's four: log, witness, mirror, transport. Of a mirrored
    /// log all keys that have ever signed it, in the order in which they came, and whichever others the caller gave.
    public internal(set) var verifierKeys: [String]
    /// The keys that were replaced, where the log ended, and which log it goes on from.
    public internal(set) var history = LogHistory()

    /// The role in front of the colon.
    public var role: String { String(party.prefix { $0 != ":" }) }
    /// The code behind the colon.
    public var code: String { String(party.drop { $0 != ":" }.dropFirst()) }

    init(local: UInt32, origin: String, party: String, name: String, isHosted: Bool, verifierKeys: [String]) {
        self.local = local
        self.origin = origin
        self.party = party
        self.name = name
        self.isHosted = isHosted
        self.verifierKeys = verifierKeys
    }

    /// The keys that sign the log's checkpoints, or signed earlier ones.
    /// - Throws: `TransparencyError` where a key cannot be read.
    package func logKeys() throws -> [VerifierKey] {
        guard !isHosted else {
            let earlier = history.replaced.compactMap { $0.until == nil ? nil : $0.key }
            return try (verifierKeys.prefix(1) + earlier).map { try VerifierKey($0) }
        }
        return try verifierKeys.map { try VerifierKey($0) }.filter { $0.type == .ed25519 }
    }

    /// The keys that sign a checkpoint of this size. Of a mirrored log, which its registrar speaks of, all of them.
    /// - Throws: `TransparencyError` where a key cannot be read.
    package func logKeys(at size: UInt64) throws -> [VerifierKey] {
        guard isHosted else { return try logKeys() }
        return try logKey(at: size).map { [try VerifierKey($0)] } ?? []
    }

    /// The key that signs a hosted log's checkpoint of this size, as text.
    func logKey(at size: UInt64) -> String? {
        // They stand in order of their sizes: the first that has not ended.
        history.replaced.first { $0.until.map { size < $0 } ?? false }?.key ?? verifierKeys.first
    }

    /// The keys of its party that cosign checkpoints.
    var cosigningKeys: [VerifierKey] {
        verifierKeys.compactMap { try? VerifierKey($0) }.filter { $0.type == .cosignature }
    }

    /// The same log with further keys, each once, and another name.
    func adding(keys: [String], name: String? = nil) -> LogIdentity {
        var all = verifierKeys
        for key in keys where !all.contains(key) { all.append(key) }
        var changed = LogIdentity(
            local: local, origin: origin, party: party, name: name ?? self.name, isHosted: isHosted, verifierKeys: all)
        changed.history = history
        return changed
    }

    /// What stays the same as long as the log is the same one: of a mirrored log without its name and keys, which may change; of a hosted
    /// one with the key that it was made with.
    var lasting: [UInt8] {
        guard !isHosted else {
            let first = logKey(at: 0).map { [$0] } ?? []
            return LogIdentity(
                local: local, origin: origin, party: party, name: name, isHosted: true, verifierKeys: first
            ).bytes
        }
        return LogIdentity(local: local, origin: origin, party: party, name: "", isHosted: false, verifierKeys: [])
            .bytes
    }

    var bytes: [UInt8] {
        let further = history == LogHistory() ? [] : [history.text]
        var bytes: [UInt8] = [further.isEmpty ? 1 : 2, isHosted ? 1 : 0]
        for text in [origin, party, name, verifierKeys.joined(separator: "\n")] + further {
            let utf8 = Array(text.utf8)
            bytes.append(UInt8(truncatingIfNeeded: utf8.count))
            bytes.append(UInt8(truncatingIfNeeded: utf8.count >> 8))
            bytes += utf8
        }
        bytes.appendChecksum()
        return bytes
    }

    init?(local: UInt32, bytes: [UInt8]) {
        guard let content = bytes.span.bytes.checked() else { return nil }
        let bytes = Array(copying: content)
        guard bytes.count > 2, (1...2).contains(bytes[0]), bytes[1] < 2 else { return nil }
        let count = 3 + Int(bytes[0])
        var offset = 2
        var texts: [String] = []
        while offset + 2 <= bytes.count, texts.count < count {
            let length = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
            offset += 2
            guard offset + length <= bytes.count,
                let text = String(validating: bytes[offset..<offset + length], as: UTF8.self)
            else { return nil }
            texts.append(text)
            offset += length
        }
        guard texts.count == count, offset == bytes.count else { return nil }
        self.init(
            local: local, origin: texts[0], party: texts[1], name: texts[2], isHosted: bytes[1] == 1,
            verifierKeys: texts[3].split(separator: "\n").map(String.init))
        if count == 5 {
            guard let history = LogHistory(text: texts[4]) else { return nil }
            self.history = history
        }
    }
}
