import Claims
import TransparencyLog

/// What a claim is about and what becomes of it, before anything is recorded: an honest one unless something is changed.
struct ClaimScript: Sendable {
    let number: Int
    var person: Person
    var filing: Filing?
    var hospital: Hospital
    var care: Care = .filedStay
    var admitted: CalendarDate
    var discharged: CalendarDate
    var diagnosis = "肺炎"
    /// What the hospital bills, by day, and in sum.
    var days: [DailyBill] = []
    var list: [ChargeLine] = []
    /// What the unit hands in.
    var claimed: [ChargeLine] = []
    var daysHandedIn = DaysHandedIn.none
    /// A total that the unit states, where it is not the list's.
    var statedTotal: Int64?
    var invoice: Invoice
    /// The number of the hospital's stay; another claim's where it is claimed again.
    var stayNumber: Int
    /// Whether the stay is played with this claim.
    var plays = true
    /// The specific outpatient item, or empty.
    var item = ""
    /// Whether the hospital has the stay in its own log.
    var isRecordedByHospital: Bool
    /// The unit's day at the window.
    var submitted: CalendarDate
    var lateReason = ""
    /// The bytes of the scan of certificate, list, invoice and record.
    var scan: String
    /// On its own: more papers.
    var photograph: String?
    var payee: Payee

    // What becomes of it.
    var returned: Return?
    var course = Course.paid
    /// Whether a line of own pay, or one that does not fit, is not recognised.
    var refusesLine = false
    /// Fen that the center adds to the fund's share by mistake.
    var misprice: Int64 = 0
    var approvalNote = ""
    var payment = Payment.once
    var orderPayee: Payee?
    /// A liable third party pays for it; the fund pays first.
    var thirdParty: ThirdParty?

    enum Course: Sendable {
        case paid, approvedOnly, acceptedOnly
        /// Refused on its own day, before it is taken up, or after.
        case refusedAtOnce, refusedAfterAcceptance
        case returnedForGood
    }

    /// What the unit hands in of the daily bills.
    enum DaysHandedIn: Sendable { case none, totals, whole }

    struct Return: Sendable {
        /// Working days that the unit has.
        var given: Int
        /// Working days that it takes.
        var taken: Int
    }

    enum Payment: Sendable {
        case once
        case inTwoParts
        case failedFirst
        case bouncedFirst
        /// What the rules refuse, and happened.
        case twice, tooMuch, whileHeld
    }

    enum ThirdParty: Sendable { case recovered, writtenOff, refundedBeyond }

    var stream: String { "claim/\(City.centerCode)/2025-\(Number.text(number, digits: 7))" }
    var stay: String {
        isRecordedByHospital && care != .specificItem
            ? "stay/\(hospital.code)/2025-\(Number.text(stayNumber, digits: 7))" : ""
    }
    var unit: Unit { person.unit }
    /// A name for where an act of this claim stands.
    func handle(_ name: String) -> String { "\(number)/\(name)" }

    init(
        _ number: Int, of person: Person, filing: Filing?, hospital: Hospital, admitted: CalendarDate,
        discharged: CalendarDate
    ) {
        self.number = number
        stayNumber = number
        self.person = person
        self.filing = filing
        self.hospital = hospital
        self.admitted = admitted
        self.discharged = discharged
        isRecordedByHospital = hospital.isMember
        submitted = discharged
        scan = "scanned papers of treatment \(number): certificate, list, invoice"
        payee = person.payee
        invoice = Invoice()
        invoice.code = "1\(hospital.region)25"
        invoice.number = Number.text(number, digits: 8)
        invoice.issuedOn = discharged.description
    }

    // MARK: Bills

    /// Charges every day of the stay: bed, nursing and drugs, examinations on the first, an operation on the second.
    mutating func treat(_ random: inout CityRandom, operation: Bool) {
        let length = discharged.dayNumber - admitted.dayNumber + 1
        func price(_ good: Good, _ random: inout CityRandom) -> Int64 {
            // Bed and nursing are what the state says; the rest differs by a fifth.
            good.category == .bed || good.category == .nursing
                ? good.usual : good.usual * Int64(random.draw(85...120)) / 100
        }
        var drugs: [(Good, Int64, Int)] = []
        let first = random.draw(0...(Good.drugs.count - 2))
        for offset in 0..<random.draw(1...3) {
            let good = Good.drugs[(first + offset) % (Good.drugs.count - 1)]
            drugs.append((good, price(good, &random), random.draw(1...4)))
        }
        if random.happens(perMille: 40), let albumin = Good.drugs.last {
            drugs.append((albumin, price(albumin, &random), 1))
        }
        var once: [[ChargeLine]] = Array(repeating: [], count: max(2, length))
        for offset in 0..<random.draw(1...2) {
            let good = Good.examinations[(first + offset * 2) % Good.examinations.count]
            once[0].append(good.line(1, at: price(good, &random)))
        }
        if operation {
            let good = random.pick(Good.operations)
            diagnosis = "待手术：\(good.name)"
            once[min(1, length - 1)].append(good.line(1, at: price(good, &random)))
            if random.happens(perMille: 300) {
                once[min(1, length - 1)].append(Good.stent.line(random.draw(1...2), at: price(Good.stent, &random)))
            }
        }
        if random.happens(perMille: 250) { once[0].append(Good.companion.line(1, at: Good.companion.usual)) }
        let daily = [Good.bed.line(1, at: Good.bed.usual), Good.nursing.line(1, at: Good.nursing.usual)]
        bill(
            (0..<length).map { day in
                daily + drugs.map { $0.0.line($0.2, at: $0.1) } + once[day]
            })
    }

    /// Takes over what was charged day by day; the list and the invoice follow.
    mutating func bill(_ lines: [[ChargeLine]]) {
        days = lines.enumerated().map { offset, lines in
            var day = DailyBill()
            day.date = admitted.adding(days: offset).description
            day.lines = lines
            day.total = lines.total
            return day
        }
        sum()
    }

    /// Sums the days to the list, and takes over the list as what is claimed.
    mutating func sum() {
        list = []
        for line in days.flatMap(\.lines) {
            if let index = list.firstIndex(where: { $0.code == line.code && $0.itemClass == line.itemClass }) {
                list[index].amount += line.amount
                list[index].quantity = String((Int(list[index].quantity) ?? 0) + (Int(line.quantity) ?? 0))
            } else {
                list.append(line)
            }
        }
        claimed = list
        invoice.amount = list.total
    }

    /// The hospital's own bill.
    var hospitalBill: HospitalBill {
        var bill = HospitalBill()
        bill.invoice = invoice
        bill.invoice.amount = list.total
        bill.lines = list
        bill.total = list.total
        return bill
    }

    // MARK: Papers

    static func document(_ kind: Document.Kind, _ text: String, _ title: String = "") -> Document {
        var document = Document()
        document.kind = kind
        document.sha256 = Digest.sha256(Array(text.utf8)).hex
        document.title = title
        document.bothSides = kind == .card
        document.signedOnBack = kind == .invoice
        return document
    }

    /// Papers of the person, which every claim of theirs may use again.
    var personPaper: String { "card and form of \(person.stream)" }

    var documents: [Document] {
        var kinds: [Document.Kind] = [.dischargeCertificate, .itemisedList, .invoice]
        if care == .suddenIllnessStay { kinds.append(.medicalRecord) }
        var own: [Document.Kind] = care == .suddenIllnessStay ? [.guarantee] : [.applicationForm]
        own.append(.card)
        if care == .specificItem { own.append(.specificItemForm) }
        return own.map { Self.document($0, personPaper) } + kinds.map { Self.document($0, scan) }
            + (photograph.map { [Self.document(.photograph, $0, "术后全身照")] } ?? [])
    }

    var papers: [[UInt8]] {
        ([personPaper, scan] + (photograph.map { [$0] } ?? [])).map { Array($0.utf8) }
    }

    var submission: ClaimSubmitted {
        var event = ClaimSubmitted()
        event.person = person.stream
        event.insured = person.insured
        event.filing = filing?.stream ?? ""
        event.unit = unit.code
        event.agent = unit.agent
        event.hospital = hospital.code
        event.stay = stay
        event.admittedOn = admitted.description
        event.dischargedOn = discharged.description
        event.bill.invoice = invoice
        event.bill.lines = claimed
        event.bill.total = statedTotal ?? claimed.total
        switch daysHandedIn {
        case .none: break
        case .totals:
            event.bill.days = days.map { day in
                var day = day
                day.lines = []
                return day
            }
        case .whole: event.bill.days = days
        }
        event.documents = documents
        event.payee = payee
        event.lateReason = lateReason
        event.care = care
        event.specificItem = item
        if care == .suddenIllnessStay { event.guarantor = unit.code }
        return event
    }
}

extension [ChargeLine] {
    var total: Int64 { reduce(0) { $0 + $1.amount } }
}
