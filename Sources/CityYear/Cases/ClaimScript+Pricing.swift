import Claims
import ClaimsLedger

extension ClaimScript {
    /// Prices the claim as the center's program does: by the policy, with what was settled for the person before.
    ///
    /// Written from what the office knows, and not from the ledger: finding 10 compares it with what the entries say.
    func adjudication(_ books: inout Books) -> Event.OneOf_Kind? {
        let refused = refusedLine
        var bill = bill()
        for (index, line) in claimed.enumerated() where index != refused {
            let itemClass =
                switch line.itemClass {
                case .classA: "A"
                case .classB: "B"
                default: "C"
                }
            var priced = Bill.Line(name: line.name, itemClass: itemClass, amount: line.amount)
            priced.kind = Self.kind(line.category)
            if let quantity = Exact(decimal: line.quantity) { priced.quantity = quantity }
            bill.lines.append(priced)
        }
        bill.total = bill.lines.reduce(0) { $0 + $1.amount }
        let time = books.time
        let past = (books.earlier[person.stream] ?? []).filter { $0.time < time }.map(\.past)
        guard let settlement = try? settle(bill, policy: books.policy, history: BenefitHistory(past)) else {
            return nil
        }
        var event = ClaimAdjudicated()
        event.split = SettlementSplit(settlement)
        event.split.pooledFund += misprice
        event.split.fundTotal += misprice
        event.split.cash -= misprice
        event.split.personalShare -= misprice
        event.policy = City.policy
        event.policyVersion = "2025"
        if let refused { event.lines = decisions(without: refused, settlement) }
        books.priced[stream] = event.split.fundTotal
        books.earlier[person.stream, default: []].append(
            Books.Earlier(claim: stream, time: time, past: settled(by: event.split)))
        return .claimAdjudicated(event)
    }

    /// The line that is not recognised: the last of the list.
    private var refusedLine: Int? { refusesLine && claimed.count > 1 ? claimed.count - 1 : nil }

    private func bill() -> Bill {
        var bill = Bill(account: 0)
        bill.level = String(hospital.level)
        bill.status =
            switch person.status {
            case .retiree: "retiree"
            case .resident: "resident"
            default: "employee"
            }
        bill.age = person.age(on: discharged)
        bill.place = hospital.region
        bill.designated = true
        bill.offSite = offSite
        bill.filed = filing != nil
        bill.setting = setting
        bill.admitted = Policy.Day(admitted.description)
        bill.discharged = Policy.Day(discharged.description)
        return bill
    }

    private var setting: String { care == .specificItem ? "outpatient" : "inpatient" }
    private var offSite: String { filing?.offSite ?? "emergency" }

    private func settled(by split: SettlementSplit) -> BenefitHistory.Past {
        var past = BenefitHistory.Past(
            stays: care == .specificItem ? 0 : 1, day: Policy.Day(discharged.description), inScope: split.inScope,
            deductible: split.deductible, paid: [Policy.pooledFund: split.pooledFund])
        past.facts = [
            "setting": Policy.FactValue(setting), "level": Policy.FactValue(String(hospital.level)),
            "offSite": Policy.FactValue(offSite),
        ]
        return past
    }

    /// The decision on each line: one is not recognised, the others stand, and share what the fund pays.
    private func decisions(without refused: Int, _ settlement: Settlement) -> [LineDecision] {
        let kept = claimed.indices.filter { $0 != refused }
        let shares = ClaimState.shares(of: settlement.fundTotal + misprice, by: settlement.lines.map(\.inScope))
        var decisions = claimed.enumerated().map { index, line in
            var decision = LineDecision()
            decision.line = UInt32(index + 1)
            decision.billed = line.amount
            return decision
        }
        for (place, index) in kept.enumerated() where place < settlement.lines.count {
            decisions[index].adjusted = claimed[index].amount
            decisions[index].inScope = settlement.lines[place].inScope
            decisions[index].approved = shares[place]
        }
        var ground = Ground()
        ground.number = 1618
        ground.text = "与诊断不符"
        decisions[refused].grounds = [ground]
        return decisions
    }

    private static func kind(_ category: ChargeLine.Category) -> String? {
        switch category {
        case .drug: "drug"
        case .examination: "examination"
        case .treatment: "treatment"
        case .operation: "operation"
        case .material: "material"
        case .bed: "bed"
        case .nursing: "nursing"
        default: nil
        }
    }
}
