import ClaimsLedger

/// Invented people who are treated away from home, and what the center has on record of them.
enum Register {
    static let people = 10
    /// What is in a personal account at the start, in fen.
    static let credit: Int64 = 150_000
    static let name = "秦玉兰"

    static func hospital(of person: Int) -> Int { person % 2 }

    static func hospitalCode(_ hospital: Int) -> String { "H3101990000\(hospital + 1)" }

    static func requests(scan: String) -> [RecordRequest] {
        let hospitals = (0...1).map { hospital in
            RecordRequest(
                stream: "institution/210200/\(hospitalCode(hospital))", type: "InstitutionDesignated",
                event: """
                    {"code": "\(hospitalCode(hospital))", "name": "上海示范医院", "place": "310100", "level": 3, \
                    "kind": "综合医院", "ownership": "PUBLIC", "validFrom": "2015-01-01", "beds": 900}
                    """)
        }
        let policy = RecordRequest(
            stream: "policy/210200/direct-stay", type: "PolicyPublished",
            event: """
                {"name": "direct-stay", "version": "1", "effectiveFrom": "2024-01-01", "text": "\(policy)", \
                "sha256": "c54082932838c5be243266952a0599f04f723f1eb3ac4a58e15c35705e33a7b8"}
                """)
        let reserve = [
            RecordRequest(stream: "reserve/210200/310100/2024", type: "ReserveOpened", event: "{}"),
            RecordRequest(
                stream: "reserve/210200/310100/2024", type: "ReservePaid",
                event: #"{"payment": "R1", "amount": "\#(reservePaid)", "paidOn": "2024-01-10"}"#),
        ]
        return hospitals + [policy] + reserve + (0..<people).flatMap { requests(of: $0, scan: scan) }
    }

    /// What the center pays into the reserve at the start, in fen.
    static let reservePaid: Int64 = 3_000_000

    private static func requests(of person: Int, scan: String) -> [RecordRequest] {
        let hospital = hospitalCode(hospital(of: person))
        return [
            RecordRequest(
                stream: stream(person), type: "PersonRegistered",
                event: """
                    {"name": "\(name)", "residentId": "\(residentID(person))", "cardNumber": "\(card(person))", \
                    "status": "RETIREE", "unit": "91210299MA0TRPLC2Y", "insuredFrom": "2001-01-01"}
                    """),
            RecordRequest(
                stream: account(person), type: "AccountCredited",
                event: """
                    {"person": "\(stream(person))", "amount": "\(credit)", "creditedOn": "2024-04-30", \
                    "kind": "CONTRIBUTION", "month": "2024-04", "number": "C1"}
                    """),
            RecordRequest(
                stream: filing(person), type: "ApplicationSubmitted",
                event: """
                    {"kind": "LONG_TERM_RESIDENT", "person": "\(stream(person))", "insured": \(insured(person)), \
                    "unit": "91210299MA0TRPLC2Y", "place": "310000", "hospitals": ["\(hospital)"], \
                    "validFrom": "2024-02-01", "reason": "与女儿同住"}
                    """),
            RecordRequest(
                stream: filing(person), type: "FormStamped",
                event: """
                    {"hospital": "\(hospital)", "stampedOn": "2024-01-22", "officer": "office.qian", "onPaper": true, \
                    "scan": {"kind": "APPLICATION_FORM", "sha256": "\(scan)", "title": "盖章的申请表"}}
                    """),
            RecordRequest(stream: filing(person), type: "RecordFiled", event: #"{"validFrom": "2024-02-01"}"#),
        ]
    }

    static func stream(_ person: Int) -> String { "person/210200/\(padded(person, 6))" }
    static func account(_ person: Int) -> String { "account/210200/\(padded(person, 6))" }
    static func filing(_ person: Int) -> String { "filing/210200/2024-\(padded(person, 6))" }

    static func insured(_ person: Int, name: String = name) -> String {
        #"{"name": "\#(name)", "residentId": "\#(residentID(person))", "cardNumber": "\#(card(person))"}"#
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func card(_ person: Int) -> String { "LN210299" + padded(person, 6) }

    /// An invented number with a right check character (GB 11643, ISO 7064 MOD 11-2).
    private static func residentID(_ person: Int) -> String {
        let digits = "21029919400417" + padded(person, 3)
        // The weight of the place i from the right is 2 to the i, modulo 11.
        var sum = 0
        for digit in digits.utf8 { sum = (sum * 2 + Int(digit - 48)) % 11 }
        return digits + ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum * 2 % 11]
    }

    private static let policy = #"""
        # Invented: a rule for what is settled directly in a hospital away from home.\npolicy: direct-stay\ntitle: Stays settled directly, level-3 hospital away from home\nclasses:\n  A: {clause: 第六条}\n  B: {firstSelfPay: 10%, clause: 第七条}\n  C: {excluded: yes, clause: 第八条}\nstages:\n  - fund: pooledFund\n    title: Pooled fund\n    clause: 第九条\n    deductible: 800\n    bands:\n      - {from: 0, to: 10000, rate: 85%}\n      - {from: 10000, to: 30000, rate: 88%}\n      - {from: 30000, rate: 90%}\n
        """#
}
