import EntryFormat
import LMDB
import TransparencyLog

/// Reads streams by their back pointers.
struct StreamReader: Sendable {
    let store: LogStore
    let logs: [LogIdentity]
    let decider: @Sendable (StreamName) -> String

    func contents(of stream: StreamName, head: StreamHead?, limit: StreamLimit) throws -> StreamContents {
        var entries: [StoredEntry] = []
        if let head {
            try store.read { transaction in
                var position: UInt64? = head.position
                while let current = position {
                    let (entry, previous) = try entry(at: current, in: transaction)
                    guard entry.fields.stream == stream.text, previous.map({ $0 < current }) ?? true else {
                        throw damaged(current, "it is not of the stream \(stream.text) that points at it")
                    }
                    entries.append(entry)
                    position = previous
                }
            }
            entries.reverse()
        }
        switch limit {
        case .now: break
        case .version(let count): entries.removeLast(max(0, entries.count - Int(clamping: count)))
        case .received(let time): entries.removeAll { $0.receivedAt > time }
        }
        let deciding = decider(stream)
        let deciders = logs.filter { $0.party == deciding }.map { DecidingLog(origin: $0.origin) }
        let sequence = StreamSequence(
            entries.enumerated().map { index, entry in
                StreamEntry(
                    origin: entry.fields.origin, number: entry.number, time: entry.fields.time, leaf: entry.leaf,
                    after: entry.fields.after, handle: UInt64(index))
            }, deciders: deciders)
        return StreamContents(name: stream, version: UInt64(entries.count), entries: entries, sequence: sequence)
    }

    func entry(
        at position: UInt64, in transaction: borrowing ReadTransaction
    ) throws -> (entry: StoredEntry, previous: UInt64?) {
        guard let record = try transaction.get(store.tables.entries, key: position) else {
            throw damaged(position, "it is missing")
        }
        guard let local = LocalFields(record), Int(local.log) < logs.count else {
            throw damaged(position, "its local fields do not check")
        }
        let bytes = record.extracting(droppingFirst: LocalFields.size)
        let leaf = TreeHash.leaf(bytes)
        let log = logs[Int(local.log)]
        guard try store.tables.hash(log: local.log, tileLevel: 0, index: local.number, in: transaction) == leaf else {
            throw damaged(
                position, "its bytes are not those that entry \(local.number) of \(log.origin) was signed with")
        }
        do {
            let fields = try EntryView(bytes).fields()
            let entry = StoredEntry(
                position: position, receivedAt: local.receivedAt, party: log.party, number: local.number,
                leaf: LeafHash(leaf), fields: fields)
            return (entry, local.previous)
        } catch {
            throw damaged(position, error.message)
        }
    }

    private func damaged(_ position: UInt64, _ reason: String) -> LedgerError {
        LedgerError(
            .damaged, "The entry at position \(position) does not check: \(reason).",
            remedy: "Run verify to see all damage, then restore the node from a backup or from a mirror.")
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
