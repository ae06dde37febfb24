import Claims
import SwiftProtobuf

extension Desk {
    /// A referral at a place that asks for an evaluation: 0 applied and stamped, 1 evaluated, 2 on record, 3 a claim under it
    /// submitted, 4 priced, 5 compared, 6 approved.
    static func transfer(
        until step: Int, evaluation: PreEvaluated = Sample.evaluated, record: RecordFiled = Sample.recordedReferral,
        comparison: TransferCompared = Sample.compared
    ) throws -> Desk {
        var desk = try Desk.at(.registered)
        let settings = ProcedureSettings.with { $0.preEvaluation = true }
        try desk.record(
            Event(.policyPublished(Sample.version("1", procedure: settings))), in: Sample.procedure, by: Sample.clerk,
            on: "2018-01-12")
        try desk.record(
            Event(.applicationSubmitted(Sample.referral)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        for (party, office) in [(Sample.hospital, Sample.office), (Sample.secondHospital, Sample.secondOffice)] {
            try desk.record(
                Event(.formStamped(Sample.stamped(party))), in: Sample.filing, by: office, on: "2018-02-21")
        }
        let events: [(Event.OneOf_Kind, String, Actor, String)] = [
            (.preEvaluated(evaluation), Sample.filing, Sample.clerk, "2018-02-25"),
            (.recordFiled(record), Sample.filing, Sample.clerk, "2018-02-26"),
            (.claimSubmitted(Sample.submitted), Sample.claim, Sample.agent, "2018-11-01"),
            (.claimAccepted(.init()), Sample.claim, Sample.clerk, "2018-11-05"),
            (.claimAdjudicated(Sample.adjudicated), Sample.claim, Sample.clerk, "2018-11-06"),
            (.transferCompared(comparison), Sample.filing, Sample.clerk, "2018-11-07"),
            (.claimApproved(Sample.approved), Sample.claim, Sample.approver, "2018-11-08"),
        ]
        for (event, stream, actor, day) in events.prefix(step < 4 ? step : step + 1) {
            try desk.record(Event(event), in: stream, by: actor, on: day)
        }
        return desk
    }

    /// A person with an account of 1,000.00 and a pharmacy in the register.
    static func banked(_ amount: Int64 = 100_000) throws -> Desk {
        var desk = try Desk.at(.registered)
        try desk.record(
            Event(
                .institutionDesignated(
                    changed(Sample.designated(Sample.pharmacy.party, level: 0)) { $0.kind = "pharmacy" })),
            in: Sample.institution(Sample.pharmacy.party), by: Sample.clerk, on: "2018-01-11")
        if amount > 0 { try desk.bank(.accountCredited(Sample.credited("C1", amount)), on: "2018-06-30") }
        return desk
    }

    /// Records in the sample account.
    @discardableResult
    mutating func bank(
        _ event: Event.OneOf_Kind, by actor: Actor = Sample.clerk, on day: String = "2018-07-20"
    ) throws -> EntryReference {
        try record(Event(event), in: Sample.account, by: actor, on: day)
    }

    /// The specific item: 0 the register, 1 applied, 2 approved.
    static func item(until step: Int) throws -> Desk {
        var desk = try Desk.at(.registered)
        let events: [(Event.OneOf_Kind, Actor)] = [
            (.specificItemApplied(Sample.itemApplied), Sample.agent),
            (.specificItemApproved(Sample.itemApproved), Sample.clerk),
        ]
        for (event, actor) in events.prefix(step) {
            try desk.record(Event(event), in: Sample.item, by: actor, on: "2018-05-20")
        }
        return desk
    }

    /// A person who was entered twice.
    static func entered(merged: Bool) throws -> Desk {
        var desk = try Desk.at(.registered)
        desk.receive(
            Event(.personRegistered(Sample.registeredTwice)), in: Sample.duplicate, by: Sample.clerk, on: "2018-01-15")
        if merged {
            try desk.record(
                Event(.personMerged(Sample.merged(into: Sample.person))), in: Sample.duplicate, by: Sample.clerk,
                on: "2018-01-20")
        }
        return desk
    }
}
