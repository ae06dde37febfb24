import EntryFormat
import Foundation
import Ledger

/// A stream and its order, as a text file in `Tests/Scenarios/stream-order` tells them.
///
///     # What it shows.
///     deciders: center
///     entry unit/3 at 10
///     entry center/0 at 12 after unit/3
///     order:
///     unit/3 covered by center/0
///     center/0 decides
///
/// An entry is `log/number`; a prime makes it another entry of the same number with a greater leaf hash. A decider is
/// `log`, or `log ended at SIZE`.
struct StreamOrderScenario: CustomStringConvertible, Sendable {
    struct Malformed: Error {
        let line: String
    }

    let name: String
    var deciders: [DecidingLog] = []
    var entries: [StreamEntry] = []
    var order: [String] = []

    var description: String { name }

    static let all: [StreamOrderScenario] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Scenarios/stream-order")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }.compactMap {
            try? StreamOrderScenario(
                name: $0.deletingPathExtension().lastPathComponent, text: String(contentsOf: $0, encoding: .utf8))
        }
    }()

    init(name: String, text: String) throws {
        self.name = name
        var isOrder = false
        for line in text.split(separator: "\n").map(String.init) where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            if line == "order:" {
                isOrder = true
            } else if isOrder {
                order.append(line)
            } else if line.hasPrefix("deciders: ") {
                deciders = try line.dropFirst("deciders: ".count).components(separatedBy: ", ").map(Self.decider)
            } else if words.count >= 4, words[0] == "entry", words[2] == "at", let time = Int64(words[3]) {
                guard words.count == 4 || words[4] == "after" else { throw Malformed(line: line) }
                let place = try Self.reference(words[1])
                entries.append(
                    StreamEntry(
                        origin: place.origin, number: place.number, time: time, leaf: place.leaf,
                        after: try words.dropFirst(5).map(Self.reference)))
            } else {
                throw Malformed(line: line)
            }
        }
        if order.isEmpty || deciders.isEmpty { throw Malformed(line: "order:") }
    }

    private static func decider(_ text: String) throws -> DecidingLog {
        let words = text.components(separatedBy: " ended at ")
        if words.count == 1 { return DecidingLog(origin: text) }
        guard words.count == 2, let size = UInt64(words[1]) else { throw Malformed(line: text) }
        return DecidingLog(origin: words[0], size: size)
    }

    private static func reference(_ text: String) throws -> Reference {
        let primes = text.count { $0 == "'" }
        let parts = text.prefix(text.count - primes).split(separator: "/").map(String.init)
        guard parts.count == 2, let number = UInt64(parts[1]) else { throw Malformed(line: text) }
        var bytes = Array(text.utf8.prefix(31))
        bytes += [UInt8](repeating: 0, count: 31 - bytes.count)
        guard let leaf = LeafHash([UInt8(primes)] + bytes) else { throw Malformed(line: text) }
        return Reference(origin: parts[0], number: number, leaf: leaf)
    }
}
