import ClaimsLedger

/// Invented people who are treated away from home, and the requests to settle their stays directly: `Examples/direct-settlement`, many times.
struct SettlementCases {
    static let center = "210200"
    static let hospital = "H31019900001"

    /// How many people there are: a person's earlier cases are read when the next is priced.
    let people: Int
    /// The SHA-256 of the stamped form's scan, in hexadecimal digits: one for all.
    let scan: String

    /// What the center has on record before the first request, in the order in which it is recorded.
    var register: [RecordRequest] {
        let shared = [
            RecordRequest(
                stream: "institution/210200/\(Self.hospital)", type: "InstitutionDesignated",
                event: """
                    {"code": "\(Self.hospital)", "name": "上海示范医院", "place": "310100", "level": 3, "kind": "综合医院", \
                    "ownership": "PUBLIC", "validFrom": "2015-01-01", "beds": 900}
                    """),
            RecordRequest(
                stream: "policy/210200/direct-stay", type: "PolicyPublished",
                event: """
                    {"name": "direct-stay", "version": "1", "effectiveFrom": "2024-01-01", "text": "\(Self.policy)", \
                    "sha256": "c54082932838c5be243266952a0599f04f723f1eb3ac4a58e15c35705e33a7b8"}
                    """),
        ]
        return shared
            + (0..<people).flatMap { person in
                [
                    RecordRequest(
                        stream: "person/210200/\(number(person))", type: "PersonRegistered",
                        event: """
                            {"name": "秦玉兰", "residentId": "\(residentID(person))", "cardNumber": "\(card(person))", \
                            "status": "RETIREE", "unit": "91210299MA0TRPLC2Y", "insuredFrom": "2001-01-01"}
                            """),
                    RecordRequest(
                        stream: "account/210200/\(number(person))", type: "AccountCredited",
                        event: """
                            {"person": "person/210200/\(number(person))", "amount": "150000", "creditedOn": "2024-04-30", \
                            "kind": "CONTRIBUTION", "month": "2024-04", "number": "C1"}
                            """),
                    RecordRequest(
                        stream: filing(person), type: "ApplicationSubmitted",
                        event: """
                            {"kind": "LONG_TERM_RESIDENT", "person": "person/210200/\(number(person))", \
                            "insured": \(insured(person)), "unit": "91210299MA0TRPLC2Y", "place": "310000", \
                            "hospitals": ["\(Self.hospital)"], "validFrom": "2024-02-01", "reason": "与女儿同住"}
                            """),
                    RecordRequest(
                        stream: filing(person), type: "FormStamped",
                        event: """
                            {"hospital": "\(Self.hospital)", "stampedOn": "2024-01-22", "officer": "office.qian", "onPaper": true, \
                            "scan": {"kind": "APPLICATION_FORM", "sha256": "\(scan)", "title": "盖章的申请表"}}
                            """),
                    RecordRequest(stream: filing(person), type: "RecordFiled", event: #"{"validFrom": "2024-02-01"}"#),
                ]
            }
    }

    /// The request of a number: a stay of two days, 10,000.00 in all.
    func request(_ index: Int) -> RecordRequest {
        let person = index % people
        let lines = """
            [{"code": "XJ01", "name": "头孢呋辛", "itemClass": "CLASS_B", "category": "DRUG", "amount": "300000"}, \
            {"code": "", "name": "床位费", "itemClass": "CLASS_A", "category": "BED", "amount": "60000"}, \
            {"code": "", "name": "手术费", "itemClass": "CLASS_A", "category": "OPERATION", "amount": "640000"}]
            """
        return RecordRequest(
            stream: "settlement/210200/\(Self.hospital)202405201015\(number(index))", type: "SettlementRequested",
            event: """
                {"preview": false, "institution": "\(Self.hospital)", "agency": "310100", \
                "person": "person/210200/\(number(person))", "insured": \(insured(person)), \
                "filing": "\(filing(person))", "stay": "stay/\(Self.hospital)/2024-\(number(index))", \
                "setting": "STAY", "from": "2024-05-18", "to": "2024-05-20", "bill": {"invoice": \
                {"code": "3101990018", "number": "0000\(number(index))", "issuedOn": "2024-05-20", \
                "amount": "1000000"}, "lines": \(lines), "total": "1000000"}, "useAccount": true}
                """)
    }

    private static let policy = #"""
        # Invented: a rule for what is settled directly in a hospital away from home.\npolicy: direct-stay\ntitle: Stays settled directly, level-3 hospital away from home\nclasses:\n  A: {clause: 第六条}\n  B: {firstSelfPay: 10%, clause: 第七条}\n  C: {excluded: yes, clause: 第八条}\nstages:\n  - fund: pooledFund\n    title: Pooled fund\n    clause: 第九条\n    deductible: 800\n    bands:\n      - {from: 0, to: 10000, rate: 85%}\n      - {from: 10000, to: 30000, rate: 88%}\n      - {from: 30000, rate: 90%}\n
        """#

    private func filing(_ person: Int) -> String { "filing/210200/2024-\(number(person))" }

    private func insured(_ person: Int) -> String {
        #"{"name": "秦玉兰", "residentId": "\#(residentID(person))", "cardNumber": "\#(card(person))"}"#
    }

    private func number(_ index: Int) -> String { Self.padded(index, 6) }
    private func card(_ person: Int) -> String { "LN210299" + number(person) }

    /// An invented number with a right check character (GB 11643, ISO 7064 MOD 11-2).
    private func residentID(_ person: Int) -> String {
        let digits = "210299" + "\(1940 + person / 1_000)0417" + Self.padded(person % 1_000, 3)
        // The weight of the place i from the right is 2 to the i, modulo 11.
        var sum = 0
        for digit in digits.utf8 { sum = (sum * 2 + Int(digit - 48)) % 11 }
        return digits + ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum * 2 % 11]
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
