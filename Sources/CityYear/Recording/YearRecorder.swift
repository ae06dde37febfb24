import Claims
public import ClaimsLedger
import EntryFormat
public import Ledger
import Synchronization
import TransparencyLog

/// Records a year on a node that hosts every party of the city, by a clock that the year sets.
///
/// ```swift
/// let made = try YearRecorder.make(CityYear(seed: 1, claims: 2_000), in: "city")
/// let node = try Node("city", readOnly: true)
/// ```
public enum YearRecorder {
    /// What was recorded.
    public struct Made: Sendable {
        public let seed: UInt64
        public let claims: Int
        public let entries: UInt64
        public let labels: [Label]
    }

    /// Makes a node in a directory that is not there yet, and records the year on it.
    ///
    /// - Parameters:
    ///   - year: a year that has not begun.
    ///   - progress: told from time to time how many entries are recorded; the total is an estimate.
    /// - Throws: ``YearError`` where the directory is there, or an act is refused; `LedgerError`.
    /// - Complexity: linear in the entries; each party's acts of one moment are one commit.
    public static func make(
        _ year: CityYear, seed: UInt64, in directory: String,
        progress: @escaping @Sendable (Ledger.Progress) -> Void = { _ in }
    ) throws -> Made {
        var year = year
        for party in year.parties {
            let parts = party.party.split(separator: ":")
            _ = try Node.initialize(
                directory, role: String(parts[0]), code: String(parts[1]), name: party.name, origin: party.origin)
        }
        let clock = YearClock()
        let node = try Node(directory, readOnly: false, clock: { clock.time })
        defer { node.close() }
        year.log = { facts(of: $0, on: node) }
        year.settlement = { settlementFacts(of: $0, on: node) }
        year.clearing = { clearingFacts(of: $0, on: node) }
        let actors = Dictionary(
            try year.parties.map { ($0.party, try Party($0.party)) }, uniquingKeysWith: { first, _ in first })
        var stored: Set<[UInt8]> = []
        var entries: UInt64 = 0
        var told: UInt64 = 0
        let estimate = UInt64(year.claims) * 24
        while let batch = year.next() {
            clock.set(batch.time)
            if let errand = batch.errand {
                entries += try run(errand, by: actors[batch.party], on: node)
                continue
            }
            // Cards and forms are handed in again and again.
            for paper in batch.acts.flatMap(\.papers) where stored.insert(paper).inserted {
                _ = try node.storeBlob(paper)
            }
            let places =
                batch.isAsked ? try record(batch, by: actors[batch.party], on: node) : try append(batch, to: node)
            for (act, place) in zip(batch.acts, places) { year.note(act, at: place) }
            entries += UInt64(places.count)
            if entries - told >= 1_000 {
                told = entries
                progress(.init(label: "recording the year", done: entries, total: max(entries, estimate)))
            }
        }
        return Made(seed: seed, claims: year.claims, entries: try node.ledger.end(), labels: year.labels)
    }

    private static func record(_ batch: ActBatch, by party: Party?, on node: Node) throws -> [EntryReference] {
        guard let party else { throw YearError("\(batch.party) is no party of the year.") }
        let actor = Actor(party: party, operatorName: batch.acts[0].operatorName, onBehalfOf: batch.onBehalfOf)
        let requests = batch.acts.map { act in
            RecordRequest(stream: act.stream, event: act.event, eventId: act.id, author: act.operatorName)
        }
        do {
            return try node.record(batch: requests, by: actor, atomic: false).map { recorded in
                var place = EntryReference()
                place.origin = recorded.log
                place.number = recorded.number
                return place
            }
        } catch let refusal as BatchRefusal {
            let act = batch.acts[refusal.place - 1]
            throw YearError(
                "\(act.event.type?.description ?? "An act") in \(act.stream) of \(Instant.text(batch.time)) by \(batch.party) was refused: \(refusal.cause)."
            )
        }
    }

    /// Has the party's own node do something.
    /// - Returns: how many entries it recorded.
    private static func run(_ errand: Errand, by party: Party?, on node: Node) throws -> UInt64 {
        guard let party else { throw YearError("\(errand) is of no party of the year.") }
        let actor = Actor(party: party, operatorName: "settler")
        switch errand {
        case .react:
            let reactions = try node.react()
            if let failure = reactions.failures.first {
                throw YearError("The answer to \(failure.stream) failed: \(failure.error).")
            }
            return UInt64(reactions.recorded.count)
        case .openClearing(let month):
            let center = City.centerCode
            return UInt64(try node.openClearing(of: month, at: center, by: actor).recorded.count)
        case .typeClearing(let month, let tooMuch):
            var lines = try node.clearingToOpen(of: month, at: City.centerCode, by: actor).lines
            guard !lines.isEmpty else { return 0 }
            lines[lines.count / 2].fund += tooMuch
            let stream = StreamAddress.clearing(of: City.centerCode, with: party.code, in: month)
            return UInt64(try node.list(lines, in: stream, by: actor).count)
        case .answerClearing(let stream, let mayDispute):
            guard case .clearing(let clearing)? = try node.state(of: stream).subject, !clearing.lines.isEmpty else {
                return 0
            }
            let answer = try node.answerClearing(stream, by: actor)
            if let line = answer.disputed.dropFirst(mayDispute ? 1 : 0).first {
                throw YearError("Line \(line.line) of \(stream) is disputed: \(line.ground).")
            }
            return UInt64(answer.recorded.count)
        }
    }

    private static func settlementFacts(of stream: String, on node: Node) -> CityYear.SettlementFacts? {
        guard case .settlement(let settlement)? = try? node.state(of: stream).subject else { return nil }
        return CityYear.SettlementFacts(
            isPriced: settlement.status == .priced, priced: settlement.priced.entry,
            cash: settlement.pricing.split.cash, isRecorded: settlement.status == .recorded,
            recorded: settlement.recorded.entry)
    }

    private static func clearingFacts(of stream: String, on node: Node) -> CityYear.ClearingFacts? {
        guard case .clearing(let clearing)? = try? node.state(of: stream).subject else { return nil }
        let open = clearing.lines.enumerated().filter { $0.element.status == .confirmed }
        return CityYear.ClearingFacts(
            lines: open.map { UInt32($0.offset + 1) }, total: open.reduce(0) { $0 + $1.element.line.fund },
            listed: clearing.lines.count, listedTotal: clearing.total,
            disputed: clearing.lines.indices.filter { clearing.lines[$0].status == .disputed }.map { UInt32($0 + 1) })
    }

    /// What a faulty program writes into its own log, past the rules.
    private static func append(_ batch: ActBatch, to node: Node) throws -> [EntryReference] {
        let events = try batch.acts.map { act in
            LogProposal.Event(
                stream: try StreamName(act.stream), type: act.event.type?.rawValue ?? 0,
                payload: try act.event.payloadBytes(),
                id: EventID(Array(Digest.sha256(Array(act.id.utf8)).hex.utf8.prefix(16))), readers: Set(act.readers),
                operatorName: act.operatorName)
        }
        let committed = try node.ledger.appendAndWait(
            LogProposal(party: batch.party, operatorName: batch.acts[0].operatorName, events: events))
        return committed.map { entry in
            var place = EntryReference()
            place.origin = entry.origin
            place.number = entry.number
            return place
        }
    }

    /// Whether an entry's id was chosen by the year.
    private static func isChosen(_ fields: EntryFields) -> Bool {
        fields.operatorName != "reactor" && fields.operatorName != "settler"
    }

    private static func facts(of party: String, on node: Node) -> CityYear.LogFacts? {
        guard let log = node.ledger.hosted(party) else { return nil }
        let head = (try? node.ledger.checkpoint(of: log)).flatMap(\.self).flatMap { note in
            (try? Note(note)).flatMap { try? Checkpoint($0.text) }
        }
        return CityYear.LogFacts(
            keys: log.verifierKeys, size: head?.size ?? 0, root: head?.root.hex ?? String(repeating: "0", count: 64))
    }

    /// A digest over what is the same in every run of a seed: of every entry its log, number, time, id, stream, type and operator, and its
    /// payload where that names no key and no leaf hash, which are random. So are the ids of what a node answers by itself: they follow from
    /// leaf hashes.
    /// - Complexity: linear in the entries.
    public static func digest(of node: Node) throws -> String {
        let random: Set<UInt16> = Set(
            [
                EventType.partyAdmitted, .keyRevoked, .disputeOpened, .statementFiled, .disputeSettled,
                .consequenceCarriedOut,
            ].map(\.rawValue))
        var digest = Digest.sha256([])
        var position: UInt64 = 0
        while true {
            let entries = try node.ledger.entries(from: position, limit: 1_000)
            guard let last = entries.last else { return digest.hex }
            position = last.position + 1
            var bytes = Array(digest.hex.utf8)
            for entry in entries {
                let fields = entry.fields
                let id = isChosen(fields) ? "\(fields.id)" : ""
                let head =
                    "\n\(entry.origin) \(entry.number) \(fields.time) \(id) \(fields.stream) \(fields.type) \(fields.operatorName) \(fields.onBehalfOf) "
                bytes += Array(head.utf8)
                if !random.contains(fields.type) { bytes += fields.payload }
            }
            digest = Digest.sha256(bytes)
        }
    }
}

/// Why a year could not be recorded.
public struct YearError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

/// A clock that stands where the year is.
private final class YearClock: Sendable {
    private let milliseconds = Atomic<Int64>(0)

    var time: Int64 { milliseconds.load(ordering: .relaxed) }

    func set(_ time: Int64) { milliseconds.store(time, ordering: .relaxed) }
}
