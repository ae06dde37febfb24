import EntryFormat

/// How far the logs of others have to be here before this node appends: up to the entries that its own recovered entries name.
///
/// A node that takes back its own log from a mirror knows again what it decided, and not yet on what: the entries of others come with the
/// next mirroring. A decision before that would rest on streams with holes, and contradict what the node had decided itself. So this is
/// written down before the first entry is taken back, and holds through any stop. It holds for all streams: one of which only own entries
/// are here stands under no person and no invoice in the index, so that a decision about these would not even find it.
struct AwaitedEntries: Sendable, Equatable {
    /// The name of its file in the data directory: a line for each log, its number and its origin.
    static let file = "awaited"
    private static let maximumBytes = 16 << 20

    /// By the log's origin, the number of the newest entry that is named.
    private(set) var newest: [String: UInt64] = [:]

    init() {}

    /// - Throws: `damaged` where the file cannot be read; `directoryUnusable`.
    init(in directory: DataDirectory) throws(LedgerError) {
        guard let bytes = try directory.file(Self.file, limit: Self.maximumBytes) else { return }
        guard let read = Self(bytes) else {
            throw LedgerError(
                .damaged, "The file \(directory.path)/\(Self.file) cannot be read.",
                remedy: "Restore the node from a backup: it is then recovered again.")
        }
        self = read
    }

    /// What the file holds; nil where it cannot be read.
    init?(_ bytes: [UInt8]) {
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let number = UInt64(words[0]) else { return nil }
            note(number, of: String(words[1]))
        }
    }

    /// As the file holds it.
    var bytes: [UInt8] {
        let lines = newest.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }
        return Array(lines.joined().utf8)
    }

    /// Takes in what another one awaits.
    mutating func add(_ other: AwaitedEntries) {
        for (origin, number) in other.newest { note(number, of: origin) }
    }

    var isEmpty: Bool { newest.isEmpty }

    /// Takes in what an entry names, but for the logs that `isOwn` says.
    mutating func add(_ entry: [UInt8], isOwn: (String) -> Bool) throws(EntryError) {
        let fields = try EntryFields(entry)
        for reference in fields.after + fields.basis where !isOwn(reference.origin) {
            note(reference.number, of: reference.origin)
        }
    }

    private mutating func note(_ number: UInt64, of origin: String) {
        newest[origin] = max(number, newest[origin] ?? 0)
    }

    /// Forgets the logs of which that entry is here: a mirror brings them in their order.
    mutating func forget(where isHeld: (_ origin: String, _ number: UInt64) throws -> Bool) rethrows {
        newest = try newest.filter { try !isHeld($0.key, $0.value) }
    }

    /// - Throws: `noSpace`, `directoryUnusable`.
    func write(to directory: DataDirectory) throws(LedgerError) {
        try directory.write(bytes, to: Self.file)
    }

    /// Why nothing is appended; nil where nothing is awaited.
    var refusal: LedgerError? {
        guard let first = newest.min(by: { $0.key < $1.key }) else { return nil }
        let more = newest.count > 1 ? ", and of \(newest.count - 1) logs more" : ""
        return LedgerError(
            .notYetSafe,
            "This node does not append yet: it has taken back entries of its own log that name entries of others which it does not hold: entry \(first.value) of \(first.key)\(more).",
            remedy:
                "Wait until they have been mirrored (peers says how far that is). Where such a log can never be reached again, stop the node and run recover --give-up NAME: decisions then rest on less than this node knew."
        )
    }
}
