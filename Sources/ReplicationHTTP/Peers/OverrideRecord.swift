import Foundation
public import Ledger

/// The operator's own record of what was done against a safeguard, on purpose: one JSON document a line, only ever added to.
///
/// It is no part of any log: it answers, on this machine, who let a node write before its witnesses had said that it holds all it wrote.
public struct OverrideRecord: Sendable, Codable, Equatable {
    /// The file in the data directory.
    public static let fileName = "overrides.jsonl"
    private static let maximumBytes = 16 << 20

    /// RFC 3339.
    public var time: String
    /// What was overridden: `start-check`, or the wait for `awaited-entries`.
    public var what: String
    /// The log, where it concerns one.
    public var origin: String
    /// Who did it.
    public var by: String
    /// What the safeguard had said.
    public var reason: String

    public init(time: String, what: String, origin: String, by: String, reason: String) {
        self.time = time
        self.what = what
        self.origin = origin
        self.by = by
        self.reason = reason
    }

    /// Adds the record, durably.
    /// - Throws: `LedgerError` `noSpace`, `directoryUnusable`: then nothing may be overridden.
    public func append(to directory: DataDirectory) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try directory.append(String(decoding: try encoder.encode(self), as: UTF8.self), to: Self.fileName)
    }

    /// All records of a node, in order. A line that a crash cut short is passed over.
    public static func all(in directory: DataDirectory) throws -> [OverrideRecord] {
        guard let bytes = try directory.file(fileName, limit: maximumBytes) else { return [] }
        return bytes.split(separator: 10).compactMap { try? JSONDecoder().decode(Self.self, from: Data($0)) }
    }
}
