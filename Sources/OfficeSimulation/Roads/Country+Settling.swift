import Claims
import ClaimsLedger
import Simulation

/// The hospitals' windows: a preview, a request, a confirmation or a withdrawal, a reversal.
extension Country {
    func workAtHospital(_ office: Office) throws {
        for one in cases where Founding.hospitals[one.hospital] == office.index && one.beginsAt <= now {
            guard let node = office.writer, office.unanswered == nil else { return }
            var settlement: SettlementState?
            if case .settlement(let state)? = try office.state(of: one.stream).subject { settlement = state }
            if try keepStay(one, office, node) { continue }
            next(one, settlement, office)
        }
    }

    /// The hospital's own stay, before it asks.
    /// - Returns: whether something of it was recorded now.
    private func keepStay(_ one: SettlementCase, _ office: Office, _ node: Node) throws -> Bool {
        guard one.hasStay, try office.state(of: one.stay).entries.isEmpty else { return false }
        let (first, last) = days(one)
        // The bill's own total: where another is planted, it has a day in a bed more.
        let extra: Int64 = one.plant == .otherBill ? 100_000 : 0
        let lines = lines(one, extra)
        let total = one.total + extra
        let bill = """
            {"invoice": \(invoice(one, total)), "lines": \(lines), "days": [{"date": "\(first)", "lines": \(lines), \
            "total": "\(total)"}], "total": "\(total)"}
            """
        let id = "case-\(one.number)"
        perform(
            office,
            .init(requests: [
                request(
                    one.stay, "Admitted",
                    """
                    {"insured": \(Register.insured(one.person)), "center": "210200", \
                    "filing": "\(Register.filing(one.person))", "admittedOn": "\(first)", "department": "外科"}
                    """, id: "\(id)/admitted"),
                request(
                    one.stay, "DayBilled",
                    #"{"bill": {"date": "\#(first)", "lines": \#(lines), "total": "\#(total)"}}"#, id: "\(id)/day"),
                request(one.stay, "Discharged", #"{"dischargedOn": "\#(last)"}"#, id: "\(id)/discharged"),
                request(one.stay, "BillSettled", #"{"bill": \#(bill)}"#, id: "\(id)/bill"),
            ]))
        return true
    }

    private func next(_ one: SettlementCase, _ settlement: SettlementState?, _ office: Office) {
        let id = "case-\(one.number)"
        func ask(preview: Bool, misnamed: Bool, as name: String) {
            tally.add(.settlements, preview ? "previews" : "requests")
            perform(
                office,
                .init(requests: [
                    request(
                        one.stream, "SettlementRequested", requested(one, preview: preview, misnamed: misnamed),
                        id: "\(id)/\(name)")
                ]))
        }
        guard let settlement, settlement.hasRequest else {
            return ask(preview: one.previews, misnamed: one.isMisnamed, as: one.previews ? "preview" : "request")
        }
        switch settlement.status {
        case .previewed, .declined:
            guard settlement.request.preview else { return }
            ask(preview: false, misnamed: false, as: "request")
        case .requested:
            guard one.fate == .withdrawsEarly, !settlement.request.preview else { return }
            withdraw(one, office)
        case .priced:
            guard one.fate == .confirms else { return withdraw(one, office) }
            confirm(one, settlement, office)
        case .recorded:
            guard one.reverses, !settlement.hasReversalRequest else { return }
            tally.add(.settlements, "reversals asked for")
            perform(
                office,
                .init(requests: [
                    request(
                        one.stream, "SettlementReversalRequested",
                        """
                        {"original": \(settlement.recorded.entry.json), "reason": "重新结算", \
                        "returnedOn": "\(max(today(office), settlement.record.settledOn))"}
                        """, id: "\(id)/reversal")
                ]))
        default: return
        }
    }

    private func withdraw(_ one: SettlementCase, _ office: Office) {
        tally.add(.settlements, "withdrawals")
        perform(
            office,
            .init(requests: [
                request(
                    one.stream, "SettlementUndone", #"{"reason": "病人自付"}"#, id: "case-\(one.number)/withdrawal")
            ]))
    }

    private func confirm(_ one: SettlementCase, _ settlement: SettlementState, _ office: Office) {
        if settlement.pricing.split.fundTotal != one.fund {
            fail("\(one.stream) is priced at \(settlement.pricing.split.fundTotal) fen, and \(one.fund) fen is right")
        }
        let isLater = one.plant == .paidLater
        tally.add(.settlements, "confirmations")
        perform(
            office,
            .init(
                requests: [
                    request(
                        one.stream, "SettlementConfirmed",
                        """
                        {"priced": \(settlement.priced.entry.json), "cash": "\(settlement.pricing.split.cash)", \
                        "paidOn": "\(isLater ? Calendar.dayToCome : max(today(office), settlement.request.to))"}
                        """, id: "case-\(one.number)/confirmation")
                ], isRaw: isLater))
    }

    // MARK: What is asked

    private func requested(_ one: SettlementCase, preview: Bool, misnamed: Bool) -> String {
        let (first, last) = days(one)
        return """
            {"preview": \(preview), "institution": "\(Register.hospitalCode(one.hospital))", "agency": "310100", \
            "person": "\(Register.stream(one.person))", \
            "insured": \(Register.insured(one.person, name: misnamed ? "秦玉蓝" : Register.name)), \
            "filing": "\(Register.filing(one.person))", "stay": "\(one.stay)", "setting": "STAY", \
            "from": "\(first)", "to": "\(last)", "bill": {"invoice": \(invoice(one, one.total)), \
            "lines": \(lines(one, 0)), "total": "\(one.total)"}, "useAccount": \(one.usesAccount)}
            """
    }

    /// The days of the treatment, which are over by every clock.
    private func days(_ one: SettlementCase) -> (String, String) {
        let last = Calendar.start + one.beginsAt - 3 * Calendar.day
        return (Calendar.date(last - Calendar.day).description, Calendar.date(last).description)
    }

    private func invoice(_ one: SettlementCase, _ total: Int64) -> String {
        """
        {"code": "3101990018", "number": "\(Register.padded(one.number, 10))", \
        "issuedOn": "\(days(one).1)", "amount": "\(total)"}
        """
    }

    private func lines(_ one: SettlementCase, _ extra: Int64) -> String {
        """
        [{"code": "XJ01", "name": "头孢呋辛", "itemClass": "CLASS_B", "category": "DRUG", "amount": "\(one.classB)"}, \
        {"code": "", "name": "床位费", "itemClass": "CLASS_A", "category": "BED", "amount": "\(one.classA + extra)"}]
        """
    }
}
