import Claims
import SwiftProtobuf
import Testing

@Suite("S9: declared admissions and on-site audits")
struct AdmissionTests {
    private func declare(
        _ change: (inout AdmissionDeclared) -> Void = { _ in }, by actor: Actor = Sample.office,
        on day: String = "2018-08-26"
    ) throws -> Refusal? {
        let desk = try Desk.at(.filed)
        let event = Event(.admissionDeclared(changed(Sample.declared, change)))
        return refusal { _ = try desk.propose(event, in: Sample.admission, by: actor, on: day) }
    }

    private func clerk(for whom: String) -> Actor {
        Actor(party: Sample.center, operatorName: "clerk.wang", onBehalfOf: whom)
    }

    @Test("S9: the hospital or the unit declares an admission, or the center for one of them or for the person.")
    func whoDeclares() throws {
        #expect(try declare() == nil)
        #expect(try declare(by: Sample.agent) == nil)
        #expect(try declare(by: Sample.secondOffice) == Refusal(.notTheNamedParty, ""))
        #expect(try declare(by: clerk(for: "hospital:\(Sample.hospital.code)")) == nil)
        #expect(try declare(by: clerk(for: "unit:\(Sample.unitCode)")) == nil)
        #expect(try declare(by: clerk(for: Sample.person)) == nil)
        #expect(try declare(by: clerk(for: "hospital:\(Sample.secondHospital.code)")) == Refusal(.forNobodyNamed, ""))
        #expect(try declare(by: clerk(for: "")) == Refusal(.forNobodyNamed, ""))
        // Nobody is named as unit, and nobody acts for an empty name.
        #expect(try declare({ $0.unit = "" }, by: clerk(for: "unit:")) == Refusal(.forNobodyNamed, ""))
    }

    @Test("S9: a person who is named is the register's; one who is not need not be known by more than the name.")
    func person() throws {
        #expect(try declare { $0.insured.name = "王大明" } == Refusal(.personDiffers, ""))
        #expect(try declare { $0.unit = Sample.otherUnitCode } == Refusal(.unitDiffers, ""))
        #expect(try declare { $0.unit = "" } == nil, "who declares need not know the unit")
        #expect(try declare { $0.insured.cardNumber = "" } == Refusal(.malformedCard, ""))
        #expect(
            try declare {
                $0.person = ""
                $0.insured = .with { $0.name = "王小明" }
            } == nil)
        #expect(
            try declare {
                $0.person = ""
                $0.insured = .with { $0.residentID = Sample.insured.residentID }
            } == Refusal(.missingField, ""))
        #expect(
            try declare({ $0.person = "person/210200/9" }, by: clerk(for: "unit:\(Sample.unitCode)"))
                == Refusal(.personNotRegistered, ""))
        #expect(try declare { $0.person = "person/210300/000123" } == Refusal(.malformedReference, ""))
        #expect(try declare { $0.stay = "stay/H11010500002/1" } == Refusal(.malformedReference, ""))
    }

    @Test(
        "S9: nothing is declared before it happened; the day itself will do, and leap days are days.",
        arguments: [
            ("2018-08-25", "2018-08-25", 0), ("2018-08-26", "2018-08-25", 330), ("2020-02-29", "2020-02-29", 0),
            ("2019-02-29", "2020-02-29", 207),
        ])
    func day(admitted: String, today: String, number: Int) throws {
        #expect(try declare({ $0.admittedOn = admitted }, on: today)?.number ?? 0 == number)
    }

    @Test("S9: who is discharged leaves the list: on the day of the discharge nobody is in hospital any more.")
    func closing() throws {
        var desk = try Desk.at(.filed)
        try desk.record(
            Event(.admissionDeclared(Sample.declared)), in: Sample.admission, by: Sample.office, on: "2018-08-26")
        var state = try desk.state(Sample.admission).admission
        #expect(state.status == .declared)
        let days = try ["2018-08-24", "2018-08-25", "2018-10-10", "2018-10-11"].map { try #require(CalendarDate($0)) }
        #expect(days.map { state.isInHospital(on: $0) } == [false, true, true, true])
        // Closed by the unit, which the declaration names.
        try desk.record(
            Event(.admissionClosed(Sample.closed())), in: Sample.admission, by: Sample.agent, on: "2018-10-12")
        state = try desk.state(Sample.admission).admission
        #expect(state.status == .closed)
        #expect(days.map { state.isInHospital(on: $0) } == [false, true, true, false])
        #expect(try desk.state(Sample.admission).audience.contains(Sample.hospital.description))
    }

    @Test("S9: a correction of either day keeps their order, and an annulled closing opens the admission again.")
    func corrections() throws {
        var desk = try Desk.at(.filed)
        let declared = try desk.record(
            Event(.admissionDeclared(Sample.declared)), in: Sample.admission, by: Sample.office, on: "2018-08-26")
        let closed = try desk.record(
            Event(.admissionClosed(Sample.closed("2018-08-30"))), in: Sample.admission, by: Sample.office,
            on: "2018-08-30")
        func correct(_ entry: EntryReference, _ kind: Event.OneOf_Kind, on day: String = "2018-09-01") -> Refusal? {
            refusal {
                let correction = Corrected.with {
                    $0.entry = entry
                    $0.replacement = Event(kind)
                    $0.reason = "a slip of the pen"
                }
                try desk.record(Event(.corrected(correction)), in: Sample.admission, by: Sample.office, on: day)
            }
        }
        #expect(
            correct(declared, .admissionDeclared(changed(Sample.declared) { $0.admittedOn = "2018-08-31" }))
                == Refusal(.closedTooEarly, ""))
        #expect(
            correct(
                declared,
                .admissionDeclared(
                    changed(Sample.declared) {
                        $0.hospital = Sample.secondHospital.code
                        $0.stay = ""
                    })) == Refusal(.notTheNamedParty, ""))
        #expect(
            correct(declared, .admissionDeclared(changed(Sample.declared) { $0.insured.name = "王大明" }))
                == Refusal(.personDiffers, ""), "the register is asked again")
        #expect(correct(closed, .admissionClosed(Sample.closed("2018-09-02"))) == Refusal(.dayToCome, ""))
        #expect(correct(closed, .admissionClosed(Sample.closed("2018-08-24"))) == Refusal(.closedTooEarly, ""))
        #expect(correct(closed, .admissionClosed(Sample.closed("2018-08-29"))) == nil)
        #expect(try desk.state(Sample.admission).admission.closing.dischargedOn == "2018-08-29")
        func annul(_ entry: EntryReference) -> Refusal? {
            refusal {
                let annulment = Annulled.with {
                    $0.entry = entry
                    $0.reason = "another patient"
                }
                try desk.record(
                    Event(.annulled(annulment)), in: Sample.admission, by: Sample.office, on: "2018-09-01")
            }
        }
        #expect(annul(declared) == Refusal(.restsOnIt, ""))
        #expect(annul(closed) == nil)
        #expect(try desk.state(Sample.admission).admission.status == .declared)
        #expect(annul(declared) == nil)
        #expect(!(try desk.state(Sample.admission).admission.hasDeclaration))
    }

    @Test(
        "S9: a declaration comes to the same state whatever arrived first, and stays pending until the center covers it."
    )
    func arrival() throws {
        let parties = [Sample.office, Sample.agent]
        let events = [Event(.admissionDeclared(Sample.declared)), Event(.admissionClosed(Sample.closed("2018-09-30")))]
        var entries: [History.Entry] = []
        for (index, event) in events.enumerated() {
            entries.append(
                History.Entry(
                    recorded: RecordedEvent(
                        reference: EntryReference(origin: Desk.origin(parties[index].party), number: 0),
                        party: parties[index].party, operatorName: "x", time: instant("2018-10-01") + Int64(index),
                        event: event), after: [:]))
        }
        let address = try StreamAddress(Sample.admission)
        let expected = StreamFold.fold(address, History.ordered(entries, decider: Sample.center))
        #expect(expected.admission.status == .closed && expected.entries.allSatisfy(\.act.pending))
        #expect(StreamFold.fold(address, History.ordered(entries.reversed(), decider: Sample.center)) == expected)
    }
}

@Suite("S9: audits")
struct AuditTests {
    @Test(
        "S9: an audit is ordered of an admission, a claim or a filing that the center holds, as person and hospital have it."
    )
    func orders() throws {
        let desk = try Desk.auditing()
        func order(_ subject: String, _ change: (inout AuditOrdered) -> Void = { _ in }) -> Refusal? {
            let order = changed(Sample.audited(of: subject), change)
            return refusal {
                _ = try desk.propose(
                    Event(.auditOrdered(order)), in: "audit/210200/2", by: Sample.auditor, on: "2018-12-31")
            }
        }
        #expect(order(Sample.admission) == nil && order(Sample.filing) == nil)
        #expect(order(Sample.claim) == Refusal(.auditSubjectUnknown, ""), "nothing is claimed yet")
        #expect(order(Sample.stay) == Refusal(.auditSubjectUnfit, ""))
        #expect(order("nothing") == Refusal(.malformedReference, ""))
        #expect(order("filing/210300/1") == Refusal(.malformedReference, ""))
        #expect(order(Sample.admission) { $0.person = "person/210200/9" } == Refusal(.auditSubjectDiffers, ""))
        #expect(order(Sample.filing) { $0.hospital = Sample.secondHospital.code } == nil, "the filing names both")
        #expect(order(Sample.filing) { $0.hospital = Sample.otherHospital.code } == Refusal(.auditSubjectDiffers, ""))
        #expect(order(Sample.filing) { $0.dueOn = "2018-12-30" } == Refusal(.dueInThePast, ""))
        #expect(order(Sample.filing) { $0.staff = [""] } == Refusal(.missingField, ""))
        #expect(order(Sample.filing) { $0.kind = .unspecified } == Refusal(.valueUnspecified, ""))
        #expect(order(Sample.admission) { $0.kind = .papers } == Refusal(.auditSubjectUnfit, ""))
        let foreign = refusal {
            _ = try desk.propose(
                Event(.auditOrdered(Sample.audited())), in: "audit/210200/2", by: Sample.office, on: "2018-11-02")
        }
        #expect(foreign == Refusal(.roleMayNot, ""))
    }

    @Test("S9: nobody else reads an audit.")
    func secret() throws {
        let desk = try Desk.auditing(.siteVisited(Sample.visited()))
        #expect(try desk.state(Sample.audit).audience == [Sample.center.description])
    }

    @Test(
        "S9: what is visited, inspected, photographed or concluded has happened.",
        arguments: [
            Event.OneOf_Kind.siteVisited(Sample.visited(on: "2018-11-03")),
            .operationInspected(Sample.inspected(on: "2018-11-03")),
            .photographTaken(Sample.photographed(.patientAtBed, "c1", on: "2018-11-03")),
            .auditConcluded(Sample.concluded(.inconclusive, on: "2018-11-03")),
        ])
    func future(kind: Event.OneOf_Kind) throws {
        var desk = try Desk.auditing()
        #expect(refusal { try desk.audit(kind, on: "2018-11-02") } == Refusal(.dayToCome, ""))
        #expect(refusal { try desk.audit(kind, on: "2018-11-03") } == nil)
    }

    @Test("S9: a photograph says who, where, when and what it shows.")
    func photographs() throws {
        var desk = try Desk.auditing()
        func take(_ change: (inout PhotographTaken) -> Void) -> Refusal? {
            let photograph = changed(Sample.photographed(.patientAtBed, "c1"), change)
            return refusal { try desk.audit(.photographTaken(photograph)) }
        }
        #expect(take { $0.takenBy = "" } == Refusal(.missingField, ""))
        #expect(take { $0.place = "" } == Refusal(.missingField, ""))
        #expect(take { $0.takenOn = "" } == Refusal(.missingField, ""))
        #expect(take { $0.subject = .unspecified } == Refusal(.valueUnspecified, ""))
        #expect(take { $0.subject = .UNRECOGNIZED(9) } == Refusal(.valueUnspecified, ""))
        #expect(take { $0.photograph.sha256 = "c1" } == Refusal(.malformedDocument, ""))
        #expect(take { _ in } == nil)
        let item = try #require(try desk.state(Sample.audit).audit.photographs.first)
        #expect(item.photograph.takenBy == "auditor.he" && item.act.operatorName == "auditor.he")
    }

    @Test("S9: a conclusion rests on what its kind asks; who finds nothing out says why.")
    func conclusions() throws {
        var desk = try Desk.auditing()
        func conclude(_ result: AuditConcluded.Result, _ change: (inout AuditConcluded) -> Void = { _ in }) -> Refusal?
        {
            let conclusion = changed(Sample.concluded(result), change)
            return refusal {
                _ = try desk.propose(
                    Event(.auditConcluded(conclusion)), in: Sample.audit, by: Sample.auditor, on: "2018-11-02")
            }
        }
        #expect(conclude(.confirmed) == Refusal(.auditIncomplete, ""))
        #expect(conclude(.notConfirmed) == Refusal(.auditIncomplete, ""))
        #expect(conclude(.inconclusive) == nil)
        #expect(conclude(.inconclusive) { $0.grounds = [] } == Refusal(.groundsMissing, ""))
        #expect(conclude(.unspecified) == Refusal(.valueUnspecified, ""))
        try desk.audit(.siteVisited(Sample.visited(present: false)))
        #expect(conclude(.confirmed) == Refusal(.confirmedAgainstFindings, ""))
        #expect(conclude(.notConfirmed) == nil)
        #expect(conclude(.notConfirmed) { $0.grounds = [] } == Refusal(.groundsMissing, ""))
        try desk.audit(.siteVisited(Sample.visited(on: "2018-09-04")))
        #expect(conclude(.confirmed) == nil, "the second visit found the patient")
        #expect(conclude(.confirmed) { $0.concludedOn = "2018-09-03" } == Refusal(.concludedTooEarly, ""))
        #expect(conclude(.confirmed) { $0.concludedOn = "2018-09-04" } == nil)
        #expect(conclude(.confirmed) { $0.summary = "" } == Refusal(.missingField, ""))
    }

    @Test("S9: nothing is added to, or changed in, a concluded audit; annulling the conclusion opens it again.")
    func reopened() throws {
        var desk = try Desk.auditing(.siteVisited(Sample.visited()))
        let conclusion = try desk.audit(.auditConcluded(Sample.concluded()))
        let visit = try desk.state(Sample.audit).entries[1].act.entry
        func annul(_ entry: EntryReference) -> Refusal? {
            refusal {
                try desk.audit(
                    .annulled(
                        .with {
                            $0.entry = entry
                            $0.reason = "a mistake"
                        }))
            }
        }
        func correct(_ entry: EntryReference, _ kind: Event.OneOf_Kind) -> Refusal? {
            refusal {
                try desk.audit(
                    .corrected(
                        .with {
                            $0.entry = entry
                            $0.replacement = Event(kind)
                            $0.reason = "a mistake"
                        }))
            }
        }
        let photograph = Event.OneOf_Kind.photographTaken(Sample.photographed(.patientAtBed, "c1"))
        #expect(refusal { try desk.audit(photograph) } == Refusal(.auditConcluded, ""))
        #expect(correct(visit, .siteVisited(Sample.visited(present: false))) == Refusal(.auditConcluded, ""))
        #expect(annul(visit) == Refusal(.auditConcluded, ""))
        #expect(correct(conclusion, .auditConcluded(Sample.concluded(.notConfirmed))) == Refusal(.notCorrectable, ""))
        #expect(annul(conclusion) == nil)
        #expect(try desk.state(Sample.audit).audit.status == .ordered)
        #expect(refusal { try desk.audit(photograph) } == nil)
        #expect(correct(visit, .siteVisited(Sample.visited(present: false))) == nil)
        #expect(
            refusal { try desk.audit(.auditConcluded(Sample.concluded())) } == Refusal(.confirmedAgainstFindings, ""),
            "the corrected visit counts")
        #expect(correct(visit, .siteVisited(Sample.visited(on: "2018-11-03"))) == Refusal(.dayToCome, ""))
    }

    @Test("S9: the order of an audit stays while something rests on it, and a corrected photograph may be the same.")
    func orderStays() throws {
        var desk = try Desk.auditing(.photographTaken(Sample.photographed(.wholeBody, "c1")))
        let entries = try desk.state(Sample.audit).entries.map(\.act.entry)
        let annulment = Event.OneOf_Kind.annulled(
            .with {
                $0.entry = entries[0]
                $0.reason = "a mistake"
            })
        #expect(refusal { try desk.audit(annulment) } == Refusal(.restsOnIt, ""))
        let correction = Event.OneOf_Kind.corrected(
            .with {
                $0.entry = entries[1]
                $0.replacement = Event(.photographTaken(Sample.photographed(.operatedPart, "c1")))
                $0.reason = "it shows the operated part"
            })
        try desk.audit(correction)
        #expect(try desk.state(Sample.audit).audit.photographs.map(\.photograph.subject) == [.operatedPart])
    }

    @Test(
        "S9: the state of an audit is that of a dumb twin, after random events, corrections and annulments.",
        arguments: UInt64(0)..<30)
    func twin(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var desk = try Desk.auditing()
        // What counts, written down by hand: each entry and its event.
        var live: [(entry: EntryReference, event: Event.OneOf_Kind)] = [
            (try desk.state(Sample.audit).entries[0].act.entry, .auditOrdered(Sample.audited()))
        ]
        let kinds: [Event.OneOf_Kind] = [
            .siteVisited(Sample.visited()), .siteVisited(Sample.visited(present: false)),
            .operationInspected(Sample.inspected()), .operationInspected(Sample.inspected(agrees: false)),
            .photographTaken(Sample.photographed(.wholeBody, "c1")),
            .photographTaken(Sample.photographed(.operatedPart, "c2")), .auditConcluded(Sample.concluded()),
            .auditConcluded(Sample.concluded(.notConfirmed)), .auditOrdered(Sample.audited()),
        ]
        var accepted = 0
        for _ in 0..<60 {
            let kind = try #require(kinds.randomElement(using: &random))
            let target = try #require(live.indices.randomElement(using: &random))
            let before = try desk.state(Sample.audit)
            do {
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    try desk.audit(
                        .annulled(
                            .with {
                                $0.entry = live[target].entry
                                $0.reason = "a mistake"
                            }))
                    live.remove(at: target)
                case 1:
                    try desk.audit(
                        .corrected(
                            .with {
                                $0.entry = live[target].entry
                                $0.replacement = Event(kind)
                                $0.reason = "a mistake"
                            }))
                    live[target].event = kind
                default: live.append((try desk.audit(kind), kind))
                }
                accepted += 1
            } catch {
                #expect(error is Refusal)
                #expect(try desk.state(Sample.audit) == before)
            }
            guard !live.isEmpty else { break }
            try compare(try desk.state(Sample.audit).audit, live.map(\.event))
        }
        #expect(accepted > 0)
    }

    private func compare(_ audit: AuditState, _ live: [Event.OneOf_Kind]) throws {
        var visits: [SiteVisited] = []
        var inspections: [OperationInspected] = []
        var photographs: [PhotographTaken] = []
        var conclusion: AuditConcluded?
        for event in live {
            switch event {
            case .siteVisited(let event): visits.append(event)
            case .operationInspected(let event): inspections.append(event)
            case .photographTaken(let event): photographs.append(event)
            case .auditConcluded(let event): conclusion = event
            default: break
            }
        }
        #expect(audit.visits.map(\.visit) == visits)
        #expect(audit.inspections.map(\.inspection) == inspections)
        #expect(audit.photographs.map(\.photograph) == photographs)
        #expect((audit.hasConclusion ? audit.conclusion : nil) == conclusion)
        #expect(audit.status == (conclusion == nil ? .ordered : .concluded))
        #expect(Set(photographs.map(\.photograph.sha256)).count == photographs.count)
        if let conclusion, conclusion.result == .confirmed {
            let wasThere = visits.contains { $0.patientPresent }
            #expect(wasThere)
            #expect(inspections.last?.agrees ?? true)
        }
    }
}
