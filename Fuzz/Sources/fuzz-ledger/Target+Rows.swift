import FuzzDriver

@testable import Ledger

extension FuzzTarget {
    /// What stands in front of an entry in the store.
    static let localFields = FuzzTarget.onArray("local-fields", longest: 128) { bytes in
        if let fields = LocalFields(bytes.span.bytes) {
            demand(written(fields).elementsEqual(bytes.prefix(LocalFields.size)), "there is one form of these fields")
        }
        guard bytes.count >= LocalFields.size else { return }
        // With the right checksum, which no mutation finds.
        var mended = Array(bytes.prefix(LocalFields.size))
        let checksum = CRC32C.checksum(mended.span.bytes.extracting(0..<28)).littleEndian
        withUnsafeBytes(of: checksum) { mended.replaceSubrange(28..<32, with: $0) }
        guard let fields = LocalFields(mended.span.bytes) else {
            fatalError("broken: fields with their checksum are read")
        }
        demand(written(fields) == mended, "writing gives the same bytes")
    }

    /// Where a stream's newest entries are, as the views keep it.
    static let streamHead = FuzzTarget.onArray("stream-head", longest: 256) { bytes in
        guard var head = StreamHead(bytes.span.bytes) else { return }
        var again: [UInt8] = []
        head.write(to: &again)
        demand(again == bytes, "there is one byte string for one head")
        guard head.count < .max else { return }
        head.extend(log: 7, number: 1, position: head.position)
        demand(head.newest.contains { $0.log == 7 && $0.number == 1 }, "a head knows its newest entry")
    }

    /// Which log this is, as the store and a backup keep it.
    static let logIdentity = FuzzTarget.onArray("log-identity", longest: 512) { bytes in
        guard let identity = LogIdentity(local: 3, bytes: bytes) else { return }
        demand(LogIdentity(local: 3, bytes: identity.bytes) == identity, "reading gives the same identity")
        demand(identity.role.utf8.count <= identity.party.utf8.count, "a role is a part of the party")
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

    private static func written(_ fields: LocalFields) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: LocalFields.size)
        var span = bytes.mutableSpan
        var target = span.mutableBytes
        fields.write(into: &target)
        return bytes
    }
}
