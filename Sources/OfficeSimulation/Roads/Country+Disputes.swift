import Claims
import ClaimsLedger
import EntryFormat
import Ledger
import Simulation

/// One dispute, and how it will go.
struct DisputeCase {
    /// What becomes of it before a ruling.
    enum End {
        case ruled, rejected, withdrawn
    }

    let number: Int
    /// Places of the offices.
    let claimant: Int
    let respondent: Int
    let other: Int?
    let beginsAt: Int64
    /// In fen.
    let amount: Int64
    let subject: String
    /// Whether the sides open to the arbiter what they wrote there.
    let isDisclosed: Bool
    let end: End
    /// A hospital that the arbiter asks.
    let asked: Int?
    let outcome: String
    let isAppealed: Bool
    let appealResult: String

    var stream: String { "dispute/110000/2024-\(Register.padded(number, 6))" }
    /// What the claimant is given, in fen.
    var given: Int64 { outcome == "UPHELD" ? amount : outcome == "DISMISSED" ? 0 : amount / 2 }
}

/// Claimants, respondents, the arbiter and the hospitals that it asks.
extension Country {
    func drawDisputes() {
        let parties = [Founding.center, Founding.agency] + Founding.hospitals
        for number in 0..<random.draw(0...2) {
            let sides = random.shuffle(parties)
            let roll = random.draw(0...99)
            let amount = Int64(random.draw(1...50)) * 10_000
            disputes.append(
                DisputeCase(
                    number: number, claimant: sides[0], respondent: sides[1],
                    other: random.happens(percent: 30) ? sides[2] : nil,
                    beginsAt: Int64(random.draw(5...60)) * Calendar.day, amount: amount,
                    subject: (random.happens(percent: 30) ? nil : random.pick(cases)?.stream)
                        ?? "clearing/210200/310100/2024-05",
                    isDisclosed: random.happens(percent: 90),
                    end: roll < 70 ? .ruled : roll < 85 ? .rejected : .withdrawn,
                    asked: random.happens(percent: 50) ? random.pick(Founding.hospitals) : nil,
                    outcome: random.pick(["UPHELD", "PARTLY", "DISMISSED", "AGREEMENT"]) ?? "PARTLY",
                    isAppealed: random.happens(percent: 40),
                    appealResult: random.pick(["CONFIRMED", "CHANGED", "SENT_BACK"]) ?? "CONFIRMED"))
        }
    }

    func workOnDisputes(_ office: Office) throws {
        for one in disputes where one.beginsAt <= now {
            guard let node = office.writer, office.unanswered == nil else { return }
            var dispute = DisputeState()
            if case .dispute(let state)? = try office.state(of: one.stream).subject { dispute = state }
            if let (type, event, step) = try nextStep(one, dispute, office) {
                if type == "DisputeOpened" { tally.add(.disputes, "opened") }
                if type == "DisputeSettled" { tally.add(.disputes, "rulings") }
                if type == "DisputeAppealed" { tally.add(.disputes, "appeals") }
                tally.add(.disputes, "steps")
                perform(
                    office, .init(requests: [request(one.stream, type, event, id: "dispute-\(one.number)/\(step)")]))
            } else if [.notified, .ruled].contains(dispute.status) {
                try disclose(one, office, node)
            }
        }
    }

    /// A side opens to the arbiter what it has written in the stream that the dispute is about.
    private func disclose(_ one: DisputeCase, _ office: Office, _ node: Node) throws {
        guard one.isDisclosed, [one.claimant, one.respondent].contains(office.index) else { return }
        let own = try node.ledger.contents(of: StreamName(one.subject)).entries.filter { $0.party == office.party }
        guard !own.isEmpty, !own.contains(where: { $0.fields.type == EventType.disclosed.rawValue }) else { return }
        tally.add(.disputes, "disclosures")
        perform(
            office,
            .init(requests: [
                request(
                    one.subject, "Disclosed", #"{"to": "\#(members[Founding.arbiter].party)", "reason": "争议举证"}"#,
                    id: "dispute-\(one.number)/disclosed/\(office.index)")
            ]))
    }

    /// The next step of an office in a dispute, as far as it knows of it.
    private func nextStep(
        _ one: DisputeCase, _ dispute: DisputeState, _ office: Office
    ) throws -> (type: String, event: String, step: String)? {
        if let answer = answer(one, dispute, office) { return answer }
        guard dispute.hasOpening else {
            guard office.index == one.claimant else { return nil }
            return ("DisputeOpened", try opening(one, office), "opening")
        }
        let ground = #"[{"number": 10010, "text": "金额不符"}]"#
        switch dispute.status {
        case .opened:
            guard office.index == Founding.arbiter else { return nil }
            guard let from = dayNotBefore(dispute.opening.lodgedOn, office) else { return nil }
            if one.end == .rejected {
                return ("DisputeRejected", #"{"grounds": \#(ground), "rejectedOn": "\#(from)"}"#, "rejection")
            }
            return (
                "DisputeNotified", #"{"notifiedOn": "\#(from)", "to": ["\#(dispute.opening.respondent)"]}"#, "notice"
            )
        case .notified:
            if office.index == one.claimant, one.end == .withdrawn {
                return ("DisputeWithdrawn", #"{"reason": "双方和解"}"#, "withdrawal")
            }
            if office.index == one.claimant || office.index == one.respondent {
                return statement(dispute, office)
            }
            guard office.index == Founding.arbiter else { return nil }
            if let asked = one.asked, dispute.inquiries.isEmpty { return inquiry(dispute, members[asked].code, office) }
            // It hears both sides, and whom it asked.
            guard Set(dispute.statements.map(\.act.party)).count == 2, dispute.inquiries.allSatisfy(\.hasAnswer),
                one.end == .ruled
            else { return nil }
            let before = max(dispute.notice.notifiedOn, dispute.appeals.last?.decision.decidedOn ?? "")
            guard let from = dayNotBefore(before, office) else { return nil }
            return (
                "DisputeSettled", #"{"ruling": \#(ruling(one, dispute)), "ruledOn": "\#(from)"}"#,
                "ruling-\(dispute.rulings.count)"
            )
        case .ruled:
            guard office.index == one.respondent, one.isAppealed, dispute.appeals.isEmpty else { return nil }
            return (
                "DisputeAppealed",
                #"{"grounds": \#(ground), "text": "裁决依据有误", "lateReason": "通知迟到"}"#, "appeal"
            )
        case .appealed:
            guard office.index == Founding.arbiter else { return nil }
            guard let from = dayNotBefore(dispute.rulings.last?.ruledOn ?? "", office) else { return nil }
            let changed = one.appealResult == "CHANGED" ? #", "ruling": \#(ruling(one, dispute))"# : ""
            return (
                "AppealDecided",
                #"{"result": "\#(one.appealResult)", "grounds": \#(ground), "decidedOn": "\#(from)"\#(changed)}"#,
                "decision"
            )
        default: return nil
        }
    }

    /// The day by an office's clock; nil where that is behind, and the office waits.
    private func dayNotBefore(_ first: String, _ office: Office) -> String? {
        let day = today(office)
        return first <= day ? day : nil
    }

    /// The answer to an inquiry, which the institution sees without the dispute.
    private func answer(
        _ one: DisputeCase, _ dispute: DisputeState, _ office: Office
    ) -> (type: String, event: String, step: String)? {
        guard
            let open = dispute.inquiries.first(where: { !$0.hasAnswer && $0.inquiry.institution == office.code })
        else { return nil }
        guard let day = dayNotBefore(open.inquiry.sentOn, office) else { return nil }
        return (
            "InquiryAnswered",
            #"{"number": "\#(open.inquiry.number)", "text": "账目属实", "answeredOn": "\#(day)"}"#, "answer"
        )
    }

    private func opening(_ one: DisputeCase, _ office: Office) throws -> String {
        // The center disputes nothing of its own that is not there yet.
        let isThere = try office.index != Founding.center || !office.state(of: one.subject).entries.isEmpty
        let subject = isThere ? one.subject : "reserve/210200/310100/2024"
        let others = one.other.map { #""\#(members[$0].party)""# } ?? ""
        return """
            {"claimant": "\(office.party)", "respondent": "\(members[one.respondent].party)", "others": [\(others)], \
            "subjects": ["\(subject)"], "amount": "\(one.amount)", "demand": "更正并支付差额", \
            "grounds": [{"number": 10010, "text": "金额不符"}], "lodgedOn": "\(today(office))"}
            """
    }

    private func statement(
        _ dispute: DisputeState, _ office: Office
    ) -> (type: String, event: String, step: String)? {
        guard !dispute.statements.contains(where: { $0.act.party == office.party }) else { return nil }
        return ("StatementFiled", #"{"text": "账目如实", "lateReason": "通知迟到"}"#, "statement/\(office.index)")
    }

    private func inquiry(
        _ dispute: DisputeState, _ institution: String, _ office: Office
    ) -> (type: String, event: String, step: String)? {
        guard let from = dayNotBefore(dispute.opening.lodgedOn, office) else { return nil }
        return (
            "InquirySent",
            """
            {"number": "I1", "institution": "\(institution)", "questions": ["该笔费用是否发生？"], "sentOn": "\(from)", \
            "answerTo": ["\(dispute.opening.claimant)", "\(dispute.opening.respondent)"]}
            """, "inquiry"
        )
    }

    private func ruling(_ one: DisputeCase, _ dispute: DisputeState) -> String {
        """
        {"outcome": "\(one.outcome)", "amount": "\(one.given)", \
        "cited": [{"entry": \(dispute.opened.entry.json), "note": "申请"}], \
        "grounds": [{"number": 10011, "text": "部分属实"}]}
        """
    }
}
