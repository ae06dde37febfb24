import EntryFormat
import FuzzDriver
import Replication
import TransparencyLog

/// A log of 300 entries in memory, and one with another history from entry 200 on, signed by the same key.
struct SampleLog: Sendable {
    static let honest = SampleLog(history: 0)
    static let forked = SampleLog(history: 1)
    static let count = 300
    static let firstDifference = 200
    static let reader = "unit:a"

    let entries: [[UInt8]]
    let leaves: [Digest]
    let notes: [String]
    let roots: [Digest]

    private init(history: UInt8) {
        var entries: [[UInt8]] = []
        var roots = [Frontier().root]
        var frontier = Frontier()
        var previous: UInt64?
        for number in 0..<UInt64(Self.count) {
            let isRead = number % 5 == 0
            let isOther = number >= UInt64(Self.firstDifference)
            let id = [UInt8(number & 0xFF), UInt8(number >> 8)] + [UInt8](repeating: isOther ? history : 0, count: 14)
            let entry = must("a sample entry can be written") {
                guard let event = EventID(id), let salt = Salt(id) else { throw Missing() }
                return try EntryFields(
                    type: number % 25 == 0 ? 333 : 7, time: Int64(number), id: event, salt: salt,
                    origin: SampleTree.origin, stream: "claim/210200/2026-1",
                    readers: isRead ? [Reader(party: Self.reader, previous: previous)] : [], payload: [1]
                ).encoded()
            }
            if isRead { previous = number }
            entries.append(entry)
            frontier.append(TreeHash.leaf(entry))
            roots.append(frontier.root)
        }
        self.entries = entries
        leaves = entries.map { TreeHash.leaf($0) }
        self.roots = roots
        notes = roots.enumerated().map { SampleTree.note(UInt64($0.offset), $0.element)?.encoded ?? "" }
    }

    private struct Missing: Error {}

    /// What an honest server of the log says when it has `size` entries.
    func answer(_ request: MirrorRequest, size: Int) -> MirrorResponse {
        switch request {
        case .checkpoint: return .bytes(Array(notes[size].utf8))
        case .tile(let tile): return answer(tile, size)
        case .visible(let after):
            let visible = entries[..<size].enumerated().filter {
                $0.offset % 5 == 0 && $0.offset >= Int(clamping: after)
            }
            return .bytes(
                VisiblePage(through: UInt64(size), entries: visible.map { (UInt64($0.offset), $0.element) }).bytes)
        case .disclosed: return .absent
        case .blob: return .stored
        }
    }

    private func answer(_ tile: Tile, _ size: Int) -> MirrorResponse {
        guard tile.index <= 1 else { return .absent }
        let first = Int(tile.index) * Tile.fullWidth
        switch tile.content {
        case .hashes(0):
            guard first + tile.width <= size else { return .absent }
            return .bytes(Tile.bytes(of: Array(leaves[first..<first + tile.width])))
        case .hashes(1):
            guard tile.index == 0, tile.width == 1, size >= Tile.fullWidth else { return .absent }
            return .bytes(roots[Tile.fullWidth].bytes)
        case .hashes: return .absent
        case .entries:
            guard first + tile.width <= size else { return .absent }
            var bytes: [UInt8] = []
            for entry in entries[first..<first + tile.width] {
                must("an entry fits into a bundle") { try EntryBundle.append(entry.span.bytes, to: &bytes) }
            }
            return .bytes(bytes)
        }
    }
}
