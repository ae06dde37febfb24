import Claims
import SwiftProtobuf

/// For every refusal, an action that breaks its rule and no other before it.
struct Violations {
    private(set) var byNumber: [Int: () throws -> Void] = [:]

    static func all() -> Violations {
        var violations = Violations()
        violations.addStreams()
        violations.addFormats()
        violations.addRegister()
        violations.addFilings()
        violations.addStays()
        violations.addClaims()
        violations.addPayments()
        violations.addCorrections()
        violations.addPolicies()
        violations.addCare()
        violations.addRoads()
        violations.addRecoveries()
        violations.addVoices()
        violations.addAudits()
        violations.addReviews()
        violations.addDays()
        violations.addParties()
        violations.addReceipts()
        violations.addSettlements()
        violations.addDisputes()
        violations.addClearings()
        return violations
    }

    mutating func add(_ rule: Refusal.Rule, _ body: @escaping () throws -> Void) { byNumber[rule.number] = body }

    /// An event proposed at a stage of the sample.
    mutating func add(
        _ rule: Refusal.Rule, at stage: Stage, _ kind: Event.OneOf_Kind, in stream: String, by actor: Actor,
        on day: String = "2018-11-02"
    ) {
        byNumber[rule.number] = {
            _ = try Desk.at(stage).propose(Event(kind), in: stream, by: actor, on: day)
        }
    }
}

/// A copy of a message with changes.
func changed<Changed>(_ message: Changed, _ change: (inout Changed) -> Void) -> Changed {
    var copy = message
    change(&copy)
    return copy
}

extension Violations {
    fileprivate mutating func addStreams() {
        add(.unknownStreamKind) { _ = try StreamAddress("dream/210200/1") }
        add(.malformedStreamName) { _ = try StreamAddress("claim/210200") }
        add(.deciderDoesNotFit) { _ = try StreamAddress("claim/H11010500001/1") }
        add(.malformedParty) { _ = try Party("hospital:210200") }
        add(.unknownEventType) { _ = try Event(type: EventType(rawValue: 9), json: "{}") }
        add(.malformedEvent) { _ = try Event(type: .claimSubmitted, json: #"{"nobody":1}"#) }
        add(
            .eventDoesNotBelong, at: .registered, .claimSubmitted(Sample.submitted), in: Sample.filing, by: Sample.agent
        )
        add(.roleMayNot, at: .submitted, .claimAccepted(.init()), in: Sample.claim, by: Sample.agent)
        add(
            .notTheDecider, at: .submitted, .claimAccepted(.init()), in: Sample.claim,
            by: Actor(party: Sample.otherCenter, operatorName: "clerk"))
        add(
            .notTheNamedParty, at: .applied, .formStamped(Sample.stamped(Sample.hospital)), in: Sample.filing,
            by: Sample.secondOffice)
        add(
            .eventTooLarge, at: .stayed,
            .claimSubmitted(
                changed(Sample.submitted) {
                    $0.bill.lines = (0..<2_000).map { Sample.line("a drug with a long name, number \($0)", 1) }
                }), in: Sample.claim, by: Sample.agent)
        add(.audienceTooSmall) {
            var desk = try Desk.at(.submitted)
            desk.receive(
                Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-05", audience: [])
            try Violations.throwLast(desk, Sample.claim)
        }
    }

    private static func throwLast(_ desk: Desk, _ stream: String) throws {
        guard let last = try desk.state(stream).entries.last, last.verdict != .regular,
            let rule = Refusal.Rule.all.first(where: { $0.number == Int(last.refusal) })
        else { return }
        throw Refusal(rule, last.reason)
    }

    fileprivate mutating func addFormats() {
        func person(_ change: (inout PersonRegistered) -> Void) -> Event.OneOf_Kind {
            .personRegistered(changed(Sample.registered, change))
        }
        func submission(_ change: (inout ClaimSubmitted) -> Void) -> Event.OneOf_Kind {
            .claimSubmitted(changed(Sample.submitted, change))
        }
        func addPerson(_ rule: Refusal.Rule, _ change: (inout PersonRegistered) -> Void) {
            add(rule, at: .empty, person(change), in: Sample.person, by: Sample.clerk)
        }
        func addClaim(_ rule: Refusal.Rule, _ change: (inout ClaimSubmitted) -> Void) {
            add(rule, at: .stayed, submission(change), in: Sample.claim, by: Sample.agent)
        }
        add(
            .malformedRegion, at: .registered,
            .applicationSubmitted(changed(Sample.application) { $0.place = "990000" }), in: Sample.filing,
            by: Sample.agent)
        addClaim(.malformedInstitution) { $0.hospital = "X11010500001" }
        addPerson(.malformedCreditCode) { $0.unit = Sample.unitCode.dropLast() + "0" }
        addPerson(.malformedResidentID) { $0.residentID = "340524198001010010" }
        addClaim(.malformedDocument) { $0.documents[0].sha256 = "ab" }
        addClaim(.malformedInvoice) { $0.bill.invoice.number = "12-34" }
        addClaim(.malformedDate) { $0.dischargedOn = "2018-02-30" }
        addClaim(.amountOutOfRange) { $0.bill.total = -1 }
        addPerson(.missingField) { $0.name = "" }
        addPerson(.malformedText) { $0.name = "Wang\u{7}" }
        addClaim(.malformedDecimal) { $0.bill.lines[0].quantity = "1,5" }
        addClaim(.malformedReference) { $0.person = "claim/210200/1" }
        addPerson(.valueUnspecified) { $0.status = .unspecified }
        addPerson(.malformedCard) { $0.cardNumber = "12 34" }
        addClaim(.periodReversed) { $0.admittedOn = "2018-10-12" }
        addClaim(.tooMany) { $0.documents = Array(repeating: Sample.paper(.other), count: 201) }
        add(
            .malformedHash, at: .submitted,
            .received(
                .with {
                    $0.entry = EntryReference(origin: "test.example/x", number: 1)
                    $0.leafHash = "AB"
                }), in: Sample.claim, by: Sample.agent)
        add(.timeOutOfRange) {
            let state = try Desk().state(Sample.person)
            _ = try propose(
                Event(.personRegistered(Sample.registered)), on: state, context: Context(), by: Sample.clerk, at: -1)
        }
    }

    fileprivate mutating func addRegister() {
        add(
            .personAlreadyRegistered, at: .registered, .personRegistered(Sample.registered), in: Sample.person,
            by: Sample.clerk)
        add(
            .personNotRegistered, at: .registered,
            .cardLocked(
                .with {
                    $0.cardNumber = "A12345678"
                    $0.lockedOn = "2018-11-02"
                    $0.reason = "lost"
                }), in: "person/210200/9", by: Sample.clerk)
        add(
            .personDiffers, at: .stayed, .claimSubmitted(changed(Sample.submitted) { $0.insured.name = "李四" }),
            in: Sample.claim, by: Sample.agent)
        add(.unitDiffers) {
            let other = Actor(party: Sample.otherUnit, operatorName: "agent")
            let event = changed(Sample.submitted) { $0.unit = Sample.otherUnitCode }
            _ = try Desk.at(.stayed).propose(
                Event(.claimSubmitted(event)), in: Sample.claim, by: other, on: "2018-11-02")
        }
        let lock = CardLocked.with {
            $0.cardNumber = Sample.insured.cardNumber
            $0.lockedOn = "2018-11-02"
            $0.reason = "suspicion of forgery"
        }
        add(
            .cardNotCurrent, at: .registered, .cardLocked(changed(lock) { $0.cardNumber = "B00000001" }),
            in: Sample.person, by: Sample.clerk)
        add(.cardAlreadyLocked) {
            var desk = try Desk.at(.registered)
            for _ in 0..<2 {
                try desk.record(Event(.cardLocked(lock)), in: Sample.person, by: Sample.clerk, on: "2018-11-02")
            }
        }
        add(.cardLocked) {
            var desk = try Desk.at(.stayed)
            try desk.record(Event(.cardLocked(lock)), in: Sample.person, by: Sample.clerk, on: "2018-11-02")
            _ = try desk.propose(
                Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-02")
        }
        add(
            .sameCard, at: .registered,
            .cardReplaced(
                .with {
                    $0.cardNumber = Sample.insured.cardNumber
                    $0.replacedOn = "2018-11-02"
                    $0.reason = "lost"
                }), in: Sample.person, by: Sample.clerk)
        add(
            .institutionNotDesignated, at: .registered,
            .applicationSubmitted(changed(Sample.application) { $0.validFrom = "2014-01-01" }), in: Sample.filing,
            by: Sample.agent)
        add(
            .institutionElsewhere, at: .registered,
            .institutionDesignated(Sample.designated(Sample.hospital, level: 3)),
            in: Sample.institution(Sample.secondHospital), by: Sample.clerk)
        add(.publicHospitalNeeded) {
            var desk = try Desk.at(.registered)
            let own = changed(Sample.designated(Sample.hospital, level: 3)) { $0.ownership = .private }
            try desk.record(
                Event(.institutionDesignated(own)), in: Sample.institution(Sample.hospital), by: Sample.clerk,
                on: "2018-01-12")
            let emergency = changed(Sample.application) {
                $0.kind = .emergency
                $0.validTo = "2019-02-28"
            }
            _ = try desk.propose(
                Event(.applicationSubmitted(emergency)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        }
    }

    fileprivate mutating func addPolicies() {
        add(.versionUsed) {
            var desk = Desk()
            for _ in 0..<2 {
                try desk.record(
                    Event(.policyPublished(Sample.version("2018"))), in: Sample.policy, by: Sample.clerk,
                    on: "2018-01-01")
            }
        }
        add(
            .procedureMisplaced, at: .empty, .policyPublished(Sample.version("2018", procedure: .init())),
            in: Sample.policy, by: Sample.clerk)
        add(
            .publishedElsewhere, at: .empty, .policyPublished(changed(Sample.version("1")) { $0.name = "residents" }),
            in: Sample.policy, by: Sample.clerk)
        add(
            .textHashDiffers, at: .empty,
            .policyPublished(
                changed(Sample.version("1")) {
                    $0.text = "policy: employees"
                    $0.sha256 = Sample.hash
                }), in: Sample.policy, by: Sample.clerk)
        let catalogue = CataloguePublished.with {
            $0.name = "drugs"
            $0.version = "1"
            $0.effectiveFrom = "2018-01-01"
            $0.sha256 = Sample.hash
            $0.items = 1
        }
        let stream = "catalogue/210200/drugs"
        add(
            .textMissing, at: .empty, .cataloguePublished(changed(catalogue) { $0.items = 0 }), in: stream,
            by: Sample.clerk)
    }
}
