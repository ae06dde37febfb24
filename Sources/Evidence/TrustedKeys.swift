public import TransparencyLog

/// The keys that the person who checks evidence trusts: the content of the file given with `--trust`.
public struct TrustedKeys: Sendable {
    /// Bytes in a file of keys.
    public static let maximumByteCount = 1 << 20

    /// The keys of logs and witnesses, in the order of the file.
    public let keys: [VerifierKey]
    /// The keys of registrars' logs, in the order of the file: what their entries say of others' keys is believed.
    public let registrars: [VerifierKey]

    /// Reads verifier keys, one a line; `registrar ` before a log's key says that it is a registrar's. Empty lines and lines that begin with `#` are skipped, and so are keys that sign
    /// neither checkpoints nor cosignatures.
    ///
    /// - Throws: `.trust` if the file is too long, or a line is no verifier key.
    public init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw EvidenceError(.trust, at: "trusted keys", "the file of trusted keys has more than 1048576 bytes")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw EvidenceError(.trust, at: "trusted keys", "the file of trusted keys is not UTF-8")
        }
        var keys: [VerifierKey] = []
        var registrars: [VerifierKey] = []
        let mark = Array("registrar ".utf8)
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            let place = "trusted keys, line \(index + 1)"
            let isRegistrar = line.starts(with: mark)
            let key: VerifierKey
            do {
                key = try VerifierKey(String(decoding: line.dropFirst(isRegistrar ? mark.count : 0), as: UTF8.self))
            } catch {
                if error.code == .unsupportedKeyType, !isRegistrar { continue }
                throw EvidenceError(.trust, at: place, error.message)
            }
            if isRegistrar {
                guard key.type == .ed25519 else {
                    throw EvidenceError(.trust, at: place, "the key of a registrar's log has the type 1")
                }
                registrars.append(key)
                continue
            }
            guard key.type == .ed25519 || key.type == .cosignature else { continue }
            keys.append(key)
        }
        self.keys = keys
        self.registrars = registrars
    }
}
