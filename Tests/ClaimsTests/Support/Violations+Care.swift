import Claims
import SwiftProtobuf

extension Violations {
    mutating func addCare() {
        addPersons()
        addTransfers()
        addItems()
        addAccounts()
        addHistories()
    }

    private mutating func addPersons() {
        add(
            .nothingToEnd, at: .registered,
            .designationEnded(
                .with {
                    $0.effectiveFrom = "2014-12-31"
                    $0.reason = "closed"
                }), in: Sample.institution(Sample.hospital), by: Sample.clerk)
        add(.personMerged) {
            _ = try Desk.entered(merged: true).propose(
                Event(
                    .applicationSubmitted(
                        changed(Sample.application) {
                            $0.person = Sample.duplicate
                            $0.insured.cardNumber = Sample.registeredTwice.cardNumber
                        })), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        }
        add(
            .mergedIntoItself, at: .registered, .personMerged(Sample.merged(into: Sample.person)), in: Sample.person,
            by: Sample.clerk)
        add(
            .mergedIntoNobody, at: .registered, .personMerged(Sample.merged(into: Sample.duplicate)), in: Sample.person,
            by: Sample.clerk)
        add(
            .notMerged, at: .registered, .personUnmerged(.with { $0.reason = "two persons" }), in: Sample.person,
            by: Sample.clerk)
        add(.alreadyDied) {
            var desk = try Desk.at(.registered)
            for _ in 0..<2 {
                try desk.record(
                    Event(.personDied(Sample.died("2018-10-01"))), in: Sample.person, by: Sample.clerk, on: "2018-11-02"
                )
            }
        }
        add(.afterDeath) {
            var desk = try Desk.at(.registered)
            try desk.record(
                Event(.personDied(Sample.died("2018-02-01"))), in: Sample.person, by: Sample.clerk, on: "2018-02-05")
            _ = try desk.propose(
                Event(.applicationSubmitted(Sample.application)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        }
        add(.deathNotCarried) {
            var desk = try Desk.entered(merged: false)
            try desk.record(
                Event(.personDied(Sample.died("2018-01-16"))), in: Sample.duplicate, by: Sample.clerk, on: "2018-01-17")
            _ = try desk.propose(
                Event(.personMerged(Sample.merged(into: Sample.person))), in: Sample.duplicate, by: Sample.clerk,
                on: "2018-02-01")
        }
        add(
            .residentIDOfAnother, at: .registered, .personRegistered(Sample.registeredTwice), in: Sample.duplicate,
            by: Sample.clerk)
        add(
            .cardOfAnother, at: .registered,
            .personRegistered(changed(Sample.registered) { $0.residentID = Sample.otherResidentID }),
            in: Sample.duplicate, by: Sample.clerk)
        add(
            .dayToCome, at: .registered, .personDied(Sample.died("2018-11-03")), in: Sample.person, by: Sample.clerk)
    }

    private mutating func addTransfers() {
        func addTransfer(
            _ rule: Refusal.Rule, at step: Int, _ kind: Event.OneOf_Kind, in stream: String = Sample.filing,
            evaluation: PreEvaluated = Sample.evaluated
        ) {
            add(rule) {
                _ = try Desk.transfer(until: step, evaluation: evaluation).propose(
                    Event(kind), in: stream, by: Sample.approver, on: "2018-11-08")
            }
        }
        add(.notAReferral, at: .stamped, .preEvaluated(Sample.evaluated), in: Sample.filing, by: Sample.clerk)
        addTransfer(.evaluationMissing, at: 0, .recordFiled(Sample.recordedReferral))
        addTransfer(
            .evaluationNotSupported, at: 1, .recordFiled(Sample.recordedReferral),
            evaluation: changed(Sample.evaluated) { $0.opinion = .notSupported })
        addTransfer(
            .historyNotConsulted, at: 0,
            .preEvaluated(
                changed(Sample.evaluated) { $0.history = EntryReference(origin: "test.example/x", number: 7) }))
        add(
            .notEvaluated, at: .submitted, .transferCompared(Sample.compared), in: Sample.filing, by: Sample.clerk,
            on: "2018-11-08")
        addTransfer(
            .comparisonOfAnother, at: 3,
            .transferCompared(changed(Sample.compared) { $0.claim = "claim/210200/2019-000999" }))
        addTransfer(
            .comparedBeforeDischarge, at: 3,
            .transferCompared(changed(Sample.compared) { $0.comparedOn = "2018-10-10" }))
        addTransfer(.comparisonMissing, at: 4, .claimApproved(Sample.approved), in: Sample.claim)
    }

    private mutating func addItems() {
        add(.decidedApplication) {
            let desk = try Desk.at(.filed)
            let entry = try desk.state(Sample.filing).filing.submitted.entry
            let other = changed(Sample.application) { $0.hospitals = [Sample.hospital.code] }
            _ = try desk.propose(
                .correcting(entry, .applicationSubmitted(other)), in: Sample.filing, by: Sample.agent, on: "2018-03-01")
        }
        add(.evaluationDecided) {
            let desk = try Desk.transfer(until: 2)
            let entry = try desk.state(Sample.filing).filing.preEvaluated.entry
            let other = changed(Sample.evaluated) { $0.opinion = .notSupported }
            _ = try desk.propose(
                .correcting(entry, .preEvaluated(other)), in: Sample.filing, by: Sample.clerk, on: "2018-03-01")
        }
        func addItem(
            _ rule: Refusal.Rule, at step: Int, _ kind: Event.OneOf_Kind, by actor: Actor = Sample.clerk
        ) {
            add(rule) {
                _ = try Desk.item(until: step).propose(Event(kind), in: Sample.item, by: actor, on: "2018-05-25")
            }
        }
        func ending(_ day: String) -> Event.OneOf_Kind {
            .specificItemEnded(
                .with {
                    $0.effectiveFrom = day
                    $0.reason = "transplant"
                })
        }
        addItem(.itemAlreadyApplied, at: 1, .specificItemApplied(Sample.itemApplied), by: Sample.agent)
        addItem(.noItemApplication, at: 0, .specificItemApproved(Sample.itemApproved))
        addItem(
            .itemInstitutions, at: 0, .specificItemApplied(changed(Sample.itemApplied) { $0.institutions = [] }),
            by: Sample.agent)
        addItem(.itemNotPending, at: 2, .specificItemApproved(Sample.itemApproved))
        addItem(.itemNotApproved, at: 1, ending("2018-07-01"))
        addItem(.itemEndsOutside, at: 2, ending("2019-06-01"))
        add(.approvedApplication) {
            let desk = try Desk.item(until: 2)
            let entry = try desk.state(Sample.item).item.applied.entry
            let other = changed(Sample.itemApplied) { $0.diseaseCode = "M00501" }
            _ = try desk.propose(
                .correcting(entry, .specificItemApplied(other)), in: Sample.item, by: Sample.agent, on: "2018-05-25")
        }
    }

    private mutating func addAccounts() {
        func addAccount(
            _ rule: Refusal.Rule, with balance: Int64 = 100_000, after first: [(Event.OneOf_Kind, Actor)] = [],
            _ kind: Event.OneOf_Kind, by actor: Actor = Sample.clerk, in stream: String = Sample.account
        ) {
            add(rule) {
                var desk = try Desk.banked(balance)
                for (event, actor) in first { try desk.bank(event, by: actor) }
                _ = try desk.propose(Event(kind), in: stream, by: actor, on: "2018-07-20")
            }
        }
        let request = (Event.OneOf_Kind.accountSpendingRequested(Sample.requested()), Sample.pharmacy)
        addAccount(.accountElsewhere, .accountCredited(Sample.credited()), in: "account/210200/000124")
        addAccount(.accountNumberUsed, .accountCredited(Sample.credited("C1", 1)))
        addAccount(.accountNotOpen, with: 0, .accountWithdrawn(Sample.withdrawn()))
        addAccount(.balanceTooSmall, .accountWithdrawn(Sample.withdrawn("W1", 100_001)))
        addAccount(.accountCard, .accountWithdrawn(changed(Sample.withdrawn()) { $0.cardNumber = "B00000001" }))
        addAccount(
            .requestExceedsInvoice, .accountSpendingRequested(changed(Sample.requested()) { $0.amount += 1 }),
            by: Sample.pharmacy)
        addAccount(.requestNotOpen, .accountSpent(Sample.spent()))
        addAccount(.spendingDiffers, after: [request], .accountSpent(Sample.spent("R1", 19_999)))
        addAccount(
            .unknownMovement,
            .accountReversed(Sample.movementReversed(EntryReference(origin: "test.example/x", number: 0), 1)))
        add(.movementReversed) {
            var desk = try Desk.banked()
            let entry = try desk.bank(.accountWithdrawn(Sample.withdrawn()))
            for _ in 0..<2 { try desk.bank(.accountReversed(Sample.movementReversed(entry, 30_000))) }
        }
        add(.movementDiffers) {
            var desk = try Desk.banked()
            let entry = try desk.bank(.accountWithdrawn(Sample.withdrawn()))
            try desk.bank(.accountReversed(Sample.movementReversed(entry, 29_999)))
        }
        addAccount(
            .invoiceRequested, after: [request], .accountSpendingRequested(Sample.requested("R2")), by: Sample.pharmacy)
        add(.invoiceOfClaim) {
            // The invoice of the claim is asked for from the account too.
            var desk = try Desk.at(.accepted)
            try desk.bank(.accountCredited(Sample.credited("C1", 2_000_000)), on: "2018-11-06")
            let claimed = changed(Sample.requested("R1", 1_526_314, by: Sample.hospital)) {
                $0.invoice = Sample.bill.invoice
            }
            try desk.bank(.accountSpendingRequested(claimed), by: Sample.office, on: "2018-11-06")
            try desk.bank(.accountSpent(Sample.spent("R1", 1_526_314, by: Sample.hospital)), on: "2018-11-07")
        }
        addAccount(
            .pharmacySells, .accountSpendingRequested(changed(Sample.requested()) { $0.kind = .outpatient }),
            by: Sample.pharmacy)
        addAccount(.creditedTooEarly, .accountCredited(Sample.credited("C2", 5, on: "2016-12-31")))
    }

    private mutating func addHistories() {
        func addHistory(
            _ rule: Refusal.Rule, at stage: Stage = .accepted, in stream: String = Sample.history,
            _ change: (inout HistoryVerified) -> Void = { _ in }
        ) {
            add(
                rule, at: stage, .historyVerified(changed(Sample.verified, change)), in: stream, by: Sample.clerk,
                on: "2018-11-21")
        }
        addHistory(.historyElsewhere, in: "history/210200/000124")
        add(.alreadyInHistory) {
            var desk = try Desk.at(.accepted)
            for _ in 0..<2 {
                try desk.record(
                    Event(.historyVerified(Sample.verified)), in: Sample.history, by: Sample.clerk, on: "2018-11-21")
            }
        }
        add(.historyNotDisclosed) {
            var desk = try Desk.at(.accepted)
            try desk.record(
                Event(.historyVerified(Sample.verified)), in: Sample.history, by: Sample.clerk, on: "2018-11-21")
            _ = try desk.propose(
                Event(
                    .disclosed(
                        .with {
                            $0.to = Sample.hospital.description
                            $0.reason = "asked"
                        })), in: Sample.history, by: Sample.clerk, on: "2018-11-22")
        }
        addHistory(.historyOfAnother) { $0.claim = "claim/210200/2019-000999" }
        addHistory(.claimNotVerified, at: .submitted)
        addHistory(.historyDiffers) { $0.admittedOn = "2018-08-24" }
    }
}

extension Event {
    /// A correction of an entry.
    static func correcting(_ entry: EntryReference, _ replacement: Event.OneOf_Kind) -> Event {
        Event(
            .corrected(
                .with {
                    $0.entry = entry
                    $0.reason = "misread"
                    $0.replacement = Event(replacement)
                }))
    }
}
