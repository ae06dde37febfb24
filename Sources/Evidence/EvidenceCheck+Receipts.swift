import EntryFormat
import TransparencyLog

extension EvidenceCheck {
    /// The type of `Received`.
    private static let received: UInt16 = 333

    /// Links the receipts among the entries to what they acknowledge.
    func receipts(
        in entries: [Verdict.ProvenEntry], _ leaves: [String: [UInt64: LeafHash]]
    ) throws(EvidenceError) -> [Verdict.Receipt] {
        var shown: [String: [Verdict.ProvenEntry]] = [:]
        for entry in entries { shown[entry.fields.origin, default: []].append(entry) }
        var receipts: [Verdict.Receipt] = []
        for entry in entries where entry.fields.type == Self.received {
            guard let stream = try? StreamName(entry.fields.stream), stream.kind == "receipt" else { continue }
            receipts.append(try receipt(entry, stream, shown, leaves))
        }
        return receipts
    }

    private func receipt(
        _ entry: Verdict.ProvenEntry, _ stream: StreamName, _ shown: [String: [Verdict.ProvenEntry]],
        _ leaves: [String: [UInt64: LeafHash]]
    ) throws(EvidenceError) -> Verdict.Receipt {
        let place = "entry \(entry.number) of \(entry.fields.origin)"
        // receipt/CODE/ROLE/SENDER/DAY: the reader is ROLE:CODE, the sender's log is that of the party SENDER.
        let parts = stream.number.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let acknowledged = Self.acknowledged(entry.fields.payload) else {
            throw EvidenceError(.receipt, at: place, "it is no receipt, or of a stream that is not receipts'")
        }
        let reader = "\(parts[0]):\(stream.decider)"
        guard acknowledged.origin != entry.fields.origin else {
            throw EvidenceError(.receiptParty, at: place, "it acknowledges an entry of its own log")
        }
        if let party = keys.party(of: entry.fields.origin), party != reader {
            throw EvidenceError(.receiptParty, at: place, "it is a receipt of \(reader) in the log of \(party)")
        }
        if let sender = keys.party(of: acknowledged.origin), PartyKeys.segment(sender) != parts[1] {
            throw EvidenceError(
                .receiptParty, at: place, "it acknowledges an entry of \(sender) in a stream for \(parts[1])")
        }
        if let leaf = leaves[acknowledged.origin]?[acknowledged.number], leaf != acknowledged.leaf {
            throw EvidenceError(
                .receiptLeaf, at: place,
                "it acknowledges entry \(acknowledged.number) of \(acknowledged.origin) with the leaf hash "
                    + "\(acknowledged.leaf), and the file holds \(leaf)")
        }
        let addressed = (shown[acknowledged.origin] ?? []).filter { one in
            one.fields.readers.contains { $0.party == reader }
        }
        let isShown = shown[acknowledged.origin]?.contains { $0.number == acknowledged.number } ?? false
        guard !isShown || addressed.contains(where: { $0.number == acknowledged.number }) else {
            throw EvidenceError(
                .receiptParty, at: place,
                "it acknowledges entry \(acknowledged.number) of \(acknowledged.origin), which is not addressed to \(reader)"
            )
        }
        return Verdict.Receipt(
            reader: reader, origin: entry.fields.origin, number: entry.number, acknowledged: acknowledged,
            covered: addressed.map(\.number).filter { $0 <= acknowledged.number })
    }

    /// What a `Received` acknowledges; nil if the payload is none.
    private static func acknowledged(_ payload: [UInt8]) -> Reference? {
        guard let event = WireMessage.event(payload, type: received),
            let message = WireMessage(event, parts: [1, 2]),
            let entry = WireMessage(message.bytes(1), numbers: [2], parts: [1]),
            OriginName.isValid(entry.bytes(1).span.bytes), entry.number(2) <= EntryLimit.number,
            let leaf = Digest(hex: String(decoding: message.bytes(2), as: UTF8.self)),
            leaf.hex.utf8.elementsEqual(message.bytes(2))
        else { return nil }
        return Reference(
            origin: String(decoding: entry.bytes(1), as: UTF8.self), number: entry.number(2), leaf: LeafHash(leaf))
    }
}
