import Dispatch
import EntryFormat
import LMDB
import Synchronization
import TransparencyLog

/// Recomputes what the log's store says: every leaf hash, node, root, chain, back pointer and signature.
///
/// An entry that does not have its leaf hash is named; the tree is then continued with the stored hash, so that one flipped bit
/// is one problem and not one for each node above it and each entry behind it.
///
/// While the entries of one part are checked, another core looks at each of the next part alone, and hashes it.
/// Memory is bounded: what is found of two parts, and a few bytes a stream.
struct LogVerifier: ~Copyable {
    /// Entries that are read in one transaction: a reader that stays keeps pages from being used again.
    private let entriesAtOnce: Int
    /// Entries between two words of progress.
    private static let entriesBetweenWords: UInt64 = 65_536

    private let store: LogStore
    private let progress: (UInt64, UInt64) -> Void
    var result = Verification()

    /// Taken anew with each transaction, and kept here because they are asked for with each entry.
    private(set) var tables: LogStore.Tables
    private(set) var identities: [LogIdentity] = []
    /// Of a mirrored log only the stored rows are looked at through it: its tree is not built entry by entry.
    private(set) var trees: [VerifiedTree] = []
    /// What was found of the mirrored logs, by local number.
    var mirrors: [UInt32: FoundMirror] = [:]
    /// The keys of all parties that cosign.
    private(set) var witnesses: [VerifierKey] = []
    private var content = ContentChecker(identities: [])
    /// The position that the next entry should have.
    private var expected: UInt64 = 0

    init(
        store: LogStore, entriesAtOnce: Int = 8_192, progress: @escaping (_ done: UInt64, _ total: UInt64) -> Void
    ) {
        self.store = store
        tables = store.tables
        self.entriesAtOnce = entriesAtOnce
        self.progress = progress
    }

    /// Walks the whole log, and ends in a snapshot of its last state.
    ///
    /// First that LMDB can walk it: a damaged page would end the process.
    mutating func run() {
        do {
            if !store.hasCheckedPages { try store.checkPages() }
            let goal = try store.read { transaction in
                tables = store.tables
                try store.checkFormat(in: transaction)
                identities = try tables.identities(in: transaction)
                return try tables.end(in: transaction)
            }
            result.logs = identities.count
            trees = identities.map { VerifiedTree(log: $0.local) }
            for log in identities where !log.isHosted { mirrors[log.local] = FoundMirror() }
            witnesses = Array(Set(identities.flatMap(\.cosigningKeys)))
            content = ContentChecker(identities: identities)
            var ahead = Self.look(from: 0, count: entriesAtOnce, in: store)
            var isComplete = false
            var told: UInt64 = 0
            while !isComplete {
                // The next part begins after this one: what the walk does not find in a part, it finds out itself.
                let following = ahead.last.map { $0 + 1 }
                let limit = expected < goal ? entriesAtOnce : .max
                (isComplete, ahead) = try beside(following) { try $0.walk(limit, ahead) }
                if isComplete || expected >= told + Self.entriesBetweenWords {
                    told = expected
                    progress(min(expected, goal), goal)
                }
            }
        } catch {
            result.add(.init(message: "The log cannot be read any further: \(LMDBFailure.ledgerError(error).message)"))
        }
    }

    /// Checks a part while another core looks at the next one.
    private mutating func beside(
        _ position: UInt64?, _ check: (inout LogVerifier) throws -> Bool
    ) throws -> (isComplete: Bool, ahead: EntriesAhead) {
        let found = Found()
        let group = DispatchGroup()
        if let position {
            DispatchQueue.global().async(group: group) { [store, entriesAtOnce] in
                let ahead = Self.look(from: position, count: entriesAtOnce, in: store)
                found.ahead.withLock { $0 = ahead }
            }
        }
        let outcome = Result { try check(&self) }
        group.wait()
        return (try outcome.get(), found.ahead.withLock { $0 })
    }

    /// What another thread found.
    private final class Found: Sendable {
        let ahead = Mutex(EntriesAhead())
    }

    /// Looks at the next entries, each alone. What cannot be read is told by the walk, which comes there too.
    private static func look(from position: UInt64, count: Int, in store: LogStore) -> EntriesAhead {
        let ahead = try? store.read { transaction in
            try EntriesAhead(from: position, count: count, store.tables, in: transaction)
        }
        return ahead ?? EntriesAhead()
    }

    /// Checks the next entries; at the end of the table, also what is said of all.
    /// - Parameters:
    ///   - limit: how many at most.
    ///   - ahead: what was found already of most of them, each alone.
    /// - Returns: whether it came to the end.
    private mutating func walk(_ limit: Int, _ ahead: EntriesAhead) throws -> Bool {
        var ahead = ahead
        return try store.read { transaction in
            tables = store.tables
            var cursor = try transaction.cursor(tables.entries)
            var more = try cursor.seek(atOrAfter: expected)
            var count = 0
            while more {
                if count == limit { return false }
                let key = cursor.integerKey
                try check(cursor.value, at: key, ahead.take(key), in: transaction)
                count += 1
                more = try cursor.next()
            }
            for log in identities {
                if log.isHosted { try finish(log, in: transaction) } else { try finishMirror(log, in: transaction) }
            }
            try checkCosigned(in: transaction)
            try checkCounts(in: transaction)
            return true
        }
    }

    // MARK: Entries

    /// - Parameter ahead: what was found already of the entry under the key.
    private mutating func check(
        _ record: RawSpan, at key: UInt64, _ ahead: EntriesAhead.Entry?, in transaction: borrowing ReadTransaction
    ) throws {
        result.entries += 1
        let local = LocalFields(record).flatMap { Int($0.log) < trees.count ? $0 : nil }
        guard let position = try place(of: key, local, in: transaction) else { return }
        guard let local else {
            let owner = try owner(of: position, in: transaction)
            report(owner, position, "does not have the checksum of its local fields")
            if let owner { try passOver(owner, position, in: transaction) }
            return
        }
        guard identities[Int(local.log)].isHosted else {
            return try checkMirrored(record, local, at: position, ahead, in: transaction)
        }
        let place = EntryPlace(log: local.log, number: local.number)
        let log = Int(place.log)
        while trees[log].size < place.number,
            let lost = try trees[log].leaf(trees[log].size, tables, in: transaction)
        {
            report(EntryPlace(log: place.log, number: trees[log].size), nil, "is missing")
            try extend(log, by: lost, in: transaction)
        }
        guard trees[log].size == place.number else {
            report(place, position, "stands where entry \(trees[log].size) should")
            return content.suspect(place, position)
        }
        if try trees[log].position(place.number, tables, in: transaction) != position {
            report(place, position, "is not where the log's sequence says")
        }
        let entry = record.extracting(droppingFirst: LocalFields.size)
        result.bytes += UInt64(entry.byteCount)
        let leaf = ahead?.leaf ?? TreeHash.leaf(entry)
        let stored = try trees[log].leaf(place.number, tables, in: transaction)
        if stored == leaf {
            let reasons = try content.check(
                entry, local, at: position, isWellFormed: ahead?.isWellFormed ?? false, tables, in: transaction)
            for reason in reasons { report(place, position, reason) }
        } else {
            report(place, position, "does not have the hash that its tree holds")
            content.suspect(place, position)
        }
        try extend(log, by: stored ?? leaf, in: transaction)
    }

    /// The position of the record under a key: the one expected, or where entries are missing, the key's own. A record that
    /// stands under a wrong key is told by what its local fields say.
    /// - Returns: nil where the record is out of order.
    private mutating func place(
        of key: UInt64, _ local: LocalFields?, in transaction: borrowing ReadTransaction
    ) throws -> UInt64? {
        if key != expected {
            if let local,
                try trees[Int(local.log)].position(local.number, tables, in: transaction) == expected
            {
                let place = EntryPlace(log: local.log, number: local.number)
                report(place, expected, "stands under the position \(key)")
            } else if key < expected {
                report(nil, key, "stands out of order")
                return nil
            } else {
                let last = key - 1
                report(
                    try owner(of: expected, in: transaction), expected,
                    last == expected ? "is missing" : "and all up to position \(last) are missing")
                expected = key
            }
        }
        defer { expected += 1 }
        return expected
    }

    /// The entry that should stand at a position, by the sequence of the log that it belongs to.
    private mutating func owner(
        of position: UInt64, in transaction: borrowing ReadTransaction
    ) throws -> EntryPlace? {
        for log in trees.indices {
            guard identities[log].isHosted else {
                var found: EntryPlace?
                try tables.forEachPosition(log: UInt32(log), in: transaction) { (number, stored) in
                    if stored == position { found = EntryPlace(log: UInt32(log), number: number) }
                }
                if let found { return found }
                continue
            }
            let number = trees[log].size
            if try trees[log].position(number, tables, in: transaction) == position {
                return EntryPlace(log: UInt32(log), number: number)
            }
        }
        return nil
    }

    /// Continues the tree with the stored hash of an entry that cannot be read.
    private mutating func passOver(
        _ place: EntryPlace, _ position: UInt64, in transaction: borrowing ReadTransaction
    ) throws {
        content.suspect(place, position)
        guard identities[Int(place.log)].isHosted else {
            mirrors[place.log]?.held += 1
            return
        }
        if let leaf = try trees[Int(place.log)].leaf(place.number, tables, in: transaction) {
            try extend(Int(place.log), by: leaf, in: transaction)
        }
    }

    /// Appends a leaf to the log's tree, and compares the hashes that it completes with those stored.
    private mutating func extend(_ log: Int, by leaf: Digest, in transaction: borrowing ReadTransaction) throws {
        for (level, index) in try trees[log].extend(by: leaf, tables, in: transaction) {
            report(
                identities[log],
                "The hash \(index) of tile level \(level) of \(identities[log].origin) is not that of the entries below it."
            )
        }
    }

    /// Checks an entry of a mirrored log: in any order of numbers, against the leaf hash that is stored.
    private mutating func checkMirrored(
        _ record: RawSpan, _ local: LocalFields, at position: UInt64, _ ahead: EntriesAhead.Entry?,
        in transaction: borrowing ReadTransaction
    ) throws {
        let place = EntryPlace(log: local.log, number: local.number)
        let log = Int(local.log)
        if try trees[log].position(local.number, tables, in: transaction) == position {
            mirrors[local.log]?.held += 1
        } else {
            report(place, position, "is not where the log's sequence says")
        }
        let entry = record.extracting(droppingFirst: LocalFields.size)
        result.bytes += UInt64(entry.byteCount)
        let leaf = ahead?.leaf ?? TreeHash.leaf(entry)
        guard try trees[log].leaf(local.number, tables, in: transaction) == leaf else {
            report(place, position, "does not have the hash that its tree holds")
            return content.suspect(place, position)
        }
        let reasons = try content.check(
            entry, local, at: position, isWellFormed: ahead?.isWellFormed ?? false, tables, in: transaction)
        for reason in reasons { report(place, position, reason) }
    }

    // MARK: Logs

    private mutating func finish(_ log: LogIdentity, in transaction: borrowing ReadTransaction) throws {
        trees[Int(log.local)].settle()
        let size = trees[Int(log.local)].size
        do {
            if try tables.frontier(log: log.local, in: transaction) != trees[Int(log.local)].frontier {
                report(log, "The stored frontier of \(log.origin) is not that of its \(size) entries.")
            }
        } catch LedgerError.Code.damaged {
            report(log, "The stored frontier of \(log.origin) cannot be read.")
        }
        do {
            let checkpoint = try tables.checkpoint(of: log, witnesses: witnesses, in: transaction).checkpoint
            result.signatures += 1
            if checkpoint.size > size {
                report(
                    log,
                    "A signed checkpoint of \(log.origin) covers \(checkpoint.size) entries, but only \(size) are here: entries were lost."
                )
            } else if try tables.root(log: log.local, size: checkpoint.size, in: transaction) != checkpoint.root {
                report(
                    log,
                    "The signed checkpoint of \(log.origin) at size \(checkpoint.size) has another root than its entries."
                )
            }
            result.unsigned += size - min(size, checkpoint.size)
        } catch let error as LedgerError where error.code == .damaged {
            report(log, error.message)
        }
        var hasMore = try tables.position(log: log.local, number: size, in: transaction) != nil
        for (level, count) in RowKey.tileLevels(size) {
            let isHere = try tables.hash(log: log.local, tileLevel: level, index: count, in: transaction) != nil
            hasMore = hasMore || isHere
        }
        if hasMore { report(log, "The rows of \(log.origin) hold more than its \(size) entries.") }
    }

    /// Every table holds as many rows as the logs have, and no others.
    private mutating func checkCounts(in transaction: borrowing ReadTransaction) throws {
        var hashes: UInt64 = 0
        var sequence: UInt64 = 0
        var frontiers = 0
        var checkpoints = 0
        for (log, tree) in zip(identities, trees) {
            if let mirror = mirrors[log.local] {
                sequence += mirror.sequenceRows
                hashes += mirror.hashRows
                frontiers += mirror.size > 0 ? 1 : 0
                checkpoints += mirror.hasCheckpoint ? 1 : 0
                continue
            }
            frontiers += tree.size > 0 ? 1 : 0
            checkpoints += 1
            sequence += (tree.size + RowKey.positionsPerRow - 1) / RowKey.positionsPerRow
            for (_, count) in RowKey.tileLevels(tree.size) {
                hashes += (count + RowKey.hashesPerRow - 1) / RowKey.hashesPerRow
            }
        }
        var counts: [(String, Table, UInt64)] = [
            ("hashes", tables.hashes, hashes), ("sequence", tables.sequence, sequence),
            ("frontiers", tables.frontiers, UInt64(frontiers)),
            ("checkpoints", tables.checkpoints, UInt64(checkpoints)), ("entries", tables.entries, result.entries),
        ]
        if let table = tables.mirrors { counts.append(("mirrors", table, UInt64(mirrors.count))) }
        for (name, table, count) in counts {
            let actual = try transaction.count(table)
            if actual != Int(count) {
                result.add(.init(message: "The table \(name) holds \(actual) rows and not \(count)."))
            }
        }
    }

    // MARK: Reports

    mutating func report(_ place: EntryPlace?, _ position: UInt64?, _ reason: String) {
        let at = position.map { " (position \($0))" } ?? ""
        guard let place else {
            return result.add(.init(position: position, message: "The entry\(at) \(reason)."))
        }
        let origin = identities[Int(place.log)].origin
        result.add(
            .init(
                origin: origin, number: place.number, position: position,
                message: "Entry \(place.number) of \(origin)\(at) \(reason)."))
    }

    mutating func report(_ log: LogIdentity, _ message: String) {
        result.add(.init(origin: log.origin, message: message))
    }
}

/// An entry's place in the logs of a node.
struct EntryPlace: Hashable {
    /// The log's local number.
    let log: UInt32
    /// The entry's number in it.
    let number: UInt64
}
