import EntryFormat
import TransparencyLog

/// What a mirror reads of an entry's header.
struct EntryReading {
    /// That an entry is addressed to one of the mirror's readers.
    struct Link {
        /// The reader's place among the mirror's.
        let reader: Int
        /// The log's previous entry addressed to it.
        let previous: UInt64?
    }

    let type: UInt16
    /// In the order of the mirror's readers.
    let links: [Link]

    /// - Returns: `nil` if the entry is not well-formed or not of the log.
    /// - Complexity: O(bytes in the header); no allocation if no reader is followed.
    init?(_ entry: RawSpan, origin: [UInt8], readers: [Mirror.Reader]) {
        guard let view = try? EntryView(entry), (try? view.checkWellFormed()) != nil,
            same(view.originBytes, origin)
        else { return nil }
        type = view.type
        var links: [Link] = []
        if !readers.isEmpty {
            view.forEachReader { party, previous in
                for (place, reader) in readers.enumerated() where same(party, reader.bytes) {
                    links.append(Link(reader: place, previous: previous))
                }
            }
        }
        self.links = links
    }
}

private func same(_ span: RawSpan, _ bytes: [UInt8]) -> Bool {
    guard span.byteCount == bytes.count else { return false }
    for place in bytes.indices where span.unsafeLoad(fromByteOffset: place, as: UInt8.self) != bytes[place] {
        return false
    }
    return true
}

/// The lengths of the first `width` entries of a bundle that has exactly so many, or is full; nil for anything else.
func entryLengths(_ bytes: [UInt8], _ width: Int) -> [Int]? {
    var lengths: [Int] = []
    lengths.reserveCapacity(width)
    let span = bytes.span.bytes
    var offset = 0
    while offset < span.byteCount {
        guard offset + 2 <= span.byteCount, lengths.count < Tile.fullWidth else { return nil }
        let length = Int(UInt16(bigEndian: span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        offset += 2 + length
        guard offset <= span.byteCount else { return nil }
        lengths.append(length)
    }
    guard lengths.count == width || lengths.count == Tile.fullWidth else { return nil }
    return Array(lengths[..<width])
}

/// The leaf hashes of a bundle's first entries, two at a time.
func leafHashes(_ bytes: [UInt8], _ lengths: [Int]) -> [Digest] {
    var leaves: [Digest] = []
    leaves.reserveCapacity(lengths.count)
    let span = bytes.span.bytes
    var offset = 0
    var place = 0
    while place + 1 < lengths.count {
        let start = offset + 2
        let middle = start + lengths[place]
        let end = middle + 2 + lengths[place + 1]
        let pair = TreeHash.leaves(span.extracting(start..<middle), span.extracting(middle + 2..<end))
        leaves.append(pair.0)
        leaves.append(pair.1)
        offset = end
        place += 2
    }
    if place < lengths.count {
        leaves.append(TreeHash.leaf(span.extracting(offset + 2..<offset + 2 + lengths[place])))
    }
    return leaves
}
