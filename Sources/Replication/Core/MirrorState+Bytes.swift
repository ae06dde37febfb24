import EntryFormat
public import TransparencyLog

extension MirrorState {
    /// The version of ``bytes``.
    static let version: UInt8 = 1
    /// The longest text in them: a note.
    private static let longestText = Note.maximumByteCount

    /// What the store does not have itself: all but the frontier and the edge. One form for one state.
    ///
    /// A version (1), then little-endian numbers, texts after their length (4 bytes), tables after their count (4 bytes) and in
    /// ascending order of their keys' bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = [Self.version]
        bytes.append(text: origin)
        switch mode {
        case .full: bytes.append(0)
        case .filtered(let readers):
            bytes.append(1)
            bytes.append(littleEndian: UInt32(readers.count))
            for reader in readers { bytes.append(text: reader) }
        case .heads: bytes.append(2)
        }
        bytes.append(littleEndian: frontier.size)
        bytes.append(optional: checkpoint) { $0.append(text: $1) }
        bytes.append(littleEndian: filled)
        for table in [chains, receipted, owed] {
            bytes.append(littleEndian: UInt32(table.count))
            for (name, number) in table.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                bytes.append(text: name)
                bytes.append(littleEndian: number)
            }
        }
        bytes.append(optional: cosigned) {
            $0.append(littleEndian: $1.size)
            $0 += $1.root.bytes
        }
        bytes.append(littleEndian: UInt32(missingBlobs.count))
        for (name, number) in missingBlobs.sorted(by: { $0.key < $1.key }) {
            bytes += name.bytes
            bytes.append(littleEndian: number)
        }
        bytes.append(littleEndian: UInt32(grants.count))
        for grant in grants { bytes.append(littleEndian: grant) }
        bytes.append(optional: exhibit) {
            $0.append(text: $1.smaller)
            $0.append(text: $1.larger)
            $0.append(littleEndian: UInt32($1.proof.count))
            for hash in $1.proof { $0 += hash.bytes }
        }
        return bytes
    }

    /// Reads ``bytes``, and puts what the store has beside them.
    ///
    /// - Returns: `nil` unless the bytes are exactly one state in its one form, of a tree of that frontier and edge, and name no entry
    ///   that the tree has not.
    public init?(bytes: [UInt8], frontier: Frontier, edge: [Digest]) {
        var reader = ByteReader(bytes)
        guard reader.integer(UInt8.self) == Self.version, let origin = reader.text(atMost: EntryLimit.textBytes),
            let mode = reader.mode(), reader.integer(UInt64.self) == frontier.size,
            let checkpoint = reader.optional({ $0.text(atMost: Self.longestText) }),
            let filled = reader.integer(UInt64.self), filled <= frontier.size,
            let chains = reader.table(below: frontier.size), let receipted = reader.table(below: frontier.size),
            let owed = reader.table(below: frontier.size), let cosigned = reader.optional({ $0.head() }),
            let missingBlobs = reader.blobs(below: frontier.size), let grants = reader.grants(below: frontier.size),
            let exhibit = reader.optional({ $0.exhibit(atMost: Self.longestText) }), reader.isAtEnd,
            edge.count == Int(frontier.size % 256), peaks(edge[...]) == frontier.peaks(ofTileLevel: 0)
        else { return nil }
        self.init(origin: origin, mode: mode)
        self.frontier = frontier
        self.edge = edge
        self.checkpoint = checkpoint
        self.filled = filled
        self.chains = chains
        self.receipted = receipted
        self.owed = owed
        self.cosigned = cosigned
        self.missingBlobs = missingBlobs
        self.grants = grants
        self.exhibit = exhibit
    }
}

extension [UInt8] {
    fileprivate mutating func append<Value>(optional value: Value?, _ body: (inout [UInt8], Value) -> Void) {
        append(value == nil ? 0 : 1)
        if let value { body(&self, value) }
    }
}

extension ByteReader {
    /// - Returns: `nil` if the bytes are wrong; else what stands there, or nothing.
    fileprivate mutating func optional<Value>(_ body: (inout ByteReader) -> Value?) -> Value?? {
        switch integer(UInt8.self) {
        case 0: return .some(nil)
        case 1: return body(&self).map { .some($0) }
        default: return nil
        }
    }

    /// A count of records that take at least so many bytes each.
    private mutating func count(ofAtLeast width: Int) -> Int? {
        guard let count = integer(UInt32.self), Int(count) <= left / width else { return nil }
        return Int(count)
    }

    fileprivate mutating func mode() -> MirrorMode? {
        switch integer(UInt8.self) {
        case 0: return .full
        case 1:
            guard let count = count(ofAtLeast: 4) else { return nil }
            var readers: [String] = []
            for _ in 0..<count {
                guard let name = text(atMost: EntryLimit.textBytes) else { return nil }
                readers.append(name)
            }
            return .filtered(readers: readers)
        case 2: return .heads
        default: return nil
        }
    }

    /// Numbers of entries, all below a size, by names.
    fileprivate mutating func table(below size: UInt64) -> [String: UInt64]? {
        guard let count = count(ofAtLeast: 12) else { return nil }
        var table: [String: UInt64] = [:]
        var before: String?
        for _ in 0..<count {
            guard let name = text(atMost: EntryLimit.textBytes), let number = integer(UInt64.self), number < size,
                before.map({ $0.utf8.lexicographicallyPrecedes(name.utf8) }) ?? true,
                // Two names of other bytes can be one text.
                table.updateValue(number, forKey: name) == nil
            else { return nil }
            before = name
        }
        return table
    }

    private mutating func digest() -> Digest? { bytes(Digest.byteCount).flatMap { Digest($0) } }

    fileprivate mutating func head() -> MirrorState.Head? {
        guard let size = integer(UInt64.self), let root = digest() else { return nil }
        return MirrorState.Head(size: size, root: root)
    }

    fileprivate mutating func blobs(below size: UInt64) -> [Digest: UInt64]? {
        guard let count = count(ofAtLeast: Digest.byteCount + 8) else { return nil }
        var blobs: [Digest: UInt64] = [:]
        var before: Digest?
        for _ in 0..<count {
            guard let name = digest(), let number = integer(UInt64.self), number < size,
                before.map({ $0 < name }) ?? true
            else { return nil }
            blobs[name] = number
            before = name
        }
        return blobs
    }

    fileprivate mutating func grants(below size: UInt64) -> [UInt64]? {
        guard let count = count(ofAtLeast: 8) else { return nil }
        var grants: [UInt64] = []
        for _ in 0..<count {
            guard let number = integer(UInt64.self), number < size, grants.last.map({ $0 < number }) ?? true else {
                return nil
            }
            grants.append(number)
        }
        return grants
    }

    fileprivate mutating func exhibit(atMost longest: Int) -> ForkExhibit? {
        guard let smaller = text(atMost: longest), let larger = text(atMost: longest),
            let count = count(ofAtLeast: Digest.byteCount)
        else { return nil }
        var proof: [Digest] = []
        for _ in 0..<count {
            guard let hash = digest() else { return nil }
            proof.append(hash)
        }
        return ForkExhibit(smaller: smaller, larger: larger, proof: proof)
    }
}
