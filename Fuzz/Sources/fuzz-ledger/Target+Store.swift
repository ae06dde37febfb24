import EntryFormat
import FuzzDriver
import LMDB

@testable import Ledger

extension FuzzTarget {
    /// Changes of rows in the stores of a small node, which is then verified, opened and read: what somebody can do who may write the
    /// files. A change is a row (1 byte), what is done (1), a length (1) and so many bytes. The checksums can be put right.
    static let store = FuzzTarget.onArray("store", longest: 600) { bytes in
        let node = SampleNode.shared
        let directory = DataDirectory(path: "\(Scratch.folder)/changed")
        defer { Scratch.remove(directory.path) }
        node.write(to: directory, changing: changes(bytes, of: node))
        do {
            let verification = try Ledger.verify(directory)
            for problem in verification.problems { demand(!problem.message.isEmpty, "a problem says something") }
        } catch {
            refused(error)
        }
        do {
            try readAll(directory)
        } catch {
            refused(error)
        }
    }

    private static func refused(_ error: any Error) {
        demand(error is LedgerError, "a damaged store is refused by a number, not by \(error)")
        show(error)
    }

    private static func changes(
        _ bytes: [UInt8], of node: SampleNode
    ) -> [(row: SampleNode.Row, key: [UInt8], value: [UInt8]?)] {
        var changes: [(SampleNode.Row, [UInt8], [UInt8]?)] = []
        var rest = bytes[...]
        while rest.count >= 3, changes.count < 8 {
            let row = node.rows[Int(rest.removeFirst()) % node.rows.count]
            let action = rest.removeFirst()
            let count = min(Int(rest.removeFirst()), rest.count)
            let data = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            var key = row.key
            var value: [UInt8]? = row.value
            switch action & 7 {
            case 0: value = nil
            case 1: value = data
            case 2: value = Array(row.value.prefix(Int(data.first ?? 0)))
            case 3: value = row.value + data
            case 4:
                // The row under another key.
                key = data
            case 5: value = node.rows[Int(data.first ?? 0) % node.rows.count].value
            default:
                // Bytes of it changed from a place on.
                var changed = row.value
                let start = changed.isEmpty ? 0 : Int(data.first ?? 0) % changed.count
                for (offset, byte) in data.dropFirst().enumerated() where start + offset < changed.count {
                    changed[start + offset] ^= byte
                }
                value = changed
            }
            if action & 0x80 == 0 { value = value.map { withChecksum($0, in: row.table) } }
            changes.append((row, key, value))
        }
        return changes
    }

    /// A row with its checksum put right, where its table has one.
    private static func withChecksum(_ value: [UInt8], in table: String) -> [UInt8] {
        var summed = value
        switch table {
        case "entries" where value.count >= LocalFields.size:
            summed.removeLast(value.count - LocalFields.size + 4)
            summed.appendChecksum()
            return summed + value[LocalFields.size...]
        case "logs", "meta", "heads", "chains":
            // The format is one byte and has none.
            guard value.count > 4 else { return value }
            summed.removeLast(4)
            summed.appendChecksum()
            return summed
        default: return value
        }
    }

    /// Reads everything of a node that can be read.
    private static func readAll(_ directory: DataDirectory) throws {
        var options = Ledger.Options()
        options.readOnly = true
        let ledger = try Ledger(
            directory, projections: SampleNode.projections, decider: { _ in "center:210200" }, options: options)
        defer { ledger.close() }
        // One thing that cannot be read is no reason not to ask for the next.
        func reading(_ body: () throws -> Void) {
            do { try body() } catch { refused(error) }
        }
        reading {
            for stream in try ledger.streams(prefix: "", limit: 100) { reading { _ = try ledger.contents(of: stream) } }
        }
        reading { _ = try ledger.rows(of: "sizes", limit: 100) }
        reading { _ = try ledger.entries(from: 0, limit: 100) }
        reading { _ = try ledger.end() }
        for log in ledger.logs {
            reading { _ = try ledger.checkpoint(of: log) }
            reading { _ = try ledger.proof(of: 1, in: log, size: 3) }
            for size in try ledger.sizes().prefix(1) { reading { _ = try ledger.proof(of: 0, in: log, size: size) } }
        }
    }
}
