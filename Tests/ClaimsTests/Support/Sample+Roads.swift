import Claims
import SwiftProtobuf

/// Other roads of the sample claim: sudden illness, a specific item, decided lines, an advance and its recovery.
extension Sample {
    /// The center's clerk, on the person's behalf, and on the unit's.
    static let forPerson = Actor(party: center, operatorName: "clerk.wu", onBehalfOf: person)
    static let forUnit = Actor(party: center, operatorName: "clerk.wu", onBehalfOf: unit.description)

    static let suddenPapers = [
        paper(.guarantee), paper(.card), paper(.dischargeCertificate), paper(.itemisedList), paper(.invoice),
        paper(.medicalRecord),
    ]

    /// A stay in sudden illness: no filing, the unit is the guarantor, six documents.
    static func sudden(_ care: Care = .suddenIllnessStay) -> ClaimSubmitted {
        changed(submitted) {
            $0.care = care
            $0.filing = ""
            $0.guarantor = unitCode
            $0.documents = suddenPapers
        }
    }

    static let approvedBecause = ClaimAccepted.with { $0.approvedBecause = "the guarantor and the record agree" }

    /// A claim for a specific outpatient item, with its form.
    static let specific = changed(submitted) {
        $0.care = .specificItem
        $0.specificItem = item
        $0.documents.append(paper(.specificItemForm))
    }

    /// The state of an approved item, as its stream has it.
    static func approvedItem(_ change: (inout ItemState) -> Void = { _ in }) throws -> StreamState {
        var state = StreamState(try StreamAddress(item))
        var item = ItemState()
        item.status = .approved
        item.application = .with {
            $0.person = person
            $0.insured = insured
            $0.unit = unitCode
            $0.disease = "uraemia"
            $0.institutions = [hospital.code]
        }
        item.approval = .with {
            $0.validFrom = "2018-08-25"
            $0.validTo = "2018-10-11"
            $0.institutions = [hospital.code]
        }
        change(&item)
        state.item = item
        state.entries = [.with { $0.typeName = "SpecificItemApproved" }]
        return state
    }

    static func decision(
        _ line: UInt32, _ billed: Int64, _ adjusted: Int64, _ inScope: Int64, _ approved: Int64,
        _ grounds: [Ground] = []
    ) -> LineDecision {
        .with {
            $0.line = line
            $0.billed = billed
            $0.adjusted = adjusted
            $0.inScope = inScope
            $0.approved = approved
            $0.grounds = grounds
        }
    }

    /// The sample's price, line by line.
    static let byLine = changed(adjudicated) {
        $0.lines = [
            decision(1, 1_361_114, 1_361_114, 1_291_114, 1_033_000), decision(2, 120_000, 120_000, 120_000, 96_000),
            decision(3, 45_200, 45_200, 45_200, 36_617),
        ]
    }

    /// The price without line 3, which is excluded: 14,811.14.
    static let withoutLine3 = ClaimAdjudicated.with {
        $0.split = .with {
            $0.total = 1_481_114
            $0.fullSelfPay = 70_000
            $0.inScope = 1_411_114
            $0.pooledFund = 1_129_000
            $0.fundTotal = 1_129_000
            $0.personalShare = 352_114
            $0.cash = 352_114
        }
        $0.lines = [
            byLine.lines[0], byLine.lines[1],
            decision(3, 45_200, 0, 0, 0, [ground(1602, "the other driver is liable")]),
        ]
    }

    static func excluded(_ lines: [UInt32] = [], _ cause: LineExcluded.Cause = .thirdParty) -> LineExcluded {
        .with {
            $0.lines = lines
            $0.cause = cause
            $0.ground = ground(1602, "the other driver is liable")
        }
    }

    static func lifted(_ exclusion: EntryReference) -> ExclusionLifted {
        .with {
            $0.exclusion = exclusion
            $0.reason = "nobody else was there"
        }
    }

    static func advance(_ exclusion: EntryReference) -> AdvanceGranted {
        .with {
            $0.exclusion = exclusion
            $0.request = paper(.writtenRequest)
            $0.requestedOn = "2018-11-02"
            $0.reason = "the driver fled"
        }
    }

    static func demanded(_ amount: Int64, _ demand: String = "D1") -> RecoveryDemanded {
        .with {
            $0.demand = demand
            $0.from = "the driver's insurer"
            $0.amount = amount
            $0.demandedOn = "2018-11-21"
            $0.dueOn = "2018-12-21"
        }
    }

    static func received(_ amount: Int64, _ receipt: String = "R1", demand: String = "") -> RecoveryReceived {
        .with {
            $0.receipt = receipt
            $0.demand = demand
            $0.from = "the driver's insurer"
            $0.amount = amount
            $0.receivedOn = "2018-11-21"
        }
    }

    static func refunded(_ amount: Int64, _ refund: String = "F1") -> RecoveryRefunded {
        .with {
            $0.refund = refund
            $0.amount = amount
            $0.refundedOn = "2018-11-21"
            $0.payee = payee
        }
    }

    static func writtenOff(_ amount: Int64) -> RecoveryWrittenOff {
        .with {
            $0.amount = amount
            $0.writtenOffOn = "2018-11-21"
            $0.reason = "the driver was never found"
        }
    }

    static func said(_ answer: FeedbackGiven.Answer) -> FeedbackGiven {
        .with {
            $0.answer = answer
            $0.givenOn = "2018-11-03"
            $0.means = "by telephone"
        }
    }

    static func objection(_ against: EntryReference, _ number: String = "O1", on day: String = "2018-11-21")
        -> ObjectionFiled
    {
        .with {
            $0.number = number
            $0.against = against
            $0.filedOn = day
            $0.text = "the bill is right"
        }
    }

    static func objectionDecided(_ upheld: Bool, _ number: String = "O1", on day: String = "2018-11-21")
        -> ObjectionDecided
    {
        .with {
            $0.number = number
            $0.upheld = upheld
            $0.grounds = [ground(10_001, "the hospital confirmed the bill")]
            $0.decidedOn = day
        }
    }

    static let refused = ClaimRefused.with { $0.grounds = [ground(1, "the bill differs")] }
}

extension Desk {
    /// Records in the sample claim.
    @discardableResult
    mutating func claim(
        _ kind: Event.OneOf_Kind, by actor: Actor = Sample.clerk, on day: String = "2018-11-21"
    ) throws -> EntryReference {
        try record(Event(kind), in: Sample.claim, by: actor, on: day)
    }

    /// The refusal of an event in the sample claim; `nil` if it may be recorded.
    func refused(
        _ kind: Event.OneOf_Kind, by actor: Actor = Sample.clerk, on day: String = "2018-11-21"
    ) -> Int? {
        refusal { _ = try propose(Event(kind), in: Sample.claim, by: actor, on: day) }?.number
    }

    var sampleClaim: ClaimState { get throws { try state(Sample.claim).claim } }

    /// The claim's books.
    var books: TrialBalance { get throws { TrialBalance(of: [try state(Sample.claim)]) } }

    /// A claim that is excluded whole, advanced, priced and approved; paid where that is asked.
    static func advanced(_ lines: [UInt32] = [], paid: Bool = true) throws -> Desk {
        var desk = try Desk.at(.accepted)
        let exclusion = try desk.claim(.lineExcluded(Sample.excluded(lines)), on: "2018-11-05")
        try desk.claim(.advanceGranted(Sample.advance(exclusion)), on: "2018-11-05")
        try desk.claim(.claimAdjudicated(Sample.byLine), on: "2018-11-06")
        try desk.claim(.claimApproved(Sample.approved), by: Sample.approver, on: "2018-11-08")
        guard paid else { return desk }
        try desk.claim(.paymentOrdered(Sample.ordered()), on: "2018-11-19")
        try desk.claim(.paymentMade(Sample.made()), by: Sample.cashier, on: "2018-11-20")
        return desk
    }
}
