import EntryFormat
import LMDB
import TransparencyLog

/// Reads streams by their back pointers.
struct StreamReader: Sendable {
    let store: LogStore
    let logs: LogList
    /// The party (`role:code`) whose entries decide in a stream.
    let decider: @Sendable (StreamName) -> String

    /// The stream as far as `head` reaches, read back from there.
    func contents(of stream: StreamName, head: StreamHead?, limit: StreamLimit) throws -> StreamContents {
        var entries: [StoredEntry] = []
        if let head {
            entries.reserveCapacity(Int(clamping: min(head.count, 4096)))
            try store.read { transaction in
                var next: UInt64? = head.position
                while let position = next {
                    let (entry, previous) = try entry(at: position, similar: entries.last?.fields, in: transaction)
                    guard entry.fields.stream == stream.text, previous.map({ $0 < position }) ?? true else {
                        throw LogStore.Tables.damaged(
                            position, "it is not of the stream \(stream.text) that points at it")
                    }
                    entries.append(entry)
                    next = previous
                }
            }
            guard entries.count == head.count else {
                throw LedgerError(
                    .damaged,
                    "The stream \(stream.text) has \(entries.count) entries, not \(head.count) as its head says.",
                    remedy: "Run verify; if the log is in order, remove the files in views and start again.")
            }
            entries.reverse()
        }
        switch limit {
        case .now: break
        case .version(let count): entries.removeLast(max(0, entries.count - Int(clamping: count)))
        case .first(let count): entries.removeAll { $0.position >= count }
        case .received(let time): entries.removeAll { $0.receivedAt > time }
        }
        let deciding = decider(stream)
        let deciders = logs.deciding(deciding)
        let sequence = StreamSequence(
            entries.enumerated().map { index, entry in
                StreamEntry(
                    origin: entry.fields.origin, number: entry.number, time: entry.fields.time, leaf: entry.leaf,
                    after: entry.fields.after, handle: UInt64(index))
            }, deciders: deciders)
        return StreamContents(name: stream, version: UInt64(entries.count), entries: entries, sequence: sequence)
    }

    /// The stream as far as `head` reaches, of which the caller has what was held before: only what came since is read back and hashed.
    func contents(of stream: StreamName, head: StreamHead?, since known: StreamContents) throws -> StreamContents {
        guard let head, let last = known.entries.last, head.count >= known.version,
            // Another order: a log that decides has ended, or another goes on from it.
            known.sequence.deciders == logs.deciding(decider(stream))
        else { return try contents(of: stream, head: head, limit: .now) }
        var new: [StoredEntry] = []
        try store.read { transaction in
            var next: UInt64? = head.position
            while let position = next, position > last.position {
                let (entry, previous) = try entry(
                    at: position, similar: new.last?.fields ?? last.fields, in: transaction)
                guard entry.fields.stream == stream.text, previous.map({ $0 < position }) ?? true else {
                    throw LogStore.Tables.damaged(position, "it is not of the stream \(stream.text) that points at it")
                }
                new.append(entry)
                next = previous
            }
        }
        guard head.count == known.version + UInt64(new.count) else {
            return try contents(of: stream, head: head, limit: .now)
        }
        guard !new.isEmpty else { return known }
        var sequence = known.sequence
        for (index, entry) in new.reversed().enumerated() {
            sequence.append(
                StreamEntry(
                    origin: entry.fields.origin, number: entry.number, time: entry.fields.time, leaf: entry.leaf,
                    after: entry.fields.after, handle: UInt64(known.entries.count + index)))
        }
        return StreamContents(
            name: stream, version: head.count, entries: known.entries + new.reversed(), sequence: sequence)
    }

    /// The entry at a position, checked against its leaf hash in the tree, and the position of its stream's previous entry.
    ///
    /// - Parameter similar: an entry that may have the same texts, which are shared then.
    func entry(
        at position: UInt64, similar: EntryFields? = nil, in transaction: borrowing ReadTransaction
    ) throws -> (entry: StoredEntry, previous: UInt64?) {
        let (local, leaf, fields) = try store.tables.withEntry(at: position, in: transaction) { (local, view) in
            do throws(EntryError) { return (local, TreeHash.leaf(view.bytes), try view.fields(similar: similar)) } catch
            {
                throw LogStore.Tables.damaged(position, error.message)
            }
        }
        guard let log = try logs.log(local.log, store.tables, in: transaction) else {
            throw LogStore.Tables.damaged(position, "there is no log number \(local.log)")
        }
        guard try store.tables.hash(log: local.log, tileLevel: 0, index: local.number, in: transaction) == leaf else {
            throw LogStore.Tables.damaged(
                position, "its bytes are not those that entry \(local.number) of \(log.origin) was signed with")
        }
        let entry = StoredEntry(
            position: position, receivedAt: local.receivedAt, party: log.party, number: local.number,
            leaf: LeafHash(leaf), fields: fields)
        return (entry, local.previous)
    }
}

extension LeafHash {
    /// The same 32 bytes.
    init(_ digest: Digest) {
        self.init(words: (digest.word0, digest.word1, digest.word2, digest.word3))
    }
}

extension Digest {
    /// The same 32 bytes.
    init(_ leaf: LeafHash) {
        self.init(word0: leaf.words.0, word1: leaf.words.1, word2: leaf.words.2, word3: leaf.words.3)
    }
}
