/// What a list shows of one stream.
public struct ListRow: Sendable, Codable, Equatable {
    public var stream: String
    public var kind: String
    /// The state's status in lower case, as `submitted`; empty where the kind has none.
    public var status: String = ""
    /// What a person recognises it by: the insured person's name, an institution's name.
    public var title: String = ""
    /// The person's stream.
    public var person: String = ""
    /// The resident ID as the papers print it.
    public var residentID: String = ""
    public var card: String = ""
    /// Unified credit code.
    public var unit: String = ""
    /// Institution codes.
    public var institutions: [String] = []
    /// Invoice, `code-number`.
    public var invoice: String = ""
    /// In minor units of `currency`.
    @AmountText public var amount: Int64 = 0
    /// ISO 4217.
    public var currency: String = "CNY"
    /// The business date that it is listed under, as `2018-10-11`.
    public var date: String = ""
    /// The author's clock in its newest entry, RFC 3339.
    public var updated: String = ""
    /// Of a claim: what the fund advanced, paid out, and neither got back nor wrote off, in fen.
    @AmountText public var outstanding: Int64 = 0
    /// Region of the treatment or of the institution, GB/T 2260.
    public var place: String = ""
    /// Level of a hospital, as `3`.
    public var level: String = ""
    /// Cards that were replaced.
    public var formerCards: [String] = []
    /// Other streams that it is about: a claim's filing and stay.
    public var about: [String] = []
    /// The business date on which it ended: a stay's discharge.
    public var ended: String = ""
    /// Of a claim: true while its payment is held.
    public var held: Bool?

    /// Of a claim that was drawn for review: `drawn` while the review is open, else `concluded`. It is not stored: the review's own
    /// stream says it, and a list adds it.
    public var review: String?

    /// The number in the stream's name.
    var number: String { String(stream.split(separator: "/", maxSplits: 2).last ?? "") }
    /// The number of the invoice, without its code.
    var invoiceNumber: String { invoice.split(separator: "-").last.map(String.init) ?? "" }

    init(stream: String, kind: String) {
        self.stream = stream
        self.kind = kind
    }

    // MARK: The stored form: every field as 4 bytes of length and UTF-8, in the order above.

    private var texts: [String] {
        [
            stream, kind, status, title, person, residentID, card, unit, institutions.joined(separator: " "), invoice,
            String(amount), currency, date, updated, String(outstanding), place, level,
            formerCards.joined(separator: " "),
            about.joined(separator: " "), ended, held == true ? "held" : "",
        ]
    }

    var bytes: [UInt8] {
        let texts = texts
        var bytes: [UInt8] = []
        bytes.reserveCapacity(texts.reduce(0) { $0 + 4 + $1.utf8.count })
        for text in texts {
            let utf8 = text.utf8
            withUnsafeBytes(of: UInt32(utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: utf8)
        }
        return bytes
    }

    init?(_ bytes: [UInt8]) {
        var texts: [String] = []
        var offset = 0
        while offset + 4 <= bytes.count {
            let count = (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
            offset += 4
            guard offset + count <= bytes.count else { return nil }
            texts.append(String(decoding: bytes[offset..<offset + count], as: UTF8.self))
            offset += count
        }
        guard texts.count == 21, let amount = Int64(texts[10]), let outstanding = Int64(texts[14]) else { return nil }
        self.init(stream: texts[0], kind: texts[1])
        status = texts[2]
        title = texts[3]
        person = texts[4]
        residentID = texts[5]
        card = texts[6]
        unit = texts[7]
        institutions = texts[8].split(separator: " ").map(String.init)
        invoice = texts[9]
        self.amount = amount
        currency = texts[11]
        date = texts[12]
        updated = texts[13]
        self.outstanding = outstanding
        place = texts[15]
        level = texts[16]
        formerCards = texts[17].split(separator: " ").map(String.init)
        about = texts[18].split(separator: " ").map(String.init)
        ended = texts[19]
        held = texts[20].isEmpty ? nil : true
    }
}
