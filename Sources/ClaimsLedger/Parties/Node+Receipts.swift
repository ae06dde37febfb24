import Claims
public import EntryFormat
public import Ledger
import TransparencyLog

extension Node {
    /// Who records what the machine does by itself.
    static let mirrorOperator = "mirror"

    /// Records that a hosted party durably holds all entries of another log that are addressed to it, up to one.
    ///
    /// The receipt stands in the party's own log, in `receipt/CODE/ROLE/SENDER/DAY`. Again for the same entry, or for one that an
    /// earlier receipt covers, it changes nothing.
    /// - Parameters:
    ///   - reader: the hosted party, `role:code`.
    ///   - log: the log that is received.
    ///   - number: the newest entry that the receipt covers.
    ///   - leaf: that entry's leaf hash.
    /// - Throws: `Refusal` `receiptDiffers` where this node does not hold the entry, or holds it with another hash; `LedgerError`, as
    ///   `record`: the receipt may then be recorded later.
    /// - Complexity: linear in the receipts of the day.
    public func recordReceipt(reader: String, log: LogIdentity, number: UInt64, leaf: LeafHash) throws {
        let party = try Party(reader)
        guard let own = ledger.hosted(reader) else {
            throw LedgerError(.unknownLog, "This node does not host \(reader).", remedy: "Add it with init.")
        }
        if let newest = try newestReceipt(of: log, by: party), newest.number >= number { return }
        var receipt = Received()
        receipt.entry.origin = log.origin
        receipt.entry.number = number
        receipt.leafHash = leaf.hex
        var event = Event()
        event.received = receipt
        let request = RecordRequest(
            stream: StreamAddress.receipt(of: try Party(log.party), by: party, on: CalendarDate(instant: now())),
            type: EventType.received.description, event: try event.payloadJSON(),
            eventId: Self.reactionID(origin: own.origin, reactor: "receipt", version: 1, cause: leaf))
        do {
            _ = try record(request, by: Actor(party: party, operatorName: Self.mirrorOperator))
        } catch Refusal.Rule.receiptBackwards {
            // Another call of the same moment has covered it.
        }
    }

    /// "An id derived by a reactor hashes own origin, reactor, version and the cause's leaf hash": 32 hexadecimal digits.
    static func reactionID(origin: String, reactor: String, version: Int, cause: LeafHash) -> String {
        let text = "triplicate/reaction/1\n\(origin)\n\(reactor)\n\(version)\n\(cause.hex)\n"
        return String(Digest.sha256(Array(text.utf8)).hex.prefix(32))
    }

    /// What this node holds of an entry; nil where it does not hold it.
    func held(_ reference: EntryReference) throws -> Context.HeldEntry? {
        guard let log = ledger.logs.first(where: { $0.origin == reference.origin }), let party = try? Party(log.party),
            let entry = try ledger.entry(number: reference.number, in: log)
        else { return nil }
        return Context.HeldEntry(
            leafHash: entry.leaf.hex, party: party, type: EventType(rawValue: entry.fields.type),
            stream: entry.fields.stream)
    }

    /// The newest entry of a log that a party's receipts cover; nil where none does.
    func newestReceipt(
        of log: LogIdentity, by reader: Party, asOf limit: StreamLimit = .now
    ) throws -> EntryReference? {
        for name in try receiptStreams(of: log, by: reader).reversed() {
            if let newest = try receipts(in: name, asOf: limit).last(where: { $0.covers.origin == log.origin }) {
                return newest.covers
            }
        }
        return nil
    }

    /// The streams of a party's receipts of a log, by their days.
    func receiptStreams(of log: LogIdentity, by reader: Party) throws -> [StreamName] {
        guard let sender = try? Party(log.party) else { return [] }
        let prefix = StreamAddress.receipts(of: sender, by: reader)
        var names: [StreamName] = []
        while true {
            let page = try ledger.streams(prefix: prefix, after: names.last?.text, limit: 1_000)
            guard !page.isEmpty else { return names }
            names += page
        }
    }

    /// The receipts of a stream that count: those by its reader, each with the leaf hash of the entry that this node holds.
    func receipts(in name: StreamName, asOf limit: StreamLimit) throws -> [Context.Receipt] {
        guard case .receipt(let state)? = try self.state(of: name.text, asOf: limit).subject else { return [] }
        return state.receipts.filter { receipt in
            guard let held = try? held(receipt.entry) else { return true }
            return held.leafHash == receipt.leafHash
        }.map { Context.Receipt(entry: $0.act.entry, covers: $0.entry) }
    }

    /// The first receipt of a log by a party that covers an entry; nil where none does.
    /// - Complexity: logarithmic in the days, linear in the receipts of those that are read.
    func firstReceipt(
        covering number: UInt64, of log: LogIdentity, by reader: Party, asOf limit: StreamLimit = .now
    ) throws -> Context.Receipt? {
        let names = try receiptStreams(of: log, by: reader)
        func own(_ index: Int) throws -> [Context.Receipt] {
            try receipts(in: names[index], asOf: limit).filter { $0.covers.origin == log.origin }
        }
        // Receipts never go back, so the days are in order, but for those before and after a change of the sender's log.
        var low = 0
        var high = names.count
        while low < high {
            let middle = low + (high - low) / 2
            guard let newest = try own(middle).last else {
                for index in low..<high {
                    if let found = try own(index).first(where: { $0.covers.number >= number }) { return found }
                }
                return nil
            }
            if newest.covers.number < number { low = middle + 1 } else { high = middle }
        }
        guard low < names.count else { return nil }
        return try own(low).first { $0.covers.number >= number }
    }
}

extension LeafHash {
    /// 64 lower-case hexadecimal digits.
    var hex: String { Digest(word0: words.0, word1: words.1, word2: words.2, word3: words.3).hex }
}
