import EntryFormat
import LMDB
import TransparencyLog

/// Checks what stands in entries whose bytes are those that were signed: their form, and how they hang together.
struct ContentChecker {
    private let origins: [[UInt8]]
    /// Whether each log is hosted. What a mirrored log says of others, and of its readers, is a matter of judgement, not of storage.
    private let hosted: [Bool]
    /// The logs by a hash of their origins.
    private let logs: [UInt64: Int]
    /// The newest position of each stream, by a hash of its name seeded for this run.
    private var newest = NewestNumbers()
    /// 1 + the newest number of each reader's chain.
    private var chains = NewestNumbers()
    /// Entries whose stream and readers are not known, because they do not check: others may follow them.
    private var suspects: Set<EntryPlace> = []
    private var suspectPositions: Set<UInt64> = []

    init(identities: [LogIdentity]) {
        origins = identities.map { Array($0.origin.utf8) }
        hosted = identities.map(\.isHosted)
        logs = Dictionary(
            zip(origins.map { $0.span.bytes.seededHash(with: 0) }, origins.indices),
            uniquingKeysWith: { first, _ in first })
    }

    /// Remembers an entry that does not check.
    mutating func suspect(_ place: EntryPlace, _ position: UInt64) {
        suspects.insert(place)
        suspectPositions.insert(position)
    }

    /// What is wrong with an entry, each as the end of a sentence that begins with it.
    ///
    /// - Parameter isWellFormed: whether its form was found to be right already.
    mutating func check(
        _ bytes: RawSpan, _ local: LocalFields, at position: UInt64, isWellFormed: Bool, _ tables: LogStore.Tables,
        in transaction: borrowing ReadTransaction
    ) throws -> [String] {
        var reasons: [String] = []
        let view: EntryView
        do {
            view = try EntryView(bytes)
            if !isWellFormed { try view.checkWellFormed() }
        } catch {
            suspect(EntryPlace(log: local.log, number: local.number), position)
            return ["is not well-formed: \(error)"]
        }
        let own = origins[Int(local.log)]
        if !view.originBytes.equals(own.span.bytes) {
            reasons.append("bears the origin of another log")
        }
        let stream = view.streamBytes.seededHash(with: 0)
        let previous = newest.update(position, for: stream)
        if previous != local.previous, !(local.previous.map(suspectPositions.contains) ?? false) {
            reasons.append("does not point back at its stream's previous entry")
        }
        guard hosted[Int(local.log)] else { return reasons }
        view.forEachReader { (party, previous) in
            let chain = party.seededHash(with: UInt64(local.log) + 1)
            let known = chains.update(local.number + 1, for: chain) ?? 0
            let claimed = previous.map { $0 + 1 } ?? 0
            if known != claimed, claimed == 0 || !suspects.contains(EntryPlace(log: local.log, number: claimed - 1)) {
                reasons.append("breaks the chain of entries for \(party.text)")
            }
        }
        if view.afterCount + view.basisCount > 0 {
            func check(_ origin: RawSpan, _ number: UInt64, _ leaf: LeafHash) throws {
                guard let log = logs[origin.seededHash(with: 0)] else { return }
                let other = origins[log]
                guard origin.equals(other.span.bytes),
                    let held = try tables.hash(log: UInt32(log), tileLevel: 0, index: number, in: transaction),
                    LeafHash(held) != leaf
                else { return }
                reasons.append("names an entry \(number) of \(origin.text) that its log does not hold")
            }
            try view.forEachAfter(check)
            try view.forEachBasis(check)
        }
        return reasons
    }
}

extension RawSpan {
    /// A hash of the bytes, different in every process.
    fileprivate func seededHash(with salt: UInt64) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(salt)
        withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    fileprivate var text: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}
