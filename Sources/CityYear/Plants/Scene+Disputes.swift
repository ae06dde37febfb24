import Claims

extension Scene {
    /// The center disputes a forged invoice with the hospital: notice, inquiry, statements, a ruling, an appeal, and what follows.
    mutating func dispute(_ script: ClaimScript, openedOn opened: CalendarDate) {
        let dispute = Dispute(script: script, opened: opened)
        hold(script, on: opened, Ground(1, "申报金额与医院结算单不符"))
        open(dispute)
        hear(dispute)
        rule(dispute)
        carryOut(dispute)
    }

    /// A dispute with its days.
    private struct Dispute: Sendable {
        let script: ClaimScript
        let opened: CalendarDate

        var stream: String { "dispute/110000/2025-\(Number.text(script.number, digits: 7))" }
        var hospital: String { script.hospital.party }
        var difference: Int64 { script.claimed.total - script.list.total }

        func after(_ days: Int) -> CalendarDate { WorkCalendar.after(opened, days) }

        func cited(_ books: Books) -> [CitedEntry] {
            ["bill", "submitted"].compactMap { name in
                books.places[script.handle(name)].map { place in
                    var cited = CitedEntry()
                    cited.entry = place
                    return cited
                }
            }
        }
    }

    private mutating func open(_ dispute: Dispute) {
        let script = dispute.script
        office(dispute.opened, Hour.order, Desk.clerk, in: dispute.stream) { books in
            var event = DisputeOpened()
            event.claimant = City.center
            event.respondent = dispute.hospital
            event.others = [script.unit.party]
            event.subjects = [script.stream, script.stay]
            event.cited = dispute.cited(books)
            event.amount = dispute.difference
            event.demand = "请医院说明申报与结算单的差额"
            event.grounds = [Ground(1, "申报金额与医院结算单不符")]
            event.lodgedOn = dispute.opened.description
            return .disputeOpened(event)
        }
        plan(dispute.after(1), Hour.window, by: City.arbiter, "judge.fang", in: dispute.stream) { _ in
            var event = DisputeNotified()
            event.notifiedOn = dispute.after(1).description
            event.to = [dispute.hospital, script.unit.party]
            return .disputeNotified(event)
        }
        plan(dispute.after(2), Hour.window, by: City.arbiter, "judge.fang", in: dispute.stream) { _ in
            var event = InquirySent()
            event.number = "1"
            event.institution = script.hospital.code
            event.questions = ["该票据是否由贵院出具？"]
            event.sentOn = dispute.after(2).description
            event.answerTo = [City.center, dispute.hospital]
            return .inquirySent(event)
        }
    }

    private mutating func hear(_ dispute: Dispute) {
        plan(dispute.after(3), Hour.window, by: dispute.hospital, "office", in: dispute.stream) { books in
            var event = StatementFiled()
            event.text = "本院结算单与逐日清单一致，所交清单不是本院出具"
            event.cited = Array(dispute.cited(books).prefix(1))
            return .statementFiled(event)
        }
        plan(dispute.after(4), Hour.window, by: dispute.hospital, "office", in: dispute.stream) { _ in
            var event = InquiryAnswered()
            event.number = "1"
            event.text = "不是本院出具"
            event.answeredOn = dispute.after(4).description
            return .inquiryAnswered(event)
        }
        office(dispute.after(4), Hour.order, Desk.clerk, in: dispute.stream) { books in
            var event = StatementFiled()
            event.text = "单位所交清单的数量与医院清单不符"
            event.cited = dispute.cited(books)
            return .statementFiled(event)
        }
    }

    private mutating func rule(_ dispute: Dispute) {
        let script = dispute.script
        plan(dispute.after(10), Hour.window, by: City.arbiter, "judge.fang", in: dispute.stream) { books in
            func consequence(_ number: UInt32, _ kind: Consequence.Kind, _ stream: String, _ text: String)
                -> Consequence
            {
                var consequence = Consequence()
                consequence.number = number
                consequence.kind = kind
                consequence.party = City.center
                consequence.dueOn = dispute.after(60).description
                consequence.stream = stream
                consequence.text = text
                return consequence
            }
            var event = DisputeSettled()
            event.ruling.outcome = .dismissed
            event.ruling.cited = dispute.cited(books)
            event.ruling.grounds = [Ground(10_001, "差额出自单位所交材料，与医院无关")]
            event.ruling.consequences = [
                consequence(1, .lockedCard, script.person.stream, "锁定社会保障卡"),
                consequence(2, .police, script.stream, "移送公安机关"),
            ]
            event.ruledOn = dispute.after(10).description
            return .disputeSettled(event)
        }
        plan(dispute.after(13), Hour.order, by: City.center, Desk.clerk, in: dispute.stream) { _ in
            var event = DisputeAppealed()
            event.grounds = [Ground(10_002, "医院印章的真伪尚未核实")]
            event.text = "请先核实票据上的医院印章"
            return .disputeAppealed(event)
        }
        plan(dispute.after(20), Hour.window, by: City.arbiter, "judge.fang", in: dispute.stream) { _ in
            var event = AppealDecided()
            event.result = .confirmed
            event.grounds = [Ground(10_003, "印章真伪由公安机关查明")]
            event.decidedOn = dispute.after(20).description
            return .appealDecided(event)
        }
    }

    private mutating func carryOut(_ dispute: Dispute) {
        let script = dispute.script
        let done = dispute.after(22)
        office(done, Hour.extra, Desk.auditor, in: script.person.stream, handle: script.handle("locked")) { _ in
            var event = CardLocked()
            event.cardNumber = script.person.insured.cardNumber
            event.lockedOn = done.description
            event.reason = "裁决第一项"
            event.cause = script.stream
            return .cardLocked(event)
        }
        office(done, Hour.extra, Desk.auditor, in: script.stream, handle: script.handle("police")) { _ in
            var event = ReferredToPolice()
            event.authority = "滨城市公安局经侦支队"
            event.referredOn = done.description
            event.reason = "裁决第二项"
            return .referredToPolice(event)
        }
        for (number, handle) in [(UInt32(1), "locked"), (2, "police")] {
            office(dispute.after(23 + Int(number)), Hour.extra, Desk.clerk, in: dispute.stream) { books in
                var event = ConsequenceCarriedOut()
                event.number = number
                event.entry.entry = books.places[script.handle(handle)] ?? EntryReference()
                return .consequenceCarriedOut(event)
            }
        }
        refuse(script, on: dispute.after(27), Ground(1, "申报金额与医院结算单不符"))
    }
}
