import Foundation
public import TransparencyLog

/// What a node holds of a stream, as one who asks may know it: which entries, and their leaf hashes.
///
/// `GET /api/v1/streams/STREAM/knowledge` gives it as JSON Lines, `{"leaf":…,"number":…,"origin":…}`. Two nodes that hold the same entries have
/// the same digest: SHA-256 over the sorted lines, each with its newline.
public struct Knowledge: Sendable, Equatable {
    /// An entry of the stream.
    public struct Entry: Sendable, Hashable, Comparable, Codable {
        /// The log in which it stands.
        public var origin: String
        public var number: UInt64
        /// The RFC 6962 leaf hash, in 64 hexadecimal digits.
        public var leaf: String

        /// - Parameter leaf: in 64 lower-case hexadecimal digits.
        public init(origin: String, number: UInt64, leaf: String) {
            self.origin = origin
            self.number = number
            self.leaf = leaf
        }

        /// By origin (byte for byte), then number, then leaf hash.
        public static func < (left: Entry, right: Entry) -> Bool {
            if left.origin != right.origin { return left.origin.utf8.lexicographicallyPrecedes(right.origin.utf8) }
            return (left.number, left.leaf) < (right.number, right.leaf)
        }

        /// `{"leaf":"…","number":7,"origin":"…"}`. An origin has no character that JSON writes otherwise.
        public var line: String { "{\"leaf\":\"\(leaf)\",\"number\":\(number),\"origin\":\"\(origin)\"}" }
    }

    /// Ascending, none twice.
    public let entries: [Entry]

    public init(_ entries: some Sequence<Entry>) { self.entries = Set(entries).sorted() }

    /// Reads the lines of an answer.
    /// - Throws: `PeersError` `badAnswer` where one is no entry.
    public init(lines bytes: [UInt8]) throws(PeersError) {
        var entries: [Entry] = []
        for line in bytes.split(separator: 10) {
            guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)),
                Digest(hex: entry.leaf)?.hex == entry.leaf,
                VerifierKey.isValidName(entry.origin),
                !entry.origin.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") })
            else {
                throw PeersError(
                    .badAnswer, "The peer's answer has a line that names no entry.",
                    remedy: "Ask again; if this stays, the peer is of another version.")
            }
            entries.append(entry)
        }
        self.init(entries)
    }

    /// The lines, in order.
    public var text: String { entries.map { "\($0.line)\n" }.joined() }

    /// SHA-256 over ``text``.
    public var digest: Digest { Digest.sha256(Array(text.utf8)) }
}

extension Knowledge {
    /// The first entry in which two nodes' knowledge differs.
    public struct Difference: Sendable, Equatable {
        /// The log, and the number in it.
        public var origin: String
        public var number: UInt64
        /// The leaf hash that each holds there; nil where it holds no such entry.
        public var here: String?
        public var there: String?

        /// Whether both hold an entry under this number, and not the same: the log has two histories.
        public var isFork: Bool { here != nil && there != nil }
    }

    /// Where this knowledge first differs from another's, in the order of entries; nil where they are equal.
    /// - Complexity: linear in the entries.
    public func firstDifference(from other: Knowledge) -> Difference? {
        var index = 0
        while index < entries.count, index < other.entries.count, entries[index] == other.entries[index] { index += 1 }
        let mine = index < entries.count ? entries[index] : nil
        let theirs = index < other.entries.count ? other.entries[index] : nil
        switch (mine, theirs) {
        case (nil, nil): return nil
        case (let entry?, nil):
            return Difference(origin: entry.origin, number: entry.number, here: entry.leaf, there: nil)
        case (nil, let entry?):
            return Difference(origin: entry.origin, number: entry.number, here: nil, there: entry.leaf)
        case (let mine?, let theirs?):
            if mine.origin == theirs.origin, mine.number == theirs.number {
                return Difference(origin: mine.origin, number: mine.number, here: mine.leaf, there: theirs.leaf)
            }
            return mine < theirs
                ? Difference(origin: mine.origin, number: mine.number, here: mine.leaf, there: nil)
                : Difference(origin: theirs.origin, number: theirs.number, here: nil, there: theirs.leaf)
        }
    }

    /// The entries that only one of the two holds: here, and there.
    public func counts(against other: Knowledge) -> (onlyHere: Int, onlyThere: Int, both: Int) {
        let (mine, theirs) = (Set(entries), Set(other.entries))
        let both = mine.intersection(theirs).count
        return (mine.count - both, theirs.count - both, both)
    }
}

extension PeerTransport {
    /// Asks a peer what it holds of a stream and lets this node know.
    /// - Throws: `PeersError` `badAnswer`, `PeerFailure`.
    public func knowledge(of stream: String, audience: String) async throws -> Knowledge {
        let answer = try await send(
            PeerRequest(
                path: "/api/v1/streams/\(stream)/knowledge", audience: audience, limit: AnswerLimit.knowledge))
        guard answer.status == 200 else {
            throw PeersError(
                .badAnswer, "\(audience) answers with status \(answer.status) when it is asked about \(stream).",
                remedy: answer.status == 404
                    ? "It holds nothing of the stream that this node may know."
                    : "Check its address, and that it knows this node.")
        }
        return try Knowledge(lines: answer.body)
    }
}
