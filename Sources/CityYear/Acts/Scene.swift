import Claims

/// Acts of one case, written one after another; who is honest and who is not.
struct Scene {
    let city: City
    var random: CityRandom
    private(set) var acts: [PlannedAct] = []
    private(set) var labels: [Label] = []

    init(_ city: City, _ random: CityRandom) {
        self.city = city
        self.random = random
    }

    /// The hours at which offices do things, in minutes of the day.
    enum Hour {
        static let admission = 540
        static let window = 600
        static let extra = 720
        static let acceptance = 840
        static let pricing = 900
        static let approval = 960
        static let order = 1_000
        static let bank = 1_020
        static let day = 1_200
        static let discharge = 1_260
        static let settlement = 1_320
    }

    /// Who does what at the center.
    enum Desk {
        static let clerk = "clerk.wang"
        static let pricer = "pricer.sun"
        static let approver = "approver.li"
        static let orderer = "clerk.wu"
        static let cashier = "cashier.zhao"
        static let auditor = "auditor.he"
    }

    mutating func label(_ finding: UInt32, _ stream: String, _ plant: Plant) {
        labels.append(
            Label(finding: finding, stream: stream, kind: plant.kind, plant: plant.name, what: plant.what))
    }

    mutating func plan(
        _ day: CalendarDate, _ minute: Int, by party: String, _ operatorName: String, in stream: String,
        handle: String = "", for onBehalfOf: String = "", papers: [[UInt8]] = [],
        words: @escaping @Sendable (inout Books) -> Event.OneOf_Kind?
    ) {
        acts.append(
            PlannedAct(
                time: day.startOfDay + Int64(minute) * 60_000, party: party, operatorName: operatorName,
                onBehalfOf: onBehalfOf, stream: stream, handle: handle, papers: papers, words: words))
    }

    /// What the center does, in a claim for one.
    mutating func office(
        _ day: CalendarDate, _ minute: Int, _ operatorName: String, in stream: String, handle: String = "",
        for onBehalfOf: String = "", papers: [[UInt8]] = [],
        words: @escaping @Sendable (inout Books) -> Event.OneOf_Kind?
    ) {
        plan(
            day, minute, by: City.center, operatorName, in: stream, handle: handle, for: onBehalfOf, papers: papers,
            words: words)
    }

    /// What a party's own node does.
    mutating func errand(_ day: CalendarDate, _ minute: Int, by party: String, _ errand: Errand) {
        var act = PlannedAct(
            time: day.startOfDay + Int64(minute) * 60_000, party: party, operatorName: "settler", stream: ""
        ) { _ in nil }
        act.errand = errand
        acts.append(act)
    }

    /// What a program of the center's writes into its log without asking the rules.
    mutating func unasked(
        _ day: CalendarDate, _ minute: Int, in stream: String, readers: [String],
        words: @escaping @Sendable (inout Books) -> Event.OneOf_Kind?
    ) {
        var act = PlannedAct(
            time: day.startOfDay + Int64(minute) * 60_000, party: City.center, operatorName: Desk.cashier,
            stream: stream,
            words: words)
        act.isAsked = false
        act.readers = readers
        acts.append(act)
    }

    // MARK: Register and filings

    mutating func register(_ person: Person, on day: CalendarDate) {
        office(day, Hour.admission, Desk.clerk, in: person.stream) { _ in .personRegistered(person.registration) }
    }

    /// Applied for, stamped by every hospital, on paper by those without a log, and put on record.
    mutating func file(_ filing: Filing) {
        let unit = filing.person.unit
        let paper = "card and form of \(filing.person.stream)"
        plan(filing.appliedOn, Hour.window, by: unit.party, unit.agent, in: filing.stream, papers: [Array(paper.utf8)])
        { _ in
            var event = ApplicationSubmitted()
            event.kind = filing.kind
            event.person = filing.person.stream
            event.insured = filing.person.insured
            event.unit = unit.code
            event.place = filing.place
            event.hospitals = filing.hospitals.map(\.code)
            event.validFrom = filing.validFrom.description
            event.validTo = filing.validTo?.description ?? ""
            event.reason = filing.kind == .referral ? "转诊" : "异地长期居住"
            event.documents = [ClaimScript.document(.applicationForm, paper)]
            return .applicationSubmitted(event)
        }
        for hospital in filing.hospitals { stamp(filing, hospital) }
        if filing.isEvaluated { evaluate(filing) }
        office(
            filing.recordedOn, Hour.acceptance, Desk.clerk, in: filing.stream,
            handle: "\(filing.stream)/record"
        ) { _ in
            var event = RecordFiled()
            event.validFrom = filing.validFrom.description
            event.validTo = filing.validTo?.description ?? ""
            return .recordFiled(event)
        }
    }

    private mutating func stamp(_ filing: Filing, _ hospital: Hospital) {
        var form = FormStamped()
        form.hospital = hospital.code
        form.stampedOn = filing.stampedOn.description
        form.officer = "医保办"
        form.onPaper = !hospital.isMember
        let scan = "form of \(filing.stream), stamped by \(hospital.code)"
        if !hospital.isMember { form.scan = ClaimScript.document(.applicationForm, scan) }
        let stamped = form
        let handle = "\(filing.stream)/\(hospital.code)"
        if hospital.isMember {
            plan(filing.stampedOn, Hour.extra, by: hospital.party, "office", in: filing.stream, handle: handle) { _ in
                .formStamped(stamped)
            }
        } else {
            office(
                WorkCalendar.after(filing.stampedOn, 1), Hour.extra, Desk.clerk, in: filing.stream, handle: handle,
                papers: [Array(scan.utf8)]
            ) { _ in .formStamped(stamped) }
        }
    }

    private mutating func evaluate(_ filing: Filing) {
        // After what is entered in histories on the same day: acts of one minute are one commit, and do not see each other.
        office(filing.evaluatedOn, Hour.extra + 1, Desk.clerk, in: filing.stream) { books in
            var event = PreEvaluated()
            if let last = books.histories[filing.person.history] { event.history = last }
            event.evaluatedOn = filing.evaluatedOn.description
            event.seen = true
            event.diagnosis = "本地无法治疗"
            event.found = "转诊有必要"
            event.opinion = .supported
            return .preEvaluated(event)
        }
    }
}

extension Event {
    init(_ kind: Event.OneOf_Kind) {
        self.init()
        self.kind = kind
    }
}

extension Ground {
    init(_ number: UInt32, _ text: String) {
        self.init()
        self.number = number
        self.text = text
    }
}
