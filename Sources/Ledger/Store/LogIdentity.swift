import TransparencyLog

/// Which log this is: its origin, whose it is, and whether this node writes it.
///
/// Stored in the table `logs` under the log's local number: version (1 byte), hosted (1 byte), then origin, party, name and
/// verifier keys (one a line), each as a 2-byte little-endian length and UTF-8 bytes, then the CRC-32C of all this (4 bytes).
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
    public let verifierKeys: [String]

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

    /// The keys that sign the log's checkpoints.
    /// - Throws: `TransparencyError` where a key cannot be read.
    func logKeys() throws -> [VerifierKey] {
        guard !isHosted else { return try verifierKeys.prefix(1).map { try VerifierKey($0) } }
        return try verifierKeys.map { try VerifierKey($0) }.filter { $0.type == .ed25519 }
    }

    /// The keys of its party that cosign checkpoints.
    var cosigningKeys: [VerifierKey] {
        verifierKeys.compactMap { try? VerifierKey($0) }.filter { $0.type == .cosignature }
    }

    /// The same log with further keys, each once, and another name.
    func adding(keys: [String], name: String? = nil) -> LogIdentity {
        var all = verifierKeys
        for key in keys where !all.contains(key) { all.append(key) }
        return LogIdentity(
            local: local, origin: origin, party: party, name: name ?? self.name, isHosted: isHosted, verifierKeys: all)
    }

    /// What stays the same as long as the log is the same one: of a mirrored log without its name and keys, which may change.
    var lasting: [UInt8] {
        guard !isHosted else { return bytes }
        return LogIdentity(local: local, origin: origin, party: party, name: "", isHosted: false, verifierKeys: [])
            .bytes
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = [1, isHosted ? 1 : 0]
        for text in [origin, party, name, verifierKeys.joined(separator: "\n")] {
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
        guard bytes.count > 2, bytes[0] == 1, bytes[1] < 2 else { return nil }
        var offset = 2
        var texts: [String] = []
        while offset + 2 <= bytes.count, texts.count < 4 {
            let count = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
            offset += 2
            guard offset + count <= bytes.count,
                let text = String(validating: bytes[offset..<offset + count], as: UTF8.self)
            else { return nil }
            texts.append(text)
            offset += count
        }
        guard texts.count == 4, offset == bytes.count else { return nil }
        self.init(
            local: local, origin: texts[0], party: texts[1], name: texts[2], isHosted: bytes[1] == 1,
            verifierKeys: texts[3].split(separator: "\n").map(String.init))
    }
}
