import Claims
import SwiftProtobuf

extension Violations {
    mutating func addFilings() {
        func addApplication(_ rule: Refusal.Rule, _ change: (inout ApplicationSubmitted) -> Void) {
            add(
                rule, at: .registered, .applicationSubmitted(changed(Sample.application, change)), in: Sample.filing,
                by: Sample.agent)
        }
        add(
            .alreadyApplied, at: .applied, .applicationSubmitted(Sample.application), in: Sample.filing,
            by: Sample.agent)
        add(.noApplication, at: .registered, .recordFiled(Sample.recorded), in: Sample.filing, by: Sample.clerk)
        addApplication(.placeOutside) { $0.place = "810000" }
        addApplication(.tooManyHospitals) { $0.hospitals = [Sample.hospital.code, Sample.hospital.code] }
        addApplication(.hospitalsNeeded) { $0.hospitals = [] }
        addApplication(.hospitalOutsidePlace) { $0.place = "310000" }
        add(.sameLevel) {
            var desk = try Desk.at(.registered)
            try desk.record(
                Event(.institutionDesignated(Sample.designated(Sample.secondHospital, level: 3))),
                in: Sample.institution(Sample.secondHospital), by: Sample.clerk, on: "2018-01-12")
            _ = try desk.propose(
                Event(.applicationSubmitted(Sample.application)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        }
        add(
            .hospitalNotChosen, at: .applied, .formStamped(Sample.stamped(Sample.otherHospital)), in: Sample.filing,
            by: Actor(party: Sample.otherHospital, operatorName: "office"))
        add(
            .alreadyStamped, at: .stamped, .formStamped(Sample.stamped(Sample.hospital)), in: Sample.filing,
            by: Sample.office)
        add(.stampMissing, at: .applied, .recordFiled(Sample.recorded), in: Sample.filing, by: Sample.clerk)
        add(.filingNotPending, at: .filed, .recordFiled(Sample.recorded), in: Sample.filing, by: Sample.clerk)
        addApplication(.validityDoesNotFit) { $0.validTo = "2020-01-01" }
        addApplication(.temporaryTooShort) {
            $0.kind = .referral
            $0.validTo = "2018-08-30"
        }
        let amendment = FilingAmended.with {
            $0.hospitals = [Sample.secondHospital.code]
            $0.effectiveFrom = "2018-12-01"
            $0.reason = "she moved"
        }
        func addAmendment(_ rule: Refusal.Rule, at stage: Stage, _ change: (inout FilingAmended) -> Void = { _ in }) {
            add(
                rule, at: stage, .filingAmended(changed(amendment, change)), in: Sample.filing, by: Sample.clerk)
        }
        addAmendment(.filingNotRecorded, at: .stamped)
        addAmendment(.nothingAmended, at: .filed) { $0.hospitals = [] }
        addAmendment(.changeInThePast, at: .filed) { $0.effectiveFrom = "2018-10-01" }
        addAmendment(.amendedBackwards, at: .filed) { $0.effectiveFrom = "2018-02-01" }
        add(.unchangedPeriod) {
            var desk = try Desk.at(.filed)
            let settings = ProcedureSettings.with { $0.unchangedMonths = 12 }
            try desk.record(
                Event(.policyPublished(Sample.version("1", procedure: settings))), in: Sample.procedure,
                by: Sample.clerk, on: "2018-03-01")
            _ = try desk.propose(
                Event(.filingAmended(amendment)), in: Sample.filing, by: Sample.clerk, on: "2018-11-02")
        }
        add(.groundsMissing, at: .stamped, .filingRefused(.init()), in: Sample.filing, by: Sample.clerk)
        add(
            .scanMissing, at: .applied, .formStamped(changed(Sample.stamped(Sample.hospital)) { $0.onPaper = true }),
            in: Sample.filing, by: Sample.clerk)
        add(.notWithdrawable) {
            var desk = try Desk.at(.filed)
            let withdrawal = FilingWithdrawn.with {
                $0.effectiveFrom = "2018-12-01"
                $0.reason = "she came back"
            }
            for _ in 0..<2 {
                try desk.record(
                    Event(.filingWithdrawn(withdrawal)), in: Sample.filing, by: Sample.agent, on: "2018-11-02")
            }
        }
    }

    mutating func addStays() {
        func addBill(_ rule: Refusal.Rule, at stage: Int, _ kind: Event.OneOf_Kind) {
            add(rule) {
                _ = try Desk.inHospital(until: stage).propose(
                    Event(kind), in: Sample.stay, by: Sample.office, on: "2018-10-11")
            }
        }
        let day = Event.OneOf_Kind.dayBilled(.with { $0.bill = Sample.days[0] })
        let settled = Event.OneOf_Kind.billSettled(.with { $0.bill = Sample.bill })
        addBill(.alreadyAdmitted, at: 1, .admitted(Sample.admitted))
        addBill(.notAdmitted, at: 0, day)
        addBill(.dayOutsideStay, at: 1, .dayBilled(.with { $0.bill = Sample.day("2018-08-24", Sample.lines) }))
        addBill(.dayAlreadyBilled, at: 2, day)
        addBill(.dischargeTooEarly, at: 3, .discharged(.with { $0.dischargedOn = "2018-08-25" }))
        addBill(.notDischarged, at: 3, settled)
        addBill(.alreadySettled, at: 5, settled)
        addBill(
            .notSettled, at: 4,
            .billCorrected(
                .with {
                    $0.bill = Sample.bill
                    $0.reason = "misprint"
                }))
        addBill(
            .billDoesNotAddUp, at: 4, .billSettled(.with { $0.bill = changed(Sample.bill) { $0.total += 1 } }))
        // Two days are in the bill, one was billed.
        add(.billDiffersFromDays) {
            var desk = try Desk.inHospital(until: 2)
            try desk.record(
                Event(.discharged(Sample.discharged)), in: Sample.stay, by: Sample.office, on: "2018-10-11")
            _ = try desk.propose(Event(settled), in: Sample.stay, by: Sample.office, on: "2018-10-11")
        }
    }
}

extension Desk {
    /// The stay up to a step: 1 admitted, 2 and 3 its days billed, 4 discharged, 5 settled.
    static func inHospital(until step: Int) throws -> Desk {
        var desk = try Desk.at(.filed)
        let events: [(Event.OneOf_Kind, String)] = [
            (.admitted(Sample.admitted), "2018-08-25"),
            (.dayBilled(.with { $0.bill = Sample.days[0] }), "2018-08-25"),
            (.dayBilled(.with { $0.bill = Sample.days[1] }), "2018-08-26"),
            (.discharged(Sample.discharged), "2018-10-11"),
            (.billSettled(.with { $0.bill = Sample.bill }), "2018-10-11"),
        ]
        for (event, day) in events.prefix(step) {
            try desk.record(Event(event), in: Sample.stay, by: Sample.office, on: day)
        }
        return desk
    }
}
