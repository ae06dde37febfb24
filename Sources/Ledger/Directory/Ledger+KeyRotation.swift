import Foundation
import LMDB
import TransparencyLog

/// What a party's key is for.
public enum PartyKeyRole: Int, Sendable, CaseIterable {
    /// Signs the log's checkpoints.
    case log
    /// Cosigns the largest consistent heads of others that it has seen.
    case witness
    /// Cosigns heads of others below which the party holds every entry.
    case mirror
    /// Signs tokens for peers.
    case transport
}

/// That one key of a hosted log has taken the place of another.
public struct KeyReplacement: Sendable, Equatable {
    public let origin: String
    public let role: PartyKeyRole
    /// Both as verifier keys.
    public let oldKey: String
    public let newKey: String
    /// Of a log key: the new one signs checkpoints of this size and more. 0 for the others.
    public let fromSize: UInt64
}

extension Ledger {
    /// Makes a new key for a hosted log and puts it in the place of the present one, durably; nobody may have the node open for writing.
    ///
    /// The new secret key is on the disk before the log's record names it, and the change is one transaction: after a crash the one or the
    /// other key counts, and each checkpoint is signed by the key of its size.
    /// - Parameters:
    ///   - from: of a log key: the size from which on the new key signs, larger than the log's; nil: the next one.
    /// - Throws: `LedgerError`: `unknownLog` where the log is not hosted here, `badName` for a size that is signed already, `missingKey`,
    ///   `secondWriter`, `noSpace`, `directoryUnusable`, `damaged`.
    public static func replaceKey(
        _ role: PartyKeyRole, of origin: String, in directory: DataDirectory, from: UInt64? = nil
    ) throws -> KeyReplacement {
        let settings = try directory.settings()
        let lock = try WriterLock(directory: directory.path)
        let store = try LogStore(path: directory.log, mapBytes: settings.logMapBytes, access: .writing)
        defer { store.close() }
        let held = try hostedLog(origin, in: store)
        var log = held.log
        guard log.history.end == nil else {
            throw LedgerError(.unknownLog, "The log \(origin) has ended.", remedy: "Name the one that goes on from it.")
        }
        let old = log.verifierKeys[role.rawValue]
        var fromSize: UInt64 = 0
        if role == .log {
            let least = max(held.size, log.history.replaced.compactMap(\.until).max() ?? 0) + 1
            fromSize = from ?? least
            guard fromSize >= least else {
                throw LedgerError(
                    .badName,
                    "The new key cannot sign from size \(fromSize) on: up to \(least - 1) the present one signs.",
                    remedy: "Give \(least) or more.")
            }
        }
        let next = try LogKeys(folder: directory.keys).makeSuccessor(of: VerifierKey(old), of: log)
        log.verifierKeys[role.rawValue] = next.verifierKey.text
        log.history.replaced.append(.init(key: old, until: role == .log ? fromSize : nil))
        try store.write { transaction in
            try transaction.put(store.tables.logs, key: UInt64(log.local), value: log.bytes.span.bytes)
            try store.writeFormat(in: &transaction)
        }
        lock.release()
        return KeyReplacement(
            origin: origin, role: role, oldKey: old, newKey: next.verifierKey.text, fromSize: fromSize)
    }

    /// What an old key of a hosted log says of its replacement: an Ed25519 signature over a text.
    /// - Parameter text: begins with `triplicate/key-rotation/`, so that it can be no checkpoint, cosignature or token.
    /// - Returns: 64 bytes; nil where the old key is not here any more.
    /// - Throws: `LedgerError`: `unknownLog`, `badName` for another text, `directoryUnusable`.
    public static func signRotation(
        _ text: String, by key: String, of log: LogIdentity, in directory: DataDirectory
    ) throws -> [UInt8]? {
        guard log.isHosted, text.hasPrefix("triplicate/key-rotation/") else {
            throw LedgerError(
                .badName, "This is no text about a key's replacement in a log of this node.", remedy: "Report this.")
        }
        guard let old = try LogKeys(folder: directory.keys).key(key, of: log)?.key else { return nil }
        // A log's or a witness's key signs notes alone; the same secret as a transport key signs what has just been looked at.
        let secret = old.secretText.split(separator: "+", omittingEmptySubsequences: false).dropFirst(4)
        guard let seed = Data(base64Encoded: secret.joined(separator: "+"))?.suffix(32) else { return nil }
        return try SignerKey(name: old.name, type: .transport, seed: Array(seed)).sign(message: Array(text.utf8))
    }

    private static func hostedLog(_ origin: String, in store: LogStore) throws -> (log: LogIdentity, size: UInt64) {
        try store.read { transaction in
            guard
                let log = try store.tables.identities(in: transaction).first(where: { $0.origin == origin }),
                log.isHosted, log.verifierKeys.count >= PartyKeyRole.allCases.count
            else {
                throw LedgerError(
                    .unknownLog, "This node does not host the log \(origin).", remedy: "Name one of its own logs.")
            }
            return (log, try store.tables.frontier(log: log.local, in: transaction).size)
        }
    }
}

extension LogIdentity {
    /// The replacements of this hosted log's keys, in the order in which they were made.
    public var keyReplacements: [KeyReplacement] {
        guard isHosted else { return [] }
        return history.replaced.enumerated().compactMap { index, old in
            guard let role = Self.role(of: old.key, isLogKey: old.until != nil) else { return nil }
            let later = history.replaced.dropFirst(index + 1).first {
                Self.role(of: $0.key, isLogKey: $0.until != nil) == role
            }
            return KeyReplacement(
                origin: origin, role: role, oldKey: old.key, newKey: later?.key ?? verifierKeys[role.rawValue],
                fromSize: old.until ?? 0)
        }
    }

    private static func role(of key: String, isLogKey: Bool) -> PartyKeyRole? {
        if isLogKey { return .log }
        let name = key.prefix { $0 != "+" }
        return [PartyKeyRole.witness, .mirror, .transport].first { name.hasSuffix("/\($0)") }
    }
}
