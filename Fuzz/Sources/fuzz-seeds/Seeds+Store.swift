import EntryFormat
import Foundation

@testable import Ledger

extension Seeds {
    /// Backups of small nodes, and the rows of a store.
    mutating func addStore() throws {
        for keys in [
            ["s/claim/210200/1"],
            ["s/claim/210200/1", "x/name=林\u{1f}claim/210200/1", "w/review/claim/210200/1\u{1f}0"],
        ] {
            var list: [UInt8] = []
            KeyList.write(keys.map { ViewRow(key: Array($0.utf8), value: []) }, into: &list)
            add("key-list", "\(keys.count) keys", list)
        }
        let home = "\(NSTemporaryDirectory())/fuzz-seeds-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: home) }
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        for count in [0, 1, 3, 40] {
            let directory = DataDirectory(path: "\(home)/\(count)")
            for (role, code) in [("center", "210200"), ("unit", "91210299MA0TRPLC1U")].prefix(count == 1 ? 1 : 2) {
                let log = try Ledger.addParty(
                    in: directory, role: role, code: code, name: "A", origin: "a/\(role)", logMapBytes: 1 << 30,
                    viewsMapBytes: 1 << 30)
                if count == 0 { add("log-identity", role, log.bytes) }
            }
            let ledger = try Ledger(directory, decider: { _ in "center:210200" })
            for number in 0..<count {
                _ = try ledger.appendAndWait(
                    Proposal(
                        party: number % 3 == 2 ? "unit:91210299MA0TRPLC1U" : "center:210200", operatorName: "o",
                        events: [
                            Proposal.Event(
                                stream: try StreamName("a/210200/\(number / 4)"), type: 10, payload: [7],
                                readers: number % 2 == 0 ? [] : ["hospital:H11019900001"],
                                basis: number > 4 ? [try StreamName("a/210200/0")] : [])
                        ], expected: [:]))
            }
            if count == 3 { _ = try ledger.blobs.store(Array("a blob".utf8)) }
            _ = try ledger.backUp(to: "\(home)/backup-\(count)")
            // A second run behind the first.
            if count == 1 { _ = try ledger.backUp(to: "\(home)/backup-\(count)") }
            ledger.close()
            add(
                "restore", "\(count) entries",
                [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(home)/backup-\(count)"))))
        }
        // Row, action, length and bytes: each action, on rows here and there.
        let actions: [[UInt8]] = [
            [], [1, 2, 3], [4], [255], [255, 255, 255, 255, 255, 255, 255, 255], [9], [8, 128],
        ]
        for (action, bytes) in actions.enumerated() {
            for row in stride(from: 0, to: 56, by: 14) {
                add(
                    "store", "row \(row + action) action \(action)",
                    [UInt8(row + action), UInt8(action), UInt8(bytes.count)] + bytes)
            }
        }
        let name = try StreamName("claim/210200/1")
        var head = StreamHead(stream: 3, log: 0, number: 7, position: 12)
        add("stream-head", "one log", head.record(name: name))
        head.extend(log: 1, number: 0, position: 13)
        add("stream-head", "two logs", head.record(name: name))
        var fields: [UInt8] = []
        LocalFields(receivedAt: 1_767_225_600_000, number: 7, previous: 3, log: 1).append(to: &fields)
        add("local-fields", "of an entry", fields)
        add("settings", "of a node", #"{"format":1,"logMapBytes":1099511627776,"viewsMapBytes":549755813888}"#.utf8)
    }
}
