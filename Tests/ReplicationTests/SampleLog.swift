import EntryFormat
import TransparencyLog

@testable import Replication

/// A log in memory, as plainly as can be.
struct SampleLog {
    static let origin = "triplicate.example/center-210200"
    static let key: SignerKey = signer(1, .ed25519)

    var entries: [[UInt8]] = []
    var leaves: [Digest] = []
    private var chains: [String: UInt64] = [:]
    /// Which entries of `Disclosed` open which others.
    var grants: [UInt64: [UInt64]] = [:]
    /// Entries of a page of what is disclosed.
    var disclosedAtOnce = 4_096
    /// Told apart from other histories by it.
    var history: UInt64 = 0
    /// Signs its newest head.
    var signingKey: SignerKey = SampleLog.key

    var size: UInt64 { UInt64(entries.count) }

    static func signer(_ number: UInt8, _ type: SignatureType, name: String = origin) -> SignerKey {
        guard let key = try? SignerKey(name: name, type: type, seed: [UInt8](repeating: number, count: 32)) else {
            preconditionFailure("a key of 32 bytes is a key")
        }
        return key
    }

    static var party: PartyRecord {
        PartyRecord(
            party: "center:210200", name: "Center", origin: origin,
            logKeys: [.init(key: key.verifierKey, from: 0, until: nil)])
    }

    /// - Parameter previous: what the header says instead of the truth.
    mutating func append(
        to readers: [String] = [], type: UInt16 = 7, origin: String = Self.origin, previous: UInt64? = nil
    ) {
        let number = size
        var id = [UInt8](repeating: 0, count: 16)
        withUnsafeBytes(of: (number, history)) { id = Array($0) }
        guard let eventID = EventID(id), let salt = Salt(id) else { return }
        let fields = EntryFields(
            type: type, time: Int64(number), id: eventID, salt: salt, origin: origin, stream: "claim/210200/2026-1",
            readers: readers.sorted().map { Reader(party: $0, previous: previous ?? chains[$0]) },
            payload: [UInt8](repeating: UInt8(number & 255), count: Int(number % 40)))
        guard let bytes = try? fields.encoded() else { return }
        add(bytes)
        for reader in readers { chains[reader] = number }
    }

    mutating func add(_ bytes: [UInt8]) {
        entries.append(bytes)
        leaves.append(TreeHash.leaf(bytes))
    }

    /// The history that begins with the first `size` entries and goes on differently.
    func forked(at size: Int) -> SampleLog {
        var other = SampleLog()
        other.history = history + 1
        for entry in entries[..<size] { other.add(entry) }
        other.chains = chains(below: size)
        return other
    }

    private func chains(below size: Int) -> [String: UInt64] {
        var chains: [String: UInt64] = [:]
        for (number, entry) in entries[..<size].enumerated() {
            for reader in Self.readers(of: entry) { chains[reader] = UInt64(number) }
        }
        return chains
    }

    static func readers(of entry: [UInt8]) -> [String] {
        var names: [String] = []
        guard let view = try? EntryView(entry.span.bytes) else { return [] }
        view.forEachReader { party, _ in
            names.append(party.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
        }
        return names
    }

    // MARK: What a server of it says

    func root(_ size: UInt64) -> Digest { MerkleTree.root(of: Array(leaves[..<Int(size)])) }

    func note(_ size: UInt64, by key: SignerKey = Self.key, origin: String = Self.origin) -> String {
        let checkpoint = try? Checkpoint(origin: origin, size: size, root: root(size))
        return (try? checkpoint?.signed(by: key))?.encoded ?? ""
    }

    func hash(_ level: UInt8, _ index: UInt64) -> Digest {
        let width = UInt64(1) << (8 * UInt64(level))
        return MerkleTree.root(of: Array(leaves[Int(index * width)..<Int((index + 1) * width)]))
    }

    func answer(_ request: MirrorRequest, readers: [String]) -> MirrorResponse {
        switch request {
        case .checkpoint: return .bytes(Array(note(size, by: signingKey).utf8))
        case .tile(let tile):
            switch tile.content {
            case .hashes(let level):
                let first = tile.index * 256
                guard (first + UInt64(tile.width)) << (8 * UInt64(level)) <= size else { return .absent }
                return .bytes(Tile.bytes(of: (0..<UInt64(tile.width)).map { hash(level, first + $0) }))
            case .entries:
                let first = Int(tile.index) * 256
                guard first + tile.width <= entries.count else { return .absent }
                var bytes: [UInt8] = []
                for entry in entries[first..<first + tile.width] {
                    bytes.append(UInt8(entry.count >> 8))
                    bytes.append(UInt8(entry.count & 255))
                    bytes += entry
                }
                return .bytes(bytes)
            }
        case .visible(let after):
            guard after <= size else { return .absent }
            var page = VisiblePage(through: size, entries: [])
            for number in after..<size {
                if page.entries.count == 64 {
                    page.through = number
                    break
                }
                if isVisible(number, readers) { page.entries.append((number, entries[Int(number)])) }
            }
            return .bytes(page.bytes)
        case .disclosed(let grant, let after):
            guard let numbers = grants[grant]?.filter({ $0 >= after }) else { return .absent }
            let page = numbers.prefix(disclosedAtOnce)
            let through = numbers.count > page.count ? numbers[page.count] : size
            return .bytes(VisiblePage(through: through, entries: page.map { ($0, entries[Int($0)]) }).bytes)
        case .blob: return .stored
        }
    }

    func isVisible(_ number: UInt64, _ readers: [String]) -> Bool {
        Self.readers(of: entries[Int(number)]).contains { readers.contains($0) }
    }
}
