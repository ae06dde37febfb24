import Claims
import FuzzDriver
import Policies

extension FuzzTarget {
    /// A policy in YAML: read, checked with its own samples, and used to price bills of usual sizes.
    static let policy = FuzzTarget.onText("policy", longest: 4096) { text in
        let report = PolicyFile.check(text)
        show(report.mistakes)
        for effect in report.effects + report.samples { check(effect.result) }
        demand((report.policy == nil) != report.mistakes.isEmpty, "a policy is read or has mistakes")
    }

    /// A bill in YAML, priced by two policies.
    static let bill = FuzzTarget.onText("bill", longest: 4096) { text in
        let bill: Bill
        do throws(Mistakes) {
            bill = try BillFile.parse(text)
        } catch {
            return show(error.all)
        }
        for policy in samplePolicies { check(price(bill, policy)) }
    }

    /// What was settled before, in YAML, taken into account for one bill.
    static let history = FuzzTarget.onText("history", longest: 4096) { text in
        let history: BenefitHistory
        do throws(Mistakes) {
            history = try HistoryFile.parse(text)
        } catch {
            return show(error.all)
        }
        let bill = must("a sample bill can be read") {
            try BillFile.parse("inScope: 30000.00\nlevel: 3\nstatus: employee\ndischarged: 2024-05-01\n")
        }
        for policy in samplePolicies { check(price(bill, policy, history)) }
    }

    /// A catalogue in YAML, asked for each of its items.
    static let catalogue = FuzzTarget.onText("catalogue", longest: 4096) { text in
        let catalogue: Catalogue
        do throws(Mistakes) {
            catalogue = try CatalogueFile.parse(text)
        } catch {
            return show(error.all)
        }
        demand(!catalogue.items.isEmpty, "a catalogue has items")
    }

    /// Settings of procedure in YAML, asked for deadlines.
    static let procedure = FuzzTarget.onText("procedure", longest: 4096) { text in
        _ = ProcedureFile.isMeant(by: text)
        let file: ProcedureFile
        do throws(Mistakes) {
            file = try ProcedureFile.parse(text)
        } catch {
            return show(error.all)
        }
        let procedure = Procedure(file.settings)
        guard let day = CalendarDate("2024-02-29") else { return }
        for count in [0, 1, 366] {
            demand(procedure.workingDay(count, after: day) >= day, "working days count forwards")
        }
    }

    private static func price(
        _ bill: Bill, _ policy: Policy, _ history: BenefitHistory = BenefitHistory()
    ) -> Result<Settlement, SettlementError> {
        do throws(SettlementError) {
            return .success(try settle(bill, policy: policy, history: history))
        } catch {
            return .failure(error)
        }
    }

    private static func show(_ mistakes: [Mistake]) {
        for mistake in mistakes {
            demand(mistake.place.line >= 0 && !mistake.message.isEmpty, "a mistake says where and what")
            FuzzDriver.show(Mistakes([mistake]))
        }
    }

    /// "Every settlement satisfies total = fundTotal + account + cash, …, and no amount is below zero or above the total."
    private static func check(_ result: Result<Settlement, SettlementError>) {
        switch result {
        case .failure(let error): FuzzDriver.show(error)
        case .success(let settled):
            demand(
                settled.total == settled.fundTotal + settled.account + settled.cash, "total = funds + account + cash")
            demand(
                settled.inScope == settled.total - settled.fullSelfPay - settled.overLimit - settled.firstSelfPay,
                "in scope = total - full self-pay - over limit - first self-pay")
            let amounts = [
                settled.fullSelfPay, settled.overLimit, settled.firstSelfPay, settled.inScope, settled.deductible,
                settled.pooledFund, settled.majorIllness, settled.otherFunds, settled.fundTotal, settled.personalShare,
                settled.account, settled.cash,
            ]
            demand(
                amounts.allSatisfy { (0...settled.total).contains($0) }, "no amount is below zero or above the total")
        }
    }

    /// One with everything that a policy can say, and one with hardly anything.
    private static let samplePolicies: [Policy] = [
        """
        policy: much
        yearStarts: 07-01
        facts:
          level: [primary, 1, 2, 3]
          status: {values: [resident, retiree, employee], default: employee}
          lowered: {values: [yes, no], default: no}
        values:
          line: {by: level, primary: 100, 1: 200, 2: 400, 3: {by: lowered, yes: 600, no: 800}}
        classes:
          A:
          B: {firstSelfPay: 3%}
        firstSelfPay: {by: offSite, travel: 10%, else: 0%}
        stages:
          - fund: pooledFund
            deductible: line
            bands:
              - {from: 0, to: 20000, personalRate: {by: status, retiree: 16%, else: 32%}}
              - {from: 20000, personalRate: 22%}
            caps: {fundPerYear: 100000.00}
          - fund: majorIllness
            base: deductible + personalInBands
            deductible: 5000
            rate: 60%
            per: year
        """,
        "policy: least\nstages:\n  - {fund: pooledFund, rate: 70%}\n",
    ].map { text in must("a sample policy can be read") { try PolicyFile.parse(text) } }
}
