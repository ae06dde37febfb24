import Claims
import EntryFormat
import Ledger

/// The streams whose findings may have changed when some streams did: a new entry re-examines only these.
///
/// It follows the same keys as the context of findings, the other way round, from what the streams say now and from what they said
/// before. Whom the index has no more in a hospital, ``noteFormer(_:)`` says: without them fewer days may be crowded than before, and what is
/// found of a stay says of how many.
struct Touched {
    let node: Node
    /// The states of a stream from which the keys are taken: as it was after, and as it was before.
    let states: (String) throws -> [StreamState]
    /// Who was in a hospital before, by its code: the index may have them no more.
    private var formerPresences: [String: [Presence]] = [:]
    private(set) var names: Set<String> = []
    /// Centers and hospitals whose claims were all taken already.
    private var whole: Set<String> = []

    init(node: Node, states: @escaping (String) throws -> [StreamState]) {
        self.node = node
        self.states = states
    }

    /// The streams stand now as after, and as they did before a position of this node as before.
    init(node: Node, since position: UInt64) {
        self.init(node: node) { [try node.state(of: $0), try node.state(of: $0, asOf: .first(position))] }
    }

    /// Notes who was in a hospital before, before anything is taken.
    mutating func noteFormer(_ state: StreamState) {
        guard let presence = Presence(state) else { return }
        formerPresences[presence.hospital, default: []].append(presence)
    }

    /// Those who were in a hospital in some of these days before.
    private func former(in hospital: String, from: CalendarDate, to: CalendarDate) -> [Presence] {
        formerPresences[hospital, default: []].filter { $0.from < to && $0.to.map { from < $0 } ?? true }
    }

    /// Takes the streams that a stream's change may touch.
    mutating func take(_ stream: String) throws {
        guard let address = try? StreamAddress(stream) else { return }
        if Node.examinedKinds.contains(address.kind) { names.insert(stream) }
        switch address.kind {
        case .policy, .catalogue:
            for kind in ["claim", "settlement"] { try takeAll("\(kind)/\(address.decider.code)/") }
        case .institution: try takeClaims("institution", address.number, at: address.decider.code)
        default:
            let states = try states(stream).filter { !$0.entries.isEmpty }
            for state in states { try take(state) }
            try takeGroups(insuredThrough: states)
        }
    }

    /// The groups of what is settled directly for a person whose unit has changed: the unit is the register's.
    private mutating func takeGroups(insuredThrough states: [StreamState]) throws {
        var units: Set<String> = []
        for case .person(let person)? in states.map(\.subject) { units.insert(person.register.unit) }
        guard units.count > 1, let stream = states.first?.stream else { return }
        for name in try node.streams("settlement/", linkedBy: "person", stream) {
            guard let own = Presence(try node.state(of: name)) else { continue }
            names.formUnion(try node.companions(of: own).map(\.stream))
        }
    }

    private mutating func take(_ state: StreamState) throws {
        let stream = state.stream
        switch state.subject {
        case .claim(let claim) where claim.hasSubmission: try take(claim, of: state)
        case .settlement: try takeSettlement(state)
        case .stay(let stay) where stay.hasAdmission:
            try takeClaims("about", stream)
            try takePerson(stay.admission.insured.residentID)
            for invoice in SearchProjection.invoices(of: stay) + stay.bills.suffix(1).map(\.bill.invoice.text) {
                try takeClaims("invoice", invoice)
            }
            try takeCrowd(state)
        case .admission(let admission) where admission.hasDeclaration:
            try takePerson(admission.declaration.insured.residentID)
            try takeCrowd(state)
            try takeAudits(of: [stream])
        case .person(let person) where person.hasRegister:
            for name in Set(try node.persons(stream)).union([person.mergedInto]) where !name.isEmpty {
                try takeClaims("person", name)
                if let row = try node.listRow(of: name) { try takePerson(row.residentID) }
            }
        case .filing, .item:
            try takeClaims("about", stream)
            try takeAudits(of: [stream])
        case .history(let history): try takeClaims("person", history.person)
        case .invoice(let invoice):
            try takeClaims("invoice", "\(invoice.invoice.code)-\(invoice.invoice.number)")
        case .audit(let audit) where audit.hasOrder:
            try takeSubject(audit.order.subject)
            try takePapers(audit.documents.map(\.document.sha256))
        case .review(let review): names.formUnion(review.items.map(\.claim.claim))
        case .party(let party):
            // Keys say which stamps and bills count.
            guard let code = party.party.split(separator: ":").last else { return }
            names.formUnion(
                try node.streams(linkedBy: "institution", String(code)).filter {
                    $0.hasPrefix("claim/") || $0.hasPrefix("filing/")
                })
        case .receipt(let receipts): try take(receipts, of: stream)
        default: return
        }
    }

    /// A receipt says that a hospital's log is held further than before.
    private mutating func take(_ state: ReceiptState, of stream: String) throws {
        guard let newest = state.receipts.last?.entry,
            let log = node.ledger.logs.first(where: { $0.origin == newest.origin }),
            ["hospital", "pharmacy"].contains(log.role), let sender = try? Party(log.party),
            let reader = try? StreamAddress(stream).decider,
            let entry = try node.ledger.entry(number: newest.number, in: log)
        else { return }
        let earlier = try node.receiptStreams(of: log, by: reader).last { $0.text < stream }
        let before = try earlier.flatMap { try node.receipts(in: $0, asOf: .now).last?.covers }
        let last = try before.flatMap { try node.ledger.entry(number: $0.number, in: log) }
        try takeReached(
            sender.code, from: last.map { CalendarDate(instant: $0.fields.time) },
            to: CalendarDate(instant: entry.fields.time))
        // What the hospital asked for in what is covered now: from here on it is known which stays its log does not have.
        guard let before, before.origin == newest.origin else {
            // Of a log's first receipts, all that it asked for.
            return names.formUnion(try node.streams("settlement/", linkedBy: "institution", sender.code))
        }
        guard before.number < newest.number else { return }
        for number in (before.number + 1)...newest.number {
            guard let asked = try node.ledger.entry(number: number, in: log),
                asked.fields.stream.hasPrefix("settlement/")
            else { continue }
            names.insert(asked.fields.stream)
        }
    }

    /// The claims of a hospital whose discharge its log has passed: they are asked whether it has the stay.
    mutating func takeReached(_ hospital: String, from: CalendarDate?, to: CalendarDate) throws {
        guard from.map({ $0 < to }) ?? true else { return }
        for name in try node.streams("claim/", linkedBy: "institution", hospital) {
            guard let row = try node.listRow(of: name), row.date < to.description,
                from.map({ row.date >= $0.description }) ?? true
            else { continue }
            names.insert(name)
        }
    }

    private mutating func take(_ claim: ClaimState, of state: StreamState) throws {
        let submission = claim.submission
        try takeClaims("invoice", submission.bill.invoice.text)
        try takePerson(submission.insured.residentID)
        for person in try node.family(of: claim) {
            try takeClaims("person", person)
            if let row = try node.listRow(of: person) { try takePerson(row.residentID) }
        }
        if let own = Presence(state) { names.formUnion(try node.companions(of: own).map(\.stream)) }
        try takePapers(claim.papers.map(\.document).filter(\.kind.isOfOneTreatment).map(\.sha256))
        try takeAudits(of: [state.stream])
        try takeCrowd(state)
    }

    /// What a direct settlement is compared with: what else was treated of its person in its days, who lay in its hospital then, and who
    /// came and went with its person.
    private mutating func takeSettlement(_ state: StreamState) throws {
        guard let claim = state.examinedClaim else { return }
        let submission = claim.submission
        var others: Set<String> = []
        func add(_ field: String, _ value: String) throws {
            guard !value.isEmpty else { return }
            for kind in ["claim/", "settlement/"] { others.formUnion(try node.streams(kind, linkedBy: field, value)) }
        }
        let id = submission.insured.residentID
        try add("resident", id)
        var persons = try node.family(of: claim)
        if !id.isEmpty {
            for name in try node.streams("person/", linkedBy: "resident", id) {
                persons.formUnion(try node.persons(name))
            }
        }
        for person in persons {
            try add("person", person)
            if let row = try node.listRow(of: person) { try add("resident", row.residentID) }
        }
        // What was over before is compared with nothing in it: most of what was settled for the person.
        for name in others.subtracting(names)
        where try node.listRow(of: name).map({ $0.date >= submission.admittedOn }) ?? true {
            names.insert(name)
        }
        if let own = Presence(state) { names.formUnion(try node.companions(of: own).map(\.stream)) }
        try takeCrowd(state)
    }

    // MARK: By keys

    /// The claims under a key, and the direct settlements.
    private mutating func takeClaims(_ field: String, _ value: String, at center: String? = nil) throws {
        guard !value.isEmpty else { return }
        for kind in ["claim", "settlement"] {
            names.formUnion(
                try node.streams(center.map { "\(kind)/\($0)/" } ?? "\(kind)/", linkedBy: field, value))
        }
    }

    /// The claims and direct settlements of a resident ID, and those of the persons whom the registers know by it.
    private mutating func takePerson(_ residentID: String) throws {
        guard !residentID.isEmpty else { return }
        for name in try node.streams(linkedBy: "resident", residentID) {
            if name.hasPrefix("claim/") || name.hasPrefix("settlement/") { names.insert(name) }
            guard name.hasPrefix("person/") else { continue }
            for person in try node.persons(name) { try takeClaims("person", person) }
        }
    }

    /// An audit says of its own papers where else they are used, and so do the claims that it is about.
    private mutating func takePapers(_ hashes: [String]) throws {
        for hash in Set(hashes) {
            for name in try node.streams(linkedBy: SearchProjection.paper, hash) {
                if name.hasPrefix("claim/") { names.insert(name) }
                guard name.hasPrefix("audit/"), names.insert(name).inserted,
                    case .audit(let audit)? = try node.state(of: name).subject
                else { continue }
                try takeSubject(audit.order.subject)
            }
        }
    }

    private mutating func takeAudits(of subjects: [String]) throws {
        for subject in subjects {
            for name in try node.streams(about: subject) where name.hasPrefix("audit/") {
                names.insert(name)
                // Which treatment an audit's papers are of follows from its subject.
                guard case .audit(let audit)? = try node.state(of: name).subject else { continue }
                try takePapers(audit.documents.map(\.document.sha256))
            }
        }
    }

    private mutating func takeSubject(_ subject: String) throws {
        if subject.hasPrefix("claim/") {
            names.insert(subject)
        } else if subject.hasPrefix("filing/") {
            try takeClaims("about", subject)
        } else if subject.hasPrefix("admission/"), let row = try node.listRow(of: subject) {
            try takePerson(row.residentID)
        }
    }

    private mutating func takeAll(_ prefix: String) throws {
        guard whole.insert(prefix).inserted else { return }
        var after: String?
        while true {
            let page = try node.ledger.streams(prefix: prefix, after: after, limit: 1_000)
            guard let last = page.last else { return }
            after = last.text
            names.formUnion(page.map(\.text))
        }
    }

    /// The claims and direct settlements of days on which a hospital has more inpatients than beds, where the stream is of one of these days.
    private mutating func takeCrowd(_ state: StreamState) throws {
        guard let presence = Presence(state) else { return }
        let registers = try node.streams("institution/", linkedBy: "institution", presence.hospital)
        var days: [CalendarDate] = []
        for name in registers {
            guard case .institution(let register)? = try node.state(of: name).subject,
                register.designations.contains(where: { $0.beds > 0 })
            else { continue }
            // Of a stay that goes on, the days until the last that anybody knows.
            let to = try presence.to ?? node.lastDay(in: presence.hospital, from: presence.from)
            let there =
                try node.presences(in: presence.hospital, from: presence.from, to: to)
                + former(in: presence.hospital, from: presence.from, to: to)
            days += register.crowdedDays(there, from: presence.from, to: to)
        }
        guard let first = days.min(), let last = days.max() else { return }
        let end = last.adding(days: 1)
        let there = try node.presences(in: presence.hospital, from: first, to: end)
        for other in there + former(in: presence.hospital, from: first, to: end)
        where other.stream.hasPrefix("claim/") || other.stream.hasPrefix("settlement/") {
            names.insert(other.stream)
        }
    }
}

extension Node {
    /// As ``streams(linkedBy:_:)``, of those whose names begin so; the others are not read.
    fileprivate func streams(_ beginning: String, linkedBy field: String, _ value: String) throws -> [String] {
        let key = SearchProjection.indexKey(field, value)
        return try ledger.rows(of: SearchProjection.view, prefix: key + Array(beginning.utf8)).map { row in
            String(decoding: row.key.dropFirst(key.count), as: UTF8.self)
        }
    }

    /// The day behind the last on which anybody is known to be in a hospital, from a day on.
    fileprivate func lastDay(in hospital: String, from: CalendarDate) throws -> CalendarDate {
        let end = from.adding(months: 60)
        return try presences(in: hospital, from: from, to: end).compactMap(\.to).max() ?? from.adding(days: 1)
    }
}
