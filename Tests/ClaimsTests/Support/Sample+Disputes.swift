import Claims
import SwiftProtobuf

/// An invented dispute: the center against the hospital, about the sample claim.
extension Sample {
    static let arbiter = party("arbiter:110000")
    static let judge = Actor(party: arbiter, operatorName: "judge.fang")
    static let dispute = "dispute/110000/2018-000009"
    static let disputedAmount: Int64 = 500_000

    /// An entry that every node of these tests holds: the submission of the sample claim.
    static let proof = CitedEntry.with {
        $0.entry = (try? Desk.at(.submitted).state(claim).claim.submitted.entry) ?? EntryReference()
        $0.leafHash = hash
        $0.note = "the claim"
    }

    static let disputeOpened = DisputeOpened.with {
        $0.claimant = center.description
        $0.respondent = hospital.description
        $0.others = [unit.description]
        $0.subjects = [claim, stay]
        $0.cited = [proof]
        $0.amount = disputedAmount
        $0.demand = "the hospital corrects its bill by 5,000.00"
        $0.grounds = [ground(10_010, "the drugs are billed twice")]
        $0.documents = [paper(.other)]
        $0.lodgedOn = "2018-11-26"
    }

    static let disputeNotified = DisputeNotified.with {
        $0.notifiedOn = "2018-11-27"
        $0.to = [hospital.description]
    }

    static let stated = StatementFiled.with {
        $0.text = "each drug was given as billed"
        $0.documents = [paper(.medicalRecord)]
        $0.cited = [proof]
    }

    static func inquired(_ number: String = "I1") -> InquirySent {
        .with {
            $0.number = number
            $0.institution = secondHospital.code
            $0.questions = ["was the person treated there?"]
            $0.sentOn = "2018-11-28"
            $0.answerTo = [center.description, hospital.description]
        }
    }

    static func answered(_ number: String = "I1", onPaper: Bool = false) -> InquiryAnswered {
        .with {
            $0.number = number
            $0.text = "no, never"
            $0.onPaper = onPaper
            if onPaper { $0.scan = paper(.hospitalAnswer) }
            $0.answeredOn = "2018-11-30"
        }
    }

    static func consequence(
        _ number: UInt32, _ kind: Consequence.Kind, of party: Party, in stream: String, _ amount: Int64 = 0
    ) -> Consequence {
        .with {
            $0.number = number
            $0.kind = kind
            $0.party = party.description
            $0.dueOn = "2018-12-20"
            $0.stream = stream
            $0.amount = amount
            $0.text = "within ten days"
        }
    }

    static let ruling = Ruling.with {
        $0.outcome = .partly
        $0.amount = 300_000
        $0.cited = [proof]
        $0.grounds = [ground(10_011, "half of the drugs are billed twice")]
        $0.consequences = [
            consequence(1, .correction, of: hospital, in: stay), consequence(2, .heldPayment, of: center, in: claim),
        ]
    }

    static let ruled = DisputeSettled.with {
        $0.ruling = ruling
        $0.ruledOn = "2018-12-10"
    }

    /// The ruling asks the center to recover amounts from the sample claim.
    static func recovering(_ amounts: Int64..., from stream: String = claim) -> DisputeSettled {
        changed(ruled) {
            $0.ruling.consequences = amounts.enumerated().map {
                consequence(UInt32($0 + 1), .recovery, of: center, in: stream, $1)
            }
        }
    }

    static let appealed = DisputeAppealed.with {
        $0.grounds = [ground(10_012, "the list was misread")]
        $0.text = "the ruling rests on the wrong list"
    }

    static func appealDecided(_ result: AppealDecided.Result) -> AppealDecided {
        .with {
            $0.result = result
            $0.grounds = [ground(10_013, "the list was read again")]
            if result == .changed {
                $0.ruling = changed(ruling) {
                    $0.outcome = .dismissed
                    $0.amount = 0
                    $0.consequences = []
                }
            }
            $0.decidedOn = "2018-12-17"
        }
    }

    static func carriedOut(_ number: UInt32, by entry: EntryReference) -> ConsequenceCarriedOut {
        .with {
            $0.number = number
            $0.entry.entry = entry
            $0.entry.leafHash = hash
        }
    }
}

extension Desk {
    /// How far the sample dispute has come.
    enum DisputeStage: Int {
        case opened, notified, stated, ruled, appealed
    }

    /// A desk with the sample claim and the sample dispute at a stage.
    static func disputing(_ stage: DisputeStage, claim: Stage = .submitted) throws -> Desk {
        var desk = try Desk.at(claim)
        try desk.dispute(.disputeOpened(Sample.disputeOpened), by: Sample.clerk, on: "2018-11-26")
        if stage.rawValue >= DisputeStage.notified.rawValue {
            try desk.dispute(.disputeNotified(Sample.disputeNotified), on: "2018-11-27")
        }
        if stage.rawValue >= DisputeStage.stated.rawValue {
            try desk.dispute(.statementFiled(Sample.stated), by: Sample.office, on: "2018-11-28")
        }
        if stage.rawValue >= DisputeStage.ruled.rawValue {
            try desk.dispute(.disputeSettled(Sample.ruled), on: "2018-12-10")
        }
        if stage.rawValue >= DisputeStage.appealed.rawValue {
            try desk.dispute(.disputeAppealed(Sample.appealed), by: Sample.office, on: "2018-12-12")
        }
        return desk
    }

    @discardableResult
    mutating func dispute(
        _ kind: Event.OneOf_Kind, by actor: Actor = Sample.judge, on day: String = "2018-12-18"
    ) throws -> EntryReference {
        try record(Event(kind), in: Sample.dispute, by: actor, on: day)
    }

    var disputed: DisputeState {
        get throws { try state(Sample.dispute).dispute }
    }
}
