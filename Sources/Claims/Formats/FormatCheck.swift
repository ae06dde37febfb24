/// Checks of the fields of an event. Each names the field in its refusal.
enum FormatCheck {
    /// 10 billion yuan in fen: above any bill, and so far below `Int64.max` that sums of a stream stay in range.
    static let largestAmount: Int64 = 1_000_000_000_000

    static func required(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        guard !text.isEmpty else { throw Refusal(.missingField, "\(field()) is missing.") }
        try optional(text, field())
    }

    static func optional(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        try limited(text, to: 2_000, field())
    }

    static func limited(_ text: String, to limit: Int, _ field: @autoclosure () -> String) throws(Refusal) {
        guard text.utf8.count <= limit else {
            throw Refusal(.malformedText, "\(field()) has \(text.utf8.count) bytes, and at most \(limit) are allowed.")
        }
        // The last three bytes, the newest lowest.
        var window: UInt32 = 0
        for byte in text.utf8 {
            window = (window << 8 | UInt32(byte)) & 0xff_ffff
            if byte >= 0x20, byte < 0x7f { continue }
            // C0 controls, DEL, and the C1 controls (C2 80 to C2 9F in UTF-8).
            let isControl = byte < 0x20 || byte == 0x7f || (0xc280...0xc29f).contains(window & 0xffff)
            guard !isControl else { throw Refusal(.malformedText, "\(field()) has a control character.") }
            guard !turnsDirection(window) else {
                throw Refusal(
                    .malformedText, "\(field()) has a mark that turns the direction of writing, or a line separator.")
            }
        }
    }

    /// What can make a text look like another, in UTF-8: the plain-text rule of the entry's header.
    private static func turnsDirection(_ scalar: UInt32) -> Bool {
        switch scalar {
        // U+2028 to U+202E, U+2066 to U+2069.
        case 0xe280a8...0xe280ae, 0xe281a6...0xe281a9: true
        default: false
        }
    }

    @discardableResult
    static func date(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) -> CalendarDate {
        guard !text.isEmpty else { throw Refusal(.missingField, "\(field()) is missing.") }
        guard let date = CalendarDate(text) else {
            throw Refusal(.malformedDate, "\(field()) \"\(text)\" is no day of the calendar.")
        }
        return date
    }

    @discardableResult
    static func optionalDate(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) -> CalendarDate? {
        text.isEmpty ? nil : try date(text, field())
    }

    /// A period from a day to a day or, if `to` is empty, without end.
    static func period(from: String, to: String, _ field: @autoclosure () -> String) throws(Refusal) {
        let first = try date(from, "the first day of \(field())")
        if let last = try optionalDate(to, "the last day of \(field())"), last < first {
            throw Refusal(.periodReversed, "The period of \(field()) ends on \(to), before it begins on \(from).")
        }
    }

    static func amount(_ fen: Int64, _ field: @autoclosure () -> String) throws(Refusal) {
        guard (0...largestAmount).contains(fen) else {
            throw Refusal(
                .amountOutOfRange,
                "\(field()) is \(fen.moneyText), which is \(fen < 0 ? "below zero" : "more than \(largestAmount.yuan) yuan")."
            )
        }
    }

    /// An amount that is paid: not zero.
    static func payment(_ fen: Int64, _ field: @autoclosure () -> String) throws(Refusal) {
        guard fen > 0 else {
            throw Refusal(
                .amountOutOfRange, "\(field()) is \(fen.moneyText), and something is paid.",
                remedy: "Write what is paid, at least 1 fen; if nothing is paid, record nothing.")
        }
        try amount(fen, field())
    }

    static func residentID(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        guard ResidentID(text) != nil else {
            throw Refusal(
                .malformedResidentID, "\(field()) is no resident ID: shape, date or check character is wrong.")
        }
    }

    static func card(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        let fits =
            (6...20).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                Digits.isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            }
        guard fits else { throw Refusal(.malformedCard, "\(field()) is no number of a card.") }
    }

    static func creditCode(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        guard UnifiedCreditCode(text) != nil else {
            throw Refusal(
                .malformedCreditCode, "\(field()) \"\(text)\" is no unified credit code: shape or check character.")
        }
    }

    static func institution(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        guard InstitutionCode(text) != nil else {
            throw Refusal(.malformedInstitution, "\(field()) \"\(text)\" is no institution's code.")
        }
    }

    static func hospital(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        guard InstitutionCode(text)?.role == .hospital else {
            throw Refusal(.malformedInstitution, "\(field()) \"\(text)\" is no hospital's code.")
        }
    }

    @discardableResult
    static func region(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) -> RegionCode {
        guard let region = RegionCode(text) else {
            throw Refusal(.malformedRegion, "\(field()) \"\(text)\" is no region.")
        }
        return region
    }

    static func hash(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        guard isHash(text) else { throw Refusal(.malformedHash, "\(field()) is no SHA-256 in lower-case hex.") }
    }

    static func decimal(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fits =
            parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Digits.isDigit) } && parts[0].utf8.count <= 12
            && (parts.count == 1 || parts[1].utf8.count <= 6)
        guard fits else { throw Refusal(.malformedDecimal, "\(field()) \"\(text)\" is no decimal.") }
    }

    @discardableResult
    static func stream(_ text: String, _ kind: StreamKind, _ field: @autoclosure () -> String) throws(Refusal)
        -> StreamAddress
    {
        guard !text.isEmpty else { throw Refusal(.missingField, "\(field()) is missing.") }
        guard let address = try? StreamAddress(text), address.kind == kind else {
            throw Refusal(.malformedReference, "\(field()) \"\(text)\" names no stream of kind \(kind.rawValue).")
        }
        return address
    }

    static func count(_ count: Int, atMost limit: Int, _ field: @autoclosure () -> String) throws(Refusal) {
        guard count <= limit else {
            throw Refusal(.tooMany, "\(field()) has \(count) members, and at most \(limit) are allowed.")
        }
    }

    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { Digits.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }
}

/// Checks of the records that events share.
extension FormatCheck {
    static func insured(_ person: InsuredPerson, _ field: @autoclosure () -> String) throws(Refusal) {
        try required(person.name, "\(field()).name")
        try residentID(person.residentID, "\(field()).residentId")
        try card(person.cardNumber, "\(field()).cardNumber")
    }

    static func invoice(_ invoice: Invoice, _ field: @autoclosure () -> String) throws(Refusal) {
        let check = invoice.checkCode.utf8
        let fits =
            (8...12).contains(invoice.code.utf8.count) && invoice.code.utf8.allSatisfy(Digits.isDigit)
            && (8...10).contains(invoice.number.utf8.count) && invoice.number.utf8.allSatisfy(Digits.isDigit)
            && (check.isEmpty || (6...20).contains(check.count))
            && check.allSatisfy { byte in
                Digits.isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xdf)
            }
        guard fits else {
            throw Refusal(
                .malformedInvoice, "\(field()) \(invoice.code) \(invoice.number) is no code and number of an invoice.")
        }
        try date(invoice.issuedOn, "\(field()).issuedOn")
        try amount(invoice.amount, "\(field()).amount")
    }

    static func line(_ line: ChargeLine, _ field: @autoclosure () -> String) throws(Refusal) {
        try required(line.name, "\(field()).name")
        try limited(line.code, to: 64, "\(field()).code")
        guard line.itemClass.rawValue != 0, ChargeLine.ItemClass.allCases.contains(line.itemClass) else {
            throw Refusal(.valueUnspecified, "\(field()).itemClass is none of the item classes.")
        }
        if !line.quantity.isEmpty { try decimal(line.quantity, "\(field()).quantity") }
        try amount(line.unitPrice, "\(field()).unitPrice")
        try amount(line.amount, "\(field()).amount")
    }

    static func day(_ day: DailyBill, _ field: @autoclosure () -> String) throws(Refusal) {
        try date(day.date, "\(field()).date")
        try count(day.lines.count, atMost: 2_000, "\(field()).lines")
        for (index, line) in day.lines.enumerated() { try self.line(line, "\(field()).lines[\(index)]") }
        try amount(day.total, "\(field()).total")
    }

    static func bill(_ bill: HospitalBill, _ field: @autoclosure () -> String) throws(Refusal) {
        try invoice(bill.invoice, "\(field()).invoice")
        try count(bill.lines.count, atMost: 2_000, "\(field()).lines")
        for (index, line) in bill.lines.enumerated() { try self.line(line, "\(field()).lines[\(index)]") }
        try count(bill.days.count, atMost: 2_000, "\(field()).days")
        for (index, day) in bill.days.enumerated() { try self.day(day, "\(field()).days[\(index)]") }
        try amount(bill.total, "\(field()).total")
    }

    static func document(_ document: Document, _ field: @autoclosure () -> String) throws(Refusal) {
        guard document.kind != .unspecified, Document.Kind.allCases.contains(document.kind),
            isHash(document.sha256)
        else { throw Refusal(.malformedDocument, "\(field()) has no kind, or no SHA-256 of its bytes.") }
        try optional(document.title, "\(field()).title")
    }

    static func documents(_ documents: [Document], _ field: @autoclosure () -> String) throws(Refusal) {
        try count(documents.count, atMost: 200, field())
        for (index, document) in documents.enumerated() { try self.document(document, "\(field())[\(index)]") }
    }

    static func grounds(_ grounds: [Ground], _ field: @autoclosure () -> String) throws(Refusal) {
        try count(grounds.count, atMost: 50, field())
        for (index, ground) in grounds.enumerated() {
            guard ground.number != 0, !ground.text.isEmpty else {
                throw Refusal(.groundsMissing, "\(field())[\(index)] has no number or no text.")
            }
            try optional(ground.text, "\(field())[\(index)].text")
            try optional(ground.clause, "\(field())[\(index)].clause")
        }
    }

    static func payee(_ payee: Payee, _ field: @autoclosure () -> String) throws(Refusal) {
        try required(payee.name, "\(field()).name")
        try required(payee.bank, "\(field()).bank")
        try required(payee.account, "\(field()).account")
    }

    static func reference(_ entry: EntryReference, _ field: @autoclosure () -> String) throws(Refusal) {
        guard !entry.origin.isEmpty else { throw Refusal(.missingField, "\(field()).origin is missing.") }
        try limited(entry.origin, to: 255, "\(field()).origin")
    }

    /// An office's own number, such as that of an order: what a person can type.
    static func number(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        try required(text, field())
        try limited(text, to: 64, field())
    }
}
