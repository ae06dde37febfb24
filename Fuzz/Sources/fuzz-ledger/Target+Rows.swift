import EntryFormat
import FuzzDriver

@testable import Ledger

extension FuzzTarget {
    /// What stands in front of an entry in the store.
    static let localFields = FuzzTarget.onArray("local-fields", longest: 128) { bytes in
        for record in [bytes, withChecksum(Array(bytes.prefix(LocalFields.size - 4)))] {
            guard let fields = LocalFields(record.span.bytes) else { continue }
            var again: [UInt8] = []
            fields.append(to: &again)
            demand(again.elementsEqual(record.prefix(LocalFields.size)), "there is one form of these fields")
        }
    }

    /// Where a stream's newest entries are, as the views keep it.
    static let streamHead = FuzzTarget.onArray("stream-head", longest: 512) { bytes in
        for record in [bytes, withChecksum(bytes)] {
            guard let (name, head) = StreamHead.named(record.span.bytes) else { continue }
            demand(head.record(name: name) == record, "there is one byte string for one head")
            demand(
                StreamHead(record: record.span.bytes, name: name.text.utf8.span.bytes) == head,
                "a head is found under its name")
            guard head.count < .max else { continue }
            var longer = head
            longer.extend(log: 7, number: 1, position: head.position)
            // What is disclosed later may have a smaller number than what is held.
            demand(longer.newest.contains { $0.log == 7 && $0.number >= 1 }, "a head knows its newest entry")
        }
    }

    /// The keys of a stream's rows, as a view keeps them.
    static let keyList = FuzzTarget.onArray("key-list", longest: 1024) { bytes in
        guard let keys = KeyList.keys(in: bytes.span.bytes) else { return }
        demand(keys.count <= bytes.count / 2, "a key takes two bytes at least")
        guard keys.allSatisfy({ (1...LiveView.maximumKeyBytes).contains($0.count) }) else { return }
        var again: [UInt8] = []
        KeyList.write(keys.map { ViewRow(key: $0, value: []) }, into: &again)
        demand(KeyList.keys(in: again.span.bytes) == keys, "keys are read as they were written")
    }

    /// Which log this is, as the store and a backup keep it.
    static let logIdentity = FuzzTarget.onArray("log-identity", longest: 512) { bytes in
        for record in [bytes, withChecksum(bytes)] {
            guard let identity = LogIdentity(local: 3, bytes: record) else { continue }
            demand(LogIdentity(local: 3, bytes: identity.bytes) == identity, "reading gives the same identity")
            demand(identity.role.utf8.count <= identity.party.utf8.count, "a role is a part of the party")
        }
    }

    /// The settings of a node: a file in JSON.
    static let settings = FuzzTarget.onArray("settings", longest: 512) { bytes in
        do {
            let settings = try NodeSettings(bytes, path: "config")
            demand(settings.logMapBytes > 0 && settings.viewsMapBytes > 0, "a map has a size")
        } catch {
            show(error)
        }
    }

    /// The bytes with their checksum, which no mutation finds.
    private static func withChecksum(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes.appendChecksum()
        return bytes
    }
}
