import Claims
import SwiftProtobuf

/// The road of a claim, from the register to the payment; each stage includes those before it.
enum Stage: Int, CaseIterable, Comparable {
    case empty, registered, applied, stamped, filed, stayed, submitted, accepted, adjudicated, approved, ordered, paid

    static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
}

extension Desk {
    /// A desk at a stage of the sample claim.
    /// - Parameter submission: What the unit hands in; the sample by default.
    static func at(_ stage: Stage, submission: ClaimSubmitted = Sample.submitted) throws -> Desk {
        var desk = Desk()
        if stage >= .registered { try desk.register() }
        if stage >= .applied {
            try desk.record(
                Event(.applicationSubmitted(Sample.application)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        }
        if stage >= .stamped {
            try desk.record(
                Event(.formStamped(Sample.stamped(Sample.hospital))), in: Sample.filing, by: Sample.office,
                on: "2018-02-20")
            try desk.record(
                Event(.formStamped(Sample.stamped(Sample.secondHospital))), in: Sample.filing, by: Sample.secondOffice,
                on: "2018-02-21")
        }
        if stage >= .filed {
            try desk.record(
                Event(.recordFiled(Sample.recorded)), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        }
        if stage >= .stayed { try desk.treat() }
        if stage >= .submitted {
            try desk.record(Event(.claimSubmitted(submission)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        }
        if stage >= .accepted {
            try desk.record(Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-05")
        }
        if stage >= .adjudicated {
            try desk.record(
                Event(.claimAdjudicated(Sample.adjudicated)), in: Sample.claim, by: Sample.clerk, on: "2018-11-06")
        }
        if stage >= .approved {
            try desk.record(
                Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        }
        if stage >= .ordered {
            try desk.record(
                Event(.paymentOrdered(Sample.ordered())), in: Sample.claim, by: Sample.clerk, on: "2018-11-19")
        }
        if stage >= .paid {
            try desk.record(
                Event(.paymentMade(Sample.made())), in: Sample.claim, by: Sample.cashier, on: "2018-11-20")
        }
        return desk
    }

    private mutating func register() throws {
        try record(
            Event(.personRegistered(Sample.registered)), in: Sample.person, by: Sample.clerk, on: "2018-01-10")
        for (party, level) in [(Sample.hospital, UInt32(3)), (Sample.secondHospital, 2)] {
            try record(
                Event(.institutionDesignated(Sample.designated(party, level: level))),
                in: Sample.institution(party), by: Sample.clerk, on: "2018-01-11")
        }
    }

    private mutating func treat() throws {
        try record(Event(.admitted(Sample.admitted)), in: Sample.stay, by: Sample.office, on: "2018-08-25")
        for day in Sample.days {
            try record(
                Event(.dayBilled(.with { $0.bill = day })), in: Sample.stay, by: Sample.office, on: day.date)
        }
        try record(Event(.discharged(Sample.discharged)), in: Sample.stay, by: Sample.office, on: "2018-10-11")
        try record(
            Event(.billSettled(.with { $0.bill = Sample.bill })), in: Sample.stay, by: Sample.office, on: "2018-10-11")
    }
}
