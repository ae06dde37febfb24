import Claims
import EntryFormat
import Foundation
import Ledger
import Testing
import TransparencyLog

@testable import ClaimsLedger

@Suite("S15: a month's clearing through one node")
struct ClearingRoadTests {
    private func record(_ node: Node, _ stream: String, _ type: String, _ event: String, as party: String) throws {
        _ = try node.record(
            RecordRequest(stream: stream, type: type, event: event),
            by: node.actor(as: party, operatorName: "settler"))
    }

    @Test("S15: settled, listed, reconciled, paid from the reserve: the warning is listed, and the books balance.")
    func road() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        for step in 1...8 {
            try SettlementOffice.play(node, step...step)
            _ = try node.react()
        }
        let before = try node.reconcile(month: "2024-05")
        #expect(before.count == 1 && before[0].result.differences.map(\.departing) == [.agency])
        #expect(
            before[0].result.differences[0].began
                == EntryReference(origin: "triplicate.example/center-210200", number: 7))
        let reserve = "reserve/210200/310100/2024"
        let clearing = "clearing/210200/310100/2024-05"
        try record(node, reserve, "ReserveOpened", "{}", as: "210200")
        try record(
            node, reserve, "ReservePaid", #"{"payment": "R1", "amount": "1000000", "paidOn": "2024-01-10"}"#,
            as: "210200")
        let line = """
            {"settlement": "\(SettlementOffice.settlement)", "institution": "H31019900001", "fund": "756500", \
            "entry": {"origin": "triplicate.example/center-210200", "number": "7"}}
            """
        try record(
            node, clearing, "ClearingOpened",
            #"{"part": 1, "parts": 1, "lines": [\#(line)], "total": "756500"}"#, as: "310100")
        #expect(try node.reconcile(month: "2024-05").allSatisfy { $0.result.differences.isEmpty })
        try record(node, clearing, "ClearingAcknowledged", #"{"lines": 1, "total": "756500"}"#, as: "210200")
        try record(node, clearing, "ClearingConfirmed", #"{"lines": [1]}"#, as: "210200")
        try record(
            node, clearing, "ClearingPaid",
            #"{"payment": "B1", "lines": [1], "amount": "756500", "paidOn": "2024-06-05", "fromReserve": true}"#,
            as: "210200")
        try record(
            node, clearing, "ClearingReceived", #"{"payment": "B1", "amount": "756500", "receivedOn": "2024-06-06"}"#,
            as: "310100")
        guard case .reserve(let state)? = try node.state(of: reserve).subject else {
            Issue.record("no reserve")
            return
        }
        #expect(state.balance == 243_500 && state.warning == .used70)
        #expect(try node.streams(linkedBy: "status", "reserve:used-70") == [reserve])
        #expect(try node.streams(linkedBy: "status", "clearing:received") == [clearing])
        let books = try node.books(by: .institution)
        #expect(books.trial.isBalanced && books.groups["H31019900001"]?[.benefitExpense] == 756_500)
        #expect(books.trial[.clearingPayable] == 0 && books.trial[.reservesPrepaid] == 243_500)
        #expect(try node.books(by: .fund).groups["pooledFund"]?[.benefitExpense] == 756_500)
        #expect(try node.verify().ok)
    }

    func settled() throws -> (SettlementOffice, Node) {
        let office = try SettlementOffice()
        let node = try office.open()
        for step in 1...8 {
            try SettlementOffice.play(node, step...step)
            _ = try node.react()
        }
        return (office, node)
    }

    private func status(_ node: Node, _ month: String) throws -> [ClearingState.Line.Status] {
        guard case .clearing(let clearing)? = try node.state(of: "clearing/210200/310100/\(month)").subject else {
            return []
        }
        return clearing.lines.map(\.status)
    }

    @Test(
        "S15: the agency lists what is open, once; the center confirms what it recorded, and a second run does nothing."
    )
    func openedAndAnswered() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let center = try node.actor(as: "210200", operatorName: "clerk")
        #expect(try node.clearingLines(of: "2024-04", by: "310100", at: "210200").isEmpty, "not before it was settled")
        #expect(try node.clearingLines(of: "2024-09", by: "310100", at: "210200").isEmpty, "not for ever")
        #expect(try node.clearingLines(of: "2024-05", by: "110000", at: "210200").isEmpty, "not another's")
        let opened = try node.openClearing(of: "2024-05", at: "210200", by: agency)
        #expect(opened.lines.map(\.fund) == [756_500] && opened.recorded.count == 1)
        #expect(try node.openClearing(of: "2024-05", at: "210200", by: agency).recorded.isEmpty)
        #expect(try node.openClearing(of: "2024-06", at: "210200", by: agency).recorded.isEmpty)
        let role = #expect(throws: Refusal.self) { try node.openClearing(of: "2024-06", at: "210200", by: center) }
        #expect(role == Refusal(.roleMayNot, ""))
        let soon = #expect(throws: Refusal.self) { try node.openClearing(of: "9998-06", at: "210200", by: agency) }
        #expect(soon == Refusal(.monthNotOver, ""), "even where nothing is open")
        let stream = "clearing/210200/310100/2024-05"
        let answer = try node.answerClearing(stream, by: center)
        #expect(answer.confirmed == [1] && answer.disputed.isEmpty && answer.recorded.count == 2)
        #expect(try node.answerClearing(stream, by: center).recorded.isEmpty)
        #expect(try status(node, "2024-05") == [.confirmed])
        let other = #expect(throws: Refusal.self) { try node.answerClearing(stream, by: agency) }
        #expect(other == Refusal(.notTheDecider, ""), "even where nothing is left to answer")
        let error = #expect(throws: LedgerError.self) {
            try node.answerClearing("clearing/210200/310100/2024-07", by: center)
        }
        #expect(error?.code == .unknownStream)
    }

    @Test("S15: a line that a clerk has disputed waits for the agency, also where the streams say that it is right.")
    func clerksDispute() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let center = try node.actor(as: "210200", operatorName: "clerk")
        let opened = try node.openClearing(of: "2024-05", at: "210200", by: agency)
        let stream = "clearing/210200/310100/2024-05"
        let total = opened.lines.reduce(0) { $0 + $1.fund }
        try record(node, stream, "ClearingAcknowledged", #"{"lines": 1, "total": "\#(total)"}"#, as: "210200")
        try record(
            node, stream, "ClearingDisputed",
            #"{"lines": [{"line": 1, "grounds": [{"number": 10004, "text": "票据无法辨认"}]}]}"#, as: "210200")
        let answer = try node.answerClearing(stream, by: center)
        #expect(answer.recorded.isEmpty && answer.confirmed.isEmpty)
        #expect(try status(node, "2024-05") == [.disputed])
    }

    @Test("S15: a line that stays wrong after the agency maintained it is said with its ground, each time.")
    func maintainedAndWrong() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let center = try node.actor(as: "210200", operatorName: "clerk")
        let stream = "clearing/210200/310100/2024-05"
        func line(_ fund: Int64, entry: Int) -> String {
            """
            {"settlement": "\(SettlementOffice.settlement)", "institution": "H31019900001", "fund": "\(fund)", \
            "entry": {"origin": "triplicate.example/center-210200", "number": "\(entry)"}}
            """
        }
        // The second is right; the first and the third are not.
        let lines = [line(100, entry: 6_000), line(756_500, entry: 7), line(100, entry: 6_001)].joined(separator: ", ")
        try record(
            node, stream, "ClearingOpened", #"{"part": 1, "parts": 1, "lines": [\#(lines)], "total": "756700"}"#,
            as: "310100")
        let first = try node.answerClearing(stream, by: center)
        #expect(first.confirmed == [2] && first.disputed.map(\.line) == [1, 3] && first.stillDisputed.isEmpty)
        try record(
            node, stream, "ClearingLineAnswered",
            #"{"line": 3, "answer": "MAINTAINED", "note": "附件", "documents": [\#(try paper(node))]}"#, as: "310100")
        for _ in 0..<2 {
            let again = try node.answerClearing(stream, by: center)
            #expect(again.recorded.isEmpty && again.confirmed.isEmpty && again.disputed.isEmpty)
            #expect(again.stillDisputed.map(\.line) == [3], "the first waits for the agency")
            #expect(again.stillDisputed.map(\.ground) == first.disputed.suffix(1).map(\.ground))
        }
        #expect(try status(node, "2024-05") == [.disputed, .confirmed, .maintained])
    }

    /// A stored document.
    private func paper(_ node: Node) throws -> String {
        #"{"kind": "OTHER", "sha256": "\#(try node.storeBlob([UInt8]("bank note".utf8)))"}"#
    }

    @Test(
        "S15: of an agency whose lists have not come here, because its heads alone are kept, nothing is said to be missing."
    )
    func headsAlone() throws {
        let office = try SettlementOffice(without: "agency")
        defer { withExtendedLifetime(office) {} }
        let node = try office.open()
        defer { node.close() }
        for step in 1...8 {
            try SettlementOffice.play(node, step...step)
            _ = try node.react()
        }
        let unknown = try node.reconcile(month: "2024-05").first { $0.result.agency == "310100" }
        #expect(unknown?.result.holdsLists == false)
        let key = try SignerKey(
            name: "triplicate.example/agency-310100", type: .ed25519, seed: [UInt8](repeating: 7, count: 32))
        _ = try node.ledger.addMirror(
            origin: key.name, party: "agency:310100", name: "上海市医保中心", verifierKeys: [key.verifierKey.text], record: [])
        let known = try node.reconcile(month: "2024-05").first { $0.result.agency == "310100" }
        #expect(known?.result.holdsLists == false && known?.result.differences.isEmpty == true)
    }

    @Test(
        "S15: what came in after its month's list was closed is listed in the next, counts in its own, and is confirmed once."
    )
    func later() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let center = try node.actor(as: "210200", operatorName: "clerk")
        func list(_ month: String, fund: Int64) throws {
            let line = """
                {"settlement": "\(SettlementOffice.settlement)", "institution": "H31019900001", "fund": "\(fund)", \
                "entry": {"origin": "triplicate.example/center-210200", "number": "7"}}
                """
            try record(
                node, "clearing/210200/310100/\(month)", "ClearingOpened",
                #"{"part": 1, "parts": 1, "lines": [\#(line)], "total": "\#(fund)"}"#, as: agency.party.code)
        }
        // Of a settlement that stands nowhere it is not said that it is another agency's.
        let nowhere = "\(SettlementOffice.settlement.dropLast(4))9999"
        let unknown = """
            {"settlement": "\(nowhere)", "institution": "H31019900001", "fund": "99900", \
            "entry": {"origin": "triplicate.example/center-210200", "number": "6000"}}
            """
        try record(
            node, "clearing/210200/310100/2024-08", "ClearingOpened",
            #"{"part": 1, "parts": 1, "lines": [\#(unknown)], "total": "99900"}"#, as: agency.party.code)
        let ground = try node.answerClearing("clearing/210200/310100/2024-08", by: center).disputed.map(\.ground)
        #expect(ground.count == 1 && ground[0].text.contains(nowhere), "\(ground.map(\.text))")
        try list("2024-05", fund: 756_501)
        let wrong = try node.answerClearing("clearing/210200/310100/2024-05", by: center)
        #expect(wrong.confirmed.isEmpty && wrong.disputed.map(\.line) == [1])
        #expect(wrong.disputed.map(\.ground.number) == [UInt32(Refusal.Rule.lineDiffers.number)])
        #expect(wrong.disputed.map(\.ground.text) == ["7,565.01 is listed, and 7,565.00 was recorded."])
        #expect(try node.reconcile(month: "2024-05")[0].result.holdsLists)
        #expect(try node.reconcile(month: "2024-05")[0].result.differences.map(\.departing) == [.agency])
        try record(
            node, "clearing/210200/310100/2024-05", "ClearingLineAnswered",
            #"{"line": 1, "answer": "WITHDRAWN", "note": "抄写错误"}"#, as: "310100")
        #expect(try status(node, "2024-05") == [.withdrawn])
        // Its list is closed, so the next month lists it.
        let next = try node.openClearing(of: "2024-06", at: "210200", by: agency)
        #expect(next.lines.map(\.fund) == [756_500])
        #expect(try node.answerClearing("clearing/210200/310100/2024-06", by: center).confirmed == [1])
        #expect(try node.reconcile(month: "2024-05")[0].result.differences.isEmpty)
        #expect(try node.reconcile(month: "2024-06").isEmpty)
        // Listed once more, it is not confirmed again; nor four months later.
        for month in ["2024-07", "2024-09"] {
            try list(month, fund: 756_500)
            let grounds = try node.answerClearing("clearing/210200/310100/\(month)", by: center).disputed.map(\.ground)
            let rule = month == "2024-07" ? Refusal.Rule.lineListedTwice : .lineDiffers
            #expect(grounds.map(\.number) == [UInt32(rule.number)])
            let reason = month == "2024-07" ? "is confirmed in clearing/210200/310100/2024-06" : "clearing of 2024-09"
            #expect(grounds[0].text.contains(reason) && grounds[0].text != rule.rule)
            // What was disputed says so in the stream.
            guard case .clearing(let clearing)? = try node.state(of: "clearing/210200/310100/\(month)").subject else {
                Issue.record("no clearing")
                return
            }
            #expect(clearing.lines[0].grounds == grounds)
        }
        #expect(try node.reconcile(month: "2024-05")[0].result.differences.count == 1, "listed three times")
        #expect(try node.verify().ok)
    }

    @Test("S15: a stay that the hospital's log does not have departs at the request; with the stay nothing departs.")
    func noStay() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        // All but the stay.
        for step in [1, 2, 3, 4, 6, 7, 8] {
            try SettlementOffice.play(node, step...step)
            _ = try node.react()
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        _ = try node.openClearing(of: "2024-05", at: "210200", by: agency)
        let state = try node.state(of: SettlementOffice.settlement)
        guard case .settlement(let settlement)? = state.subject else { return }
        let found = try node.reconcile(month: "2024-05")[0].result.differences
        #expect(found.map(\.departing) == [.institution] && found.map(\.began) == [settlement.requested.entry])
        #expect(found.first?.english.contains("has no \(settlement.request.stay)") == true)
        let finding = try #require(try node.findings(on: SettlementOffice.settlement).first)
        #expect(finding.number == 16 && finding.evidence.first == settlement.requested.entry)
        // Recorded late, it is there.
        try SettlementOffice.play(node, 5...5)
        #expect(try node.reconcile(month: "2024-05")[0].result.differences.isEmpty)
        #expect(try node.findings(on: SettlementOffice.settlement).isEmpty)
    }

    @Test(
        "S15: reversed in the month after it was listed, it is a difference until the reversal is listed, and no longer."
    )
    func reversedLater() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let center = try node.actor(as: "210200", operatorName: "clerk")
        _ = try node.openClearing(of: "2024-05", at: "210200", by: agency)
        _ = try node.answerClearing("clearing/210200/310100/2024-05", by: center)
        guard case .settlement(let settlement)? = try node.state(of: SettlementOffice.settlement).subject else {
            return
        }
        let stay = settlement.request.stay
        guard case .stay(let own)? = try node.state(of: stay).subject, let old = own.bills.last else { return }
        func count(_ month: String) throws -> Int {
            try node.reconcile(month: month).reduce(0) { $0 + $1.result.differences.count }
        }
        #expect(try count("2024-05") == 0)
        try record(
            node, stay, "Annulled",
            #"{"entry": {"origin": "\#(old.act.entry.origin)", "number": "\#(old.act.entry.number)"}, "reason": "费用多计"}"#,
            as: "H31019900001")
        #expect(try count("2024-05") == 1, "the hospital has no bill of what was settled")
        var asked = SettlementReversalRequested()
        (asked.original, asked.reason, asked.returnedOn) = (settlement.recorded.entry, "费用多计", "2024-06-03")
        try plant(
            node, [(SettlementOffice.settlement, .settlementReversalRequested(asked))], by: "hospital:H31019900001",
            for: ["center:210200", "agency:310100"])
        guard case .settlement(let reversing)? = try node.state(of: SettlementOffice.settlement).subject else { return }
        var reversal = SettlementReversed()
        (reversal.original, reversal.request) = (settlement.recorded.entry, reversing.reversalRequested.entry)
        (reversal.fund, reversal.reversedOn) = (settlement.record.fund, "2024-06-03")
        try plant(
            node, [(SettlementOffice.settlement, .settlementReversed(reversal))], by: "center:210200",
            for: ["hospital:H31019900001", "agency:310100"])
        #expect(try [count("2024-05"), count("2024-06")] == [1, 1], "the fund has paid, and nobody gives it back")
        let june = try node.openClearing(of: "2024-06", at: "210200", by: agency)
        #expect(june.lines.map(\.fund) == [-756_500])
        #expect(try node.answerClearing("clearing/210200/310100/2024-06", by: center).confirmed == [1])
        #expect(try [count("2024-05"), count("2024-06")] == [0, 0])
        #expect(try node.verify().ok)
    }

    /// Appends an event without asking the rules, as a foreign node may.
    @discardableResult
    private func plant(
        _ node: Node, _ events: [(stream: String, kind: Event.OneOf_Kind)], by party: String, for readers: Set<String>
    ) throws -> [EntryReference] {
        let events = try events.map { stream, kind in
            var event = Event()
            event.kind = kind
            return LogProposal.Event(
                stream: try StreamName(stream), type: try #require(event.type).rawValue,
                payload: try event.payloadBytes(), readers: readers)
        }
        return try node.ledger.appendAndWait(LogProposal(party: party, events: events)).map {
            EntryReference(origin: $0.origin, number: $0.number)
        }
    }

    /// Copies of the settlement that was played, each recorded.
    /// - Returns: their streams.
    func copies(
        _ numbers: ClosedRange<Int>, _ node: Node, fund: (Int) -> Int64? = { _ in nil }
    ) throws -> [String] {
        guard case .settlement(let played)? = try node.state(of: SettlementOffice.settlement).subject else { return [] }
        let names = numbers.map { "\(SettlementOffice.settlement.dropLast(6))\("000000\($0)".suffix(6))" }
        let (center, hospital, agency) = ("center:210200", "hospital:H31019900001", "agency:310100")
        let asked = try plant(
            node, names.map { ($0, .settlementRequested(played.request)) }, by: hospital, for: [center, agency])
        let splits = names.indices.map { index in
            var split = played.pricing.split
            if let fund = fund(index) {
                split.cash += split.fundTotal - fund
                (split.fundTotal, split.pooledFund, split.majorIllness, split.otherFunds) = (fund, fund, 0, 0)
            }
            return split
        }
        let priced = try plant(
            node,
            names.indices.map { index in
                var event = played.pricing
                event.request = asked[index]
                event.split = splits[index]
                return (names[index], .settlementPriced(event))
            }, by: center, for: [hospital, agency])
        let confirmed = try plant(
            node,
            names.indices.map { index in
                var event = played.confirmation
                event.priced = priced[index]
                event.cash = splits[index].cash
                return (names[index], .settlementConfirmed(event))
            }, by: hospital, for: [center, agency])
        try plant(
            node,
            names.indices.map { index in
                var event = played.record
                event.confirmation = confirmed[index]
                event.fund = splits[index].fundTotal
                return (names[index], .settlementRecorded(event))
            }, by: center, for: [hospital, agency])
        return names
    }

    @Test("S15: lines of settlements that a third log has written into are confirmed in smaller parts, all of them.")
    func crowded() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let center = try node.actor(as: "210200", operatorName: "clerk")
        let names = try copies(2...40, node)
        // In the decider's eyes against a rule, and a head all the same.
        var undone = SettlementUndone()
        undone.reason = "none of its business"
        try plant(
            node, names.map { ($0, .settlementUndone(undone)) }, by: "unit:91210299MA0TRPLC2Y",
            for: ["center:210200", "agency:310100"])
        #expect(try node.openClearing(of: "2024-05", at: "210200", by: agency).lines.count == 40)
        // The month is listed; what comes in now is the next one's.
        _ = try copies(41...41, node)
        let again = #expect(throws: Refusal.self) { try node.openClearing(of: "2024-05", at: "210200", by: agency) }
        #expect(again == Refusal(.partUnfit, "") && again?.message.contains("listed already") == true)
        let answer = try node.answerClearing("clearing/210200/310100/2024-05", by: center)
        #expect(answer.confirmed == Array(1...40) && answer.disputed.isEmpty)
        #expect(answer.recorded.count == 1 + 2, "acknowledged, and two parts of 21 lines at most")
        #expect(try status(node, "2024-05").allSatisfy { $0 == .confirmed })
    }

    /// What the list of a month says of earlier ones.
    private func left(_ node: Node, _ month: String) throws -> [UnlistedMonth] {
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let open = try node.clearingToOpen(of: month, at: "210200", by: agency)
        return open.earlier
    }

    @Test("S15: of an earlier month that was never listed the list says what it takes in, and what is too old for it.")
    func forgottenMonth() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let center = try node.actor(as: "210200", operatorName: "clerk")
        #expect(try left(node, "2024-05").isEmpty)
        let taken = UnlistedMonth(
            month: "2024-05", lines: 1, fund: 756_500, hasList: false, isTakenIn: true, listWith: nil)
        #expect(try left(node, "2024-06") == [taken] && left(node, "2024-08") == [taken])
        let old = UnlistedMonth(
            month: "2024-05", lines: 1, fund: 756_500, hasList: false, isTakenIn: false, listWith: "2024-05")
        #expect(try left(node, "2024-09") == [old])
        let late = try node.openClearing(of: "2024-09", at: "210200", by: agency)
        #expect(late.recorded.isEmpty && late.lines.isEmpty && late.earlier == [old])
        _ = try node.openClearing(of: "2024-05", at: "210200", by: agency)
        #expect(try left(node, "2024-09").isEmpty)
        // What comes in after its list is taken in by the next ones without a word; what is too old for them is told.
        _ = try node.answerClearing("clearing/210200/310100/2024-05", by: center)
        _ = try copies(2...2, node)
        #expect(try left(node, "2024-06").isEmpty)
        #expect(try left(node, "2024-09").map(\.listWith) == ["2024-06"] && left(node, "2024-09").allSatisfy(\.hasList))
    }

    @Test("S15: what the fund bears nothing of is not listed.")
    func nothing() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        _ = try copies(2...3, node) { $0 == 0 ? 0 : nil }
        #expect(try node.clearingLines(of: "2024-05", by: "310100", at: "210200").map(\.fund) == [756_500, 756_500])
        #expect(try node.reconcile(month: "2024-05")[0].result.settlements == 3)
    }

    @Test("S15: a recorded settlement that nobody asked for is shown, under no agency.")
    func unasked() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        guard case .settlement(let played)? = try node.state(of: SettlementOffice.settlement).subject else { return }
        let stream = SettlementOffice.settlement.dropLast(1) + "9"
        let planted = try plant(
            node, [(String(stream), .settlementRecorded(played.record))], by: "center:210200",
            for: ["hospital:H31019900001"])
        let results = try node.reconcile(month: "2024-05").filter { $0.result.agency.isEmpty }
        #expect(results.map(\.center) == ["210200"] && results[0].result.differences.map(\.began) == planted)
        #expect(results[0].result.differences.map(\.departing) == [.center])
    }

    @Test("S15: a payment from the reserve whose use stands nowhere is found by verify, and one with its use is not.")
    func unusedReserve() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let center = try node.actor(as: "210200", operatorName: "clerk")
        _ = try copies(2...2, node)
        let (reserve, clearing) = ("reserve/210200/310100/2024", "clearing/210200/310100/2024-05")
        try record(node, reserve, "ReserveOpened", "{}", as: "210200")
        try record(
            node, reserve, "ReservePaid", #"{"payment": "R1", "amount": "2000000", "paidOn": "2024-01-10"}"#,
            as: "210200")
        _ = try node.openClearing(of: "2024-05", at: "210200", by: agency)
        _ = try node.answerClearing(clearing, by: center)
        var payment = ClearingPaid()
        (payment.payment, payment.lines, payment.amount) = ("B1", [1], 756_500)
        (payment.paidOn, payment.fromReserve) = ("2024-06-05", true)
        var event = Event()
        event.clearingPaid = payment
        try record(node, clearing, "ClearingPaid", try event.payloadJSON(), as: "210200")
        #expect(try node.verify().ok)
        (payment.payment, payment.lines) = ("B2", [2])
        let planted = try plant(
            node, [(clearing, .clearingPaid(payment))], by: "center:210200", for: ["agency:310100"])
        #expect(try node.verify().ok, "its use comes next")
        try record(
            node, reserve, "ReservePaid", #"{"payment": "R2", "amount": "1", "paidOn": "2024-06-10"}"#, as: "210200")
        let found = try node.verify()
        #expect(!found.ok && found.problems.map(\.number) == planted.map(\.number))
    }
}
