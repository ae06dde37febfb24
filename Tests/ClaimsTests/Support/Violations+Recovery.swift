import Claims
import SwiftProtobuf

/// Violations of the rules of care, lines, exclusions, advances, recoveries, feedback and objections.
extension Violations {
    mutating func addRoads() {
        func addClaim(_ rule: Refusal.Rule, _ claim: ClaimSubmitted) {
            add(rule, at: .stayed, .claimSubmitted(claim), in: Sample.claim, by: Sample.agent)
        }
        func addDecision(
            _ rule: Refusal.Rule, at stage: Stage, _ kind: Event.OneOf_Kind, by actor: Actor = Sample.clerk
        ) {
            add(rule, at: stage, kind, in: Sample.claim, by: actor, on: "2018-11-21")
        }
        addClaim(.careDoesNotFit, changed(Sample.sudden()) { $0.guarantor = "" })
        addClaim(.guarantorNotTheUnit, changed(Sample.sudden()) { $0.guarantor = Sample.otherUnitCode })
        addClaim(.outpatientOwnCost, changed(Sample.sudden()) { $0.care = .outpatient })
        addClaim(
            .treatmentOutside,
            changed(Sample.sudden()) {
                $0.hospital = "H81010500001"
                $0.stay = ""
            })
        add(.notAway) {
            var desk = try Desk.at(.registered)
            let home = changed(Sample.designated(Sample.hospital, level: 3)) { $0.code = "H21020300001" }
            try desk.record(
                Event(.institutionDesignated(home)), in: "institution/210200/H21020300001", by: Sample.clerk,
                on: "2018-01-12")
            let claim = changed(Sample.sudden()) {
                $0.hospital = "H21020300001"
                $0.stay = ""
            }
            try desk.record(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2018-11-02")
        }
        add(.approvalNotStated) {
            var desk = try Desk.at(.stayed)
            try desk.claim(.claimSubmitted(Sample.sudden()), by: Sample.agent, on: "2018-11-01")
            try desk.claim(.claimAccepted(.init()), on: "2018-11-05")
        }
        add(.itemDoesNotCover) {
            _ = try propose(
                Event(.claimSubmitted(Sample.specific)), on: try Desk().state(Sample.claim),
                context: try Desk.at(.stayed).context([
                    Sample.person, Sample.filing, Sample.institution(Sample.hospital),
                ]),
                by: Sample.forUnit, at: instant("2018-11-01"))
        }
        add(.completionLate) {
            var desk = try Desk.at(.submitted)
            try desk.claim(.claimReturned(.with { $0.missing = [.invoice] }), on: "2018-11-05")
            try desk.claim(
                .claimCompleted(.with { $0.documents = [Sample.paper(.invoice)] }), by: Sample.agent, on: "2018-11-20")
        }
        addDecision(
            .dueDayPast, at: .submitted,
            .claimReturned(
                .with {
                    $0.missing = [.invoice]
                    $0.dueOn = "2018-11-20"
                }))
        addLines()
    }

    private mutating func addLines() {
        func addPrice(_ rule: Refusal.Rule, _ change: @escaping (inout ClaimAdjudicated) -> Void) {
            add(
                rule, at: .accepted, .claimAdjudicated(changed(Sample.byLine, change)), in: Sample.claim,
                by: Sample.clerk, on: "2018-11-06")
        }
        addPrice(.linesIncomplete) { $0.lines.swapAt(0, 1) }
        addPrice(.lineBilledDiffers) { $0.lines[0].billed += 1 }
        addPrice(.lineAmountsDisorder) { $0.lines[0].approved = $0.lines[0].inScope + 1 }
        addPrice(.lineGroundMissing) { $0.lines[0].adjusted -= 1 }
        addPrice(.lineGroundUnknown) { $0.lines[0].grounds = [Sample.ground(1_700, "no such number")] }
        addPrice(.linesDoNotAddUp) { $0.lines[0].approved -= 1 }
        add(.excludedNotPaid) {
            var desk = try Desk.at(.accepted)
            try desk.claim(.lineExcluded(Sample.excluded([3])))
            try desk.claim(.claimAdjudicated(Sample.byLine))
        }
        add(.lineDecisionsMissing) {
            var desk = try Desk.at(.accepted)
            try desk.claim(.lineExcluded(Sample.excluded([3])))
            try desk.claim(.claimAdjudicated(Sample.adjudicated))
        }
        add(.exclusionTooLate) { try Violations.exclude(at: .approved, [3]) }
        add(.noSuchLine) { try Violations.exclude(at: .accepted, [4]) }
        add(.alreadyExcluded) {
            var desk = try Desk.at(.accepted)
            for _ in 0..<2 { try desk.claim(.lineExcluded(Sample.excluded([3]))) }
        }
        add(.exclusionNotOpen) {
            var desk = try Desk.at(.accepted)
            let exclusion = try desk.claim(.lineExcluded(Sample.excluded([3])))
            for _ in 0..<2 { try desk.claim(.exclusionLifted(Sample.lifted(exclusion))) }
        }
        add(.listDecided) {
            var desk = try Desk.at(.accepted)
            try desk.claim(.lineExcluded(Sample.excluded([3])))
            let entry = try desk.sampleClaim.submitted.entry
            try desk.claim(
                .corrected(
                    .with {
                        $0.entry = entry
                        $0.reason = "misread"
                        $0.replacement = Event(
                            .claimSubmitted(changed(Sample.submitted) { $0.bill.lines.swapAt(0, 1) }))
                    }), by: Sample.agent)
        }
    }

    private static func exclude(at stage: Stage, _ lines: [UInt32]) throws {
        var desk = try Desk.at(stage)
        try desk.claim(.lineExcluded(Sample.excluded(lines)))
    }

    mutating func addRecoveries() {
        func excluded(_ cause: LineExcluded.Cause = .thirdParty) throws -> (Desk, EntryReference) {
            var desk = try Desk.at(.accepted)
            let exclusion = try desk.claim(.lineExcluded(Sample.excluded([], cause)))
            return (desk, exclusion)
        }
        add(.advanceNeedsThirdParty) {
            var (desk, exclusion) = try excluded(.workInjury)
            try desk.claim(.advanceGranted(Sample.advance(exclusion)))
        }
        add(.writtenRequestNeeded) {
            var (desk, exclusion) = try excluded()
            try desk.claim(.advanceGranted(changed(Sample.advance(exclusion)) { $0.request = Sample.paper(.other) }))
        }
        add(.alreadyAdvanced) {
            var (desk, exclusion) = try excluded()
            for _ in 0..<2 { try desk.claim(.advanceGranted(Sample.advance(exclusion))) }
        }
        func addTwice(_ rule: Refusal.Rule, _ kinds: Event.OneOf_Kind...) {
            add(rule) {
                var desk = try Desk.advanced()
                for kind in kinds { try desk.claim(kind, by: Sample.cashier) }
            }
        }
        addTwice(.demandNumberUsed, .recoveryDemanded(Sample.demanded(1)), .recoveryDemanded(Sample.demanded(1)))
        addTwice(.demandBeyondOutstanding, .recoveryDemanded(Sample.demanded(Sample.approvedAmount + 1)))
        addTwice(.receiptNumberUsed, .recoveryReceived(Sample.received(1)), .recoveryReceived(Sample.received(1)))
        addTwice(.unknownDemand, .recoveryReceived(Sample.received(1, demand: "D9")))
        add(.nothingAdvanced) {
            var desk = try Desk.at(.paid)
            try desk.claim(.recoveryReceived(Sample.received(1)))
        }
        addTwice(
            .refundNumberUsed, .recoveryReceived(Sample.received(Sample.approvedAmount + 2)),
            .recoveryRefunded(Sample.refunded(1)), .recoveryRefunded(Sample.refunded(1)))
        addTwice(.refundBeyondSurplus, .recoveryRefunded(Sample.refunded(1)))
        addTwice(.writeOffBeyondOutstanding, .recoveryWrittenOff(Sample.writtenOff(Sample.approvedAmount + 1)))
    }

    mutating func addVoices() {
        func refusedClaim() throws -> (Desk, EntryReference) {
            var desk = try Desk.at(.accepted)
            let refusal = try desk.claim(.claimRefused(Sample.refused), by: Sample.approver, on: "2018-11-20")
            return (desk, refusal)
        }
        add(.notOnBehalf) {
            var desk = try Desk.at(.submitted)
            try desk.claim(.feedbackGiven(Sample.said(.asBilled)))
        }
        add(.objectionNumberUsed) {
            var (desk, refusal) = try refusedClaim()
            for _ in 0..<2 { try desk.claim(.objectionFiled(Sample.objection(refusal)), by: Sample.agent) }
        }
        add(.noSuchDecision) {
            var desk = try Desk.at(.submitted)
            let submission = try desk.sampleClaim.submitted.entry
            try desk.claim(.objectionFiled(Sample.objection(submission)), by: Sample.agent)
        }
        add(.objectionLate) {
            var (desk, refusal) = try refusedClaim()
            try desk.claim(
                .objectionFiled(Sample.objection(refusal, on: "2019-03-01")), by: Sample.agent, on: "2019-03-01")
        }
        add(.alreadyObjected) {
            var (desk, refusal) = try refusedClaim()
            for number in ["O1", "O2"] {
                try desk.claim(.objectionFiled(Sample.objection(refusal, number)), by: Sample.agent)
            }
        }
        add(.objectionNotOpen) {
            var desk = try Desk.at(.accepted)
            try desk.claim(.objectionDecided(Sample.objectionDecided(true)))
        }
        add(.objectionFourEyes) {
            var (desk, refusal) = try refusedClaim()
            try desk.claim(.objectionFiled(Sample.objection(refusal)), by: Sample.agent)
            try desk.claim(.objectionDecided(Sample.objectionDecided(true)), by: Sample.approver)
        }
        add(.objectionDecided) {
            var (desk, refusal) = try refusedClaim()
            let objection = try desk.claim(.objectionFiled(Sample.objection(refusal)), by: Sample.agent)
            try desk.claim(.objectionDecided(Sample.objectionDecided(true)))
            try desk.claim(
                .corrected(
                    .with {
                        $0.entry = objection
                        $0.reason = "misread"
                        $0.replacement = Event(.objectionFiled(Sample.objection(refusal, "O2")))
                    }), by: Sample.agent)
        }
    }
}
