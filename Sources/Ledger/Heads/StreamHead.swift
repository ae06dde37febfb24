/// Where a stream's newest entries are on this node: what an append needs to know of it, and where a reader starts.
struct StreamHead: Sendable, Equatable {
    /// The newest entry that one log has in the stream.
    struct Newest: Sendable, Equatable {
        /// The log's local number.
        var log: UInt32
        /// The entry's number in that log: the greatest, for those of a mirrored log may come late.
        var number: UInt64
    }

    /// The stream's local number, in order of creation, so that busy streams lie together.
    var stream: UInt64
    /// How many entries of the stream this node holds: its version.
    var count: UInt64
    /// The position of the newest one.
    var position: UInt64
    /// The log of the stream's first entry here. Most streams have one log only, so this one stands inline.
    var first: Newest
    /// The other logs, in order of their first entry here.
    var others: [Newest] = []

    init(stream: UInt64, count: UInt64, position: UInt64, first: Newest, others: [Newest] = []) {
        self.stream = stream
        self.count = count
        self.position = position
        self.first = first
        self.others = others
    }

    /// The head of a stream with one entry.
    init(stream: UInt64, log: UInt32, number: UInt64, position: UInt64) {
        self.init(stream: stream, count: 1, position: position, first: Newest(log: log, number: number))
    }

    /// Takes in one more entry of the stream.
    mutating func extend(log: UInt32, number: UInt64, position: UInt64) {
        count += 1
        self.position = position
        if first.log == log {
            first.number = max(first.number, number)
        } else if let index = others.firstIndex(where: { $0.log == log }) {
            others[index].number = max(others[index].number, number)
        } else {
            others.append(Newest(log: log, number: number))
        }
    }

    /// The newest entry of each log in the stream.
    var newest: [Newest] { [first] + others }

    /// Whether a log other than this has entries in the stream.
    func hasOthers(than log: UInt32) -> Bool { first.log != log || !others.isEmpty }
}

/// Names the chain of one log's entries addressed to one reader.
struct ReaderChain: Hashable, Sendable {
    /// The log's local number.
    var log: UInt32
    /// The reader's party, as `role:code`.
    var reader: String
}
