import EntryFormat
import TransparencyLog

extension VisiblePage {
    static let headerByteCount = 12
    static let entryHeaderByteCount = 10

    /// Why bytes are no page: the sentence names what is wrong.
    public struct Malformed: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// The page as it travels.
    ///
    /// Every entry must be shorter than 65,536 bytes, as all entries are, and there must be fewer than 2^32.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            Self.headerByteCount + entries.reduce(0) { $0 + Self.entryHeaderByteCount + $1.bytes.count })
        bytes.append(littleEndian: through)
        bytes.append(littleEndian: UInt32(truncatingIfNeeded: entries.count))
        for entry in entries {
            bytes.append(littleEndian: entry.number)
            bytes.append(littleEndian: UInt16(truncatingIfNeeded: entry.bytes.count))
            bytes += entry.bytes
        }
        return bytes
    }

    /// Reads a page.
    ///
    /// - Parameters:
    ///   - bytes: exactly one page.
    ///   - limits: how much a page may hold.
    /// - Throws: ``Malformed`` if the bytes are cut short, even between two entries, numbers do not ascend or are not below `through`, an entry is empty,
    ///   or there is more than a page may hold.
    public init(_ bytes: [UInt8], limits: MirrorLimits = MirrorLimits()) throws(Malformed) {
        var reader = ByteReader(bytes)
        guard let through = reader.integer(UInt64.self), through <= EntryLimit.number + 1 else {
            throw Malformed(description: "the page has no number up to which it is complete")
        }
        guard let count = reader.integer(UInt32.self) else {
            throw Malformed(description: "the page does not say how many entries it has")
        }
        self.init(through: through, entries: [])
        var held = 0
        while !reader.isAtEnd {
            guard let number = reader.integer(UInt64.self), let length = reader.integer(UInt16.self), length > 0,
                let entry = reader.bytes(Int(length))
            else { throw Malformed(description: "the page is cut short after \(entries.count) entries") }
            guard number < through, entries.last.map({ $0.number < number }) ?? true else {
                throw Malformed(description: "the number \(number) of an entry of the page is out of order")
            }
            guard entries.count < limits.pageEntries, held <= limits.pageBytes else {
                throw Malformed(description: "the page holds more entries than a page may")
            }
            held += entry.count
            entries.append((number, entry))
        }
        // A page that ends early between two entries would be taken for a whole one, and what it lacks would never be asked for.
        guard entries.count == Int(count) else {
            throw Malformed(description: "the page has \(entries.count) entries, and says that it has \(count)")
        }
    }
}
