import Claims
import ClaimsLedger
import Ledger
import Simulation

/// Agency and center: lists, answers, payments, receipts; with what the agency does wrong.
extension Country {
    private func clearing(_ stream: String, _ office: Office) throws -> ClearingState? {
        guard case .clearing(let clearing)? = try office.state(of: stream).subject else { return nil }
        return clearing
    }

    // MARK: The agency

    func workAtAgency(_ office: Office) throws {
        for index in lists.indices where lists[index].beginsAt <= now {
            guard let node = office.writer, office.unanswered == nil else { return }
            let state = try clearing(lists[index].stream, office)
            guard let state, !state.lines.isEmpty else {
                try list(index, office, node)
                continue
            }
            if state.partNumbers.count < Int(state.parts) { continue }
            try answerLines(of: state, index, office, node)
            guard office.unanswered == nil, office.isUp else { return }
            for payment in state.payments
            where payment.payment.amount > 0 && !payment.hasReceived && !payment.suspense {
                perform(
                    office,
                    .init(requests: [
                        request(
                            lists[index].stream, "ClearingReceived",
                            """
                            {"payment": "\(payment.payment.payment)", "amount": "\(payment.payment.amount)", \
                            "receivedOn": "\(today(office))"}
                            """, id: "\(lists[index].month)/received/\(payment.payment.payment)")
                    ]))
                guard office.unanswered == nil, office.isUp else { return }
            }
        }
    }

    private func list(_ index: Int, _ office: Office, _ node: Node) throws {
        let plan = lists[index]
        let hidden = Set(cases.filter { $0.plant == .neverListed }.map(\.stream))
        var lines = try node.clearingLines(of: plan.month, by: office.code, at: "210200")
            .filter { !hidden.contains($0.settlement) }
        guard !lines.isEmpty else { return }
        let planted = plant(in: &lines, plan, office, node)
        lists[index].planted = planted
        // In two parts now and then: the list is whole when both are there.
        let half = lines.count > 1 && random.happens(percent: 30) ? lines.count / 2 : lines.count
        let parts = [Array(lines[..<half]), Array(lines[half...])].filter { !$0.isEmpty }
        let requests = parts.enumerated().map { place, part in
            let text = part.map { line in
                """
                {"settlement": "\(line.settlement)", "institution": "\(line.institution)", "fund": "\(line.fund)", \
                "entry": \(line.entry.json)}
                """
            }
            return request(
                plan.stream, "ClearingOpened",
                """
                {"part": \(place + 1), "parts": \(parts.count), "lines": [\(text.joined(separator: ", "))], \
                "total": "\(part.reduce(0) { $0 + $1.fund })"}
                """, id: "\(plan.month)/list/\(place)")
        }
        tally.add(.clearing, "lists")
        tally.add(.clearing, "lines listed", lines.count)
        perform(office, .init(requests: requests))
    }

    /// Changes a list. Nothing is done to the last one, which mends what was withdrawn; nor twice to one settlement.
    private func plant(
        in lines: inout [ClearingLine], _ plan: ListPlan, _ office: Office, _ node: Node
    ) -> [ListPlan.Planted] {
        guard plan.place < Calendar.lists.count - 1 else { return [] }
        var planted: [ListPlan.Planted] = []
        let touched = Set(cases.filter { $0.plant != nil || $0.reverses }.map(\.stream))
        let plain = lines.indices.filter { !touched.contains(lines[$0].settlement) }
        for plant in ListPlan.Plant.allCases where random.happens(percent: 35) {
            let isMaintained = random.happens(percent: 50)
            switch plant {
            case .otherAmount:
                guard let place = random.pick(plain) else { continue }
                lines[place].fund += 100
                planted.append(
                    .init(
                        plant: plant, settlement: lines[place].settlement, entry: lines[place].entry,
                        isMaintained: isMaintained))
            case .noSuchSettlement:
                var line = lines[0]
                line.settlement = "settlement/210200/H310199000012024050110150090\(Register.padded(plan.place, 2))"
                line.institution = "H31019900001"
                line.fund = 123_400
                line.entry.number = 100_000 + UInt64(plan.place)
                lines.append(line)
                planted.append(
                    .init(
                        plant: plant, settlement: line.settlement, entry: line.entry, isMaintained: isMaintained))
            case .listedAgain:
                guard plan.place > 0, let earlier = try? clearing(lists[plan.place - 1].stream, office) else {
                    continue
                }
                let paid = earlier.lines.filter {
                    [.confirmed, .paid].contains($0.status) && !touched.contains($0.line.settlement)
                }
                guard let line = random.pick(paid)?.line else { continue }
                lines.append(line)
                planted.append(
                    .init(
                        plant: plant, settlement: line.settlement, entry: line.entry, isMaintained: isMaintained))
            }
        }
        return planted
    }

    /// What the center disputes, the agency maintains or withdraws.
    private func answerLines(of state: ClearingState, _ index: Int, _ office: Office, _ node: Node) throws {
        for (place, line) in state.lines.enumerated() where line.status == .disputed {
            let planted = lists[index].planted.first { $0.entry == line.line.entry }
            if planted == nil {
                fail("The center disputes line \(place + 1) of \(lists[index].stream), which is right")
            }
            let isMaintained = planted?.isMaintained ?? false
            var documents = ""
            if isMaintained {
                let paper = try node.storeBlob(Array("an invented statement of account".utf8))
                documents = #", "documents": [{"kind": "OTHER", "sha256": "\#(paper)", "title": "对账说明"}]"#
            }
            tally.add(.clearing, isMaintained ? "lines maintained" : "lines withdrawn")
            perform(
                office,
                .init(requests: [
                    request(
                        lists[index].stream, "ClearingLineAnswered",
                        """
                        {"line": \(place + 1), "answer": "\(isMaintained ? "MAINTAINED" : "WITHDRAWN")", \
                        "note": "核对"\(documents)}
                        """, id: "\(lists[index].month)/answer/\(place)")
                ]))
            guard office.unanswered == nil, office.isUp else { return }
        }
    }

    // MARK: The center

    func workAtCenter(_ office: Office) throws {
        for list in lists {
            guard let node = office.writer, office.unanswered == nil else { return }
            guard let state = try clearing(list.stream, office), !state.lines.isEmpty,
                state.partNumbers.count == Int(state.parts)
            else { continue }
            if !state.hasAcknowledged || state.lines.contains(where: { $0.status == .listed }) {
                let answered = try stepwise(office, "between answers to a list") { node in
                    try node.answerClearing(list.stream, by: node.actor(as: nil, operatorName: "desk"))
                }
                guard let answered else { return }
                tally.add(.clearing, "lines confirmed", answered.confirmed.count)
                tally.add(.clearing, "lines disputed", answered.disputed.count)
                grown(office)
                continue
            }
            try pay(list, state, office, node)
        }
        try recordAgain(office)
        try callOff(office)
    }

    /// A clerk declines what has a price and is not recorded yet; the hospital may be confirming it meanwhile.
    private func callOff(_ office: Office) throws {
        for one in cases where one.isCalledOff {
            guard office.writer != nil, office.unanswered == nil else { return }
            guard case .settlement(let state)? = try office.state(of: one.stream).subject, !state.request.preview,
                [.priced, .confirmed].contains(state.status)
            else { continue }
            let declined = state.status == .priced ? state.requested.entry : state.confirmed.entry
            tally.add(.settlements, "declined by hand")
            perform(
                office,
                .init(requests: [
                    request(
                        one.stream, "SettlementDeclined",
                        #"{"request": \#(declined.json), "grounds": [{"number": 10010, "text": "逾期未付"}]}"#,
                        id: "case-\(one.number)/called-off/\(state.status.rawValue)")
                ]))
        }
    }

    private func pay(_ list: ListPlan, _ state: ClearingState, _ office: Office, _ node: Node) throws {
        let open = state.lines.indices.filter { state.lines[$0].status == .confirmed }
        guard !open.isEmpty, random.happens(percent: 30) else { return }
        let amount = open.reduce(Int64(0)) { $0 + state.lines[$1].line.fund }
        var balance: Int64 = 0
        let reserve = "reserve/210200/310100/2024"
        if case .reserve(let state)? = try office.state(of: reserve).subject { balance = state.balance }
        let isFromReserve = amount > 0 && amount <= balance && random.happens(percent: 60)
        let number = state.payments.count + 1
        let payment = """
            {"payment": "B\(list.place)-\(number)", "lines": [\(open.map { "\($0 + 1)" }.joined(separator: ", "))], \
            "amount": "\(amount)", "paidOn": "\(today(office))", "fromReserve": \(isFromReserve)}
            """
        tally.add(.clearing, isFromReserve ? "payments from the reserve" : "payments from the bank")
        let paid = request(list.stream, "ClearingPaid", payment, id: "\(list.month)/paid/\(number)")
        perform(
            office, .init(requests: [paid], isRaw: bug == .paysBesideReserve && isFromReserve))
        if bug == .paysTwice, office.isUp {
            let again = request(list.stream, "ClearingPaid", payment, id: "\(list.month)/paid/\(number)/again")
            perform(office, .init(requests: [again], isRaw: true))
        }
    }

    /// The center records once more what is recorded: a fact against a rule.
    private func recordAgain(_ office: Office) throws {
        for one in cases where one.plant == .recordedAgain {
            guard office.writer != nil, office.unanswered == nil else { return }
            guard case .settlement(let state)? = try office.state(of: one.stream).subject, state.status == .recorded,
                state.suspended == 0
            else { continue }
            perform(
                office,
                .init(
                    requests: [
                        request(
                            one.stream, "SettlementRecorded",
                            """
                            {"confirmation": \(state.confirmed.entry.json), "fund": "\(one.fund + 4_200)", \
                            "settledOn": "\(state.record.settledOn)"}
                            """, id: "case-\(one.number)/again")
                    ], isRaw: true))
        }
    }
}
