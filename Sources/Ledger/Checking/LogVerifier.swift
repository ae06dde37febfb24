import EntryFormat
import LMDB
import TransparencyLog

/// Recomputes what the log's store says: every leaf hash, node, root, chain, back pointer and signature.
///
/// An entry that does not have its leaf hash is named; the tree is then continued with the stored hash, so that one flipped bit
/// is one problem and not one for each node above it.
struct LogVerifier: ~Copyable {
    private let tables: LogStore.Tables
    private let identities: [LogIdentity]
    private let progress: (UInt64, UInt64) -> Void
    private(set) var result = Verification()

    private var trees: [LogTree]
    /// The newest position of each stream, by a hash of its name seeded for this run.
    private var newest: [UInt64: UInt64] = [:]
    /// 1 + the newest number of each reader's chain.
    private var chains: [UInt64: UInt64] = [:]
    /// What each checkpoint says of its log, to be compared when the tree has that size.
    private var checkpoints: [Checkpoint?]

    private struct LogTree {
        var frontier = Frontier()
        /// The hashes of the row that is being filled, a tile level each.
        var rows: [[Digest]] = []
    }

    init(
        tables: LogStore.Tables, identities: [LogIdentity],
        progress: @escaping (_ done: UInt64, _ total: UInt64) -> Void
    ) {
        self.tables = tables
        self.identities = identities
        self.progress = progress
        trees = Array(repeating: LogTree(), count: identities.count)
        checkpoints = Array(repeating: nil, count: identities.count)
        result.logs = identities.count
    }

    /// Walks the whole log in one snapshot.
    mutating func run(in transaction: borrowing ReadTransaction) throws {
        for log in identities { try readCheckpoint(of: log, in: transaction) }
        let end = try tables.end(in: transaction)
        var cursor = try transaction.cursor(tables.entries)
        var more = try cursor.first()
        var expected: UInt64 = 0
        while more {
            let position = cursor.integerKey
            if position != expected {
                result.add(.init(position: expected, message: "Entries \(expected) to \(position - 1) are missing."))
            }
            try check(cursor.value, at: position, in: transaction)
            expected = position + 1
            if expected & 0xffff == 0 { progress(expected, end) }
            more = try cursor.next()
        }
        progress(end, end)
        for log in identities { try finish(log, in: transaction) }
    }

    private mutating func readCheckpoint(of log: LogIdentity, in transaction: borrowing ReadTransaction) throws {
        do {
            guard let bytes = try transaction.copy(tables.checkpoints, key: UInt64(log.local)) else {
                throw CheckFailure("it is missing")
            }
            guard let text = log.verifierKeys.first else { throw CheckFailure("the log has no key") }
            let note = try Note(bytes)
            let checkpoint = try Checkpoint(note.text)
            _ = try note.verified(by: [try VerifierKey(text)])
            guard checkpoint.origin == log.origin else { throw CheckFailure("it is of the log \(checkpoint.origin)") }
            result.signatures += 1
            checkpoints[Int(log.local)] = checkpoint
            if checkpoint.size == 0 { try compare(log, frontier: Frontier()) }
        } catch {
            result.add(
                .init(origin: log.origin, message: "The checkpoint of \(log.origin) does not verify: \(error)."))
        }
    }

    private mutating func check(_ record: RawSpan, at position: UInt64, in transaction: borrowing ReadTransaction)
        throws
    {
        result.entries += 1
        guard let local = LocalFields(record), Int(local.log) < identities.count else {
            result.add(
                .init(
                    position: position, message: "The local fields at position \(position) do not have their checksum.")
            )
            return
        }
        let log = identities[Int(local.log)]
        let bytes = record.extracting(droppingFirst: LocalFields.size)
        result.bytes += UInt64(bytes.byteCount)
        func problem(_ message: String) -> Verification.Problem {
            .init(origin: log.origin, number: local.number, position: position, message: message)
        }
        let size = trees[Int(local.log)].frontier.size
        if local.number != size {
            result.add(problem("Entry \(local.number) of \(log.origin) stands where entry \(size) should."))
        }
        if try tables.position(log: local.log, number: local.number, in: transaction) != position {
            result.add(problem("Entry \(local.number) of \(log.origin) is not where the log's sequence says."))
        }
        let leaf = TreeHash.leaf(bytes)
        let stored = try tables.hash(log: local.log, tileLevel: 0, index: local.number, in: transaction)
        if stored != leaf {
            result.add(
                problem(
                    "Entry \(local.number) of \(log.origin) (position \(position)) does not have the hash that its tree holds."
                ))
        } else {
            try checkContent(bytes, local: local, log: log, at: position, in: transaction)
        }
        try extend(log, by: stored ?? leaf, in: transaction)
    }

    private mutating func checkContent(
        _ bytes: RawSpan, local: LocalFields, log: LogIdentity, at position: UInt64,
        in transaction: borrowing ReadTransaction
    ) throws {
        func problem(_ message: String) -> Verification.Problem {
            .init(origin: log.origin, number: local.number, position: position, message: message)
        }
        do {
            let view = try EntryView(bytes)
            try view.checkWellFormed()
            if !view.originBytes.equals(log.origin.utf8.span.bytes) {
                result.add(problem("Entry \(local.number) of \(log.origin) bears the origin of another log."))
            }
            let stream = view.streamBytes.seededHash(with: 0)
            if newest[stream] != local.previous {
                result.add(
                    problem(
                        "Entry \(local.number) of \(log.origin) does not point back at its stream's previous entry."))
            }
            newest[stream] = position
            var broken: [String] = []
            view.forEachReader { (party, previous) in
                let chain = party.seededHash(with: UInt64(local.log) + 1)
                if chains[chain, default: 0] != previous.map({ $0 + 1 }) ?? 0 {
                    broken.append(party.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
                }
                chains[chain] = local.number + 1
            }
            for reader in broken {
                result.add(
                    problem("The chain of entries for \(reader) is broken at entry \(local.number) of \(log.origin)."))
            }
            var references: [(String, UInt64, LeafHash)] = []
            view.forEachAfter { (origin, number, leaf) in
                references.append((origin.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }, number, leaf))
            }
            view.forEachBasis { (origin, number, leaf) in
                references.append((origin.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }, number, leaf))
            }
            for (origin, number, leaf) in references {
                guard let other = identities.first(where: { $0.origin == origin }),
                    let held = try tables.hash(log: other.local, tileLevel: 0, index: number, in: transaction)
                else { continue }
                if LeafHash(held) != leaf {
                    result.add(
                        problem(
                            "Entry \(local.number) of \(log.origin) names an entry \(number) of \(origin) that its log does not hold."
                        ))
                }
            }
        } catch let error as EntryError {
            result.add(problem("Entry \(local.number) of \(log.origin) is not well-formed: \(error)"))
        }
    }

    private mutating func extend(
        _ log: LogIdentity, by leaf: Digest, in transaction: borrowing ReadTransaction
    ) throws {
        let index = Int(log.local)
        var completed = CompletedHashes()
        trees[index].frontier.append(leaf) { (level, place, hash) in completed.add(level, place, hash) }
        for (level, place, hash) in completed where level > 0 {
            let stored = try tables.hash(log: log.local, tileLevel: Int(level), index: place, in: transaction)
            if stored != hash {
                result.add(
                    .init(
                        origin: log.origin,
                        message:
                            "The hash \(place) of tile level \(level) of \(log.origin) is not that of the entries below it."
                    ))
            }
        }
        if checkpoints[index]?.size == trees[index].frontier.size { try compare(log, frontier: trees[index].frontier) }
    }

    private mutating func compare(_ log: LogIdentity, frontier: Frontier) throws {
        guard let checkpoint = checkpoints[Int(log.local)] else { return }
        if checkpoint.root != frontier.root {
            result.add(
                .init(
                    origin: log.origin,
                    message:
                        "The signed checkpoint of \(log.origin) at size \(checkpoint.size) has another root than its entries."
                ))
        }
    }

    private mutating func finish(_ log: LogIdentity, in transaction: borrowing ReadTransaction) throws {
        let frontier = trees[Int(log.local)].frontier
        do {
            if try tables.frontier(log: log.local, in: transaction) != frontier {
                result.add(
                    .init(
                        origin: log.origin,
                        message: "The stored frontier of \(log.origin) is not that of its \(frontier.size) entries."))
            }
        } catch {
            result.add(.init(origin: log.origin, message: "\(LMDBFailure.ledgerError(error).message)"))
        }
        if let checkpoint = checkpoints[Int(log.local)], checkpoint.size > frontier.size {
            result.add(
                .init(
                    origin: log.origin,
                    message:
                        "A signed checkpoint of \(log.origin) covers \(checkpoint.size) entries, but only \(frontier.size) are here: entries were lost."
                ))
        }
        result.unsigned += frontier.size - min(frontier.size, checkpoints[Int(log.local)]?.size ?? 0)
    }
}

/// Why a check failed, for the sentence that reports it.
private struct CheckFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension RawSpan {
    /// A hash of the bytes, different in every process.
    func seededHash(with salt: UInt64) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(salt)
        withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
