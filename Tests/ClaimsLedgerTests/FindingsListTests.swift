import Claims
import Foundation
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("The findings of a whole node")
struct FindingsListTests {
    /// A node on which stays and claims of a few persons are recorded, honest and not.
    final class Town {
        static let unit = "91210299MA0TRPLC1U"
        static let hospital = "H11019900001"
        static let otherHospital = "H11019900002"
        let office: Office
        let clock = Clock("2018-06-01")
        let node: Node
        private var count = 0
        private(set) var stays: [String] = []
        private(set) var claims: [String] = []
        var settlements: [String] = []

        init(persons: Int, beds: Int) throws {
            office = try Office()
            node = try office.open(clock: clock)
            for (code, level, beds) in [(Self.hospital, 3, beds), (Self.otherHospital, 2, 0)] {
                try record(
                    "institution/210200/\(code)", "InstitutionDesignated",
                    """
                    {"code": "\(code)", "name": "医院", "place": "110100", "level": \(level), "kind": "综合医院", "ownership": "PUBLIC",
                    "validFrom": "2015-01-01", "beds": \(beds)}
                    """)
            }
            for person in 0..<persons { try register(person) }
        }

        deinit { node.close() }

        func record(_ stream: String, _ type: String, _ event: String, as code: String = "210200") throws {
            _ = try node.record(
                RecordRequest(stream: stream, type: type, event: event), by: node.actor(as: code, operatorName: "clerk")
            )
        }

        func insured(_ person: Int) throws -> String {
            let region = try #require(RegionCode("210299"))
            let birth = try #require(CalendarDate("1956-03-12"))
            let id = try #require(ResidentID(region: region, birthDate: birth, serial: person + 1)).text
            return #"{"name": "林\#(person)", "residentId": "\#(id)", "cardNumber": "LN210299000\#(10_000 + person)"}"#
        }

        private func register(_ person: Int) throws {
            let insured = try insured(person).dropLast()
            try record(
                "person/210200/\(person)", "PersonRegistered",
                #"\#(insured), "status": "RETIREE", "unit": "\#(Self.unit)", "insuredFrom": "2001-01-01"}"#)
        }

        func stay(of person: Int, from: String, to: String?, total: Int = 100_000, invoice: Int? = nil) throws -> String
        {
            count += 1
            let stream = "stay/\(Self.hospital)/\(count)"
            try record(
                stream, "Admitted",
                #"{"insured": \#(try insured(person)), "center": "210200", "admittedOn": "\#(from)"}"#,
                as: Self.hospital)
            stays.append(stream)
            if let to {
                try record(stream, "Discharged", #"{"dischargedOn": "\#(to)"}"#, as: Self.hospital)
                if let invoice {
                    try record(stream, "BillSettled", #"{"bill": \#(bill(total, invoice, to))}"#, as: Self.hospital)
                }
            }
            return stream
        }

        func bill(_ total: Int, _ invoice: Int, _ day: String) -> String {
            #"{"invoice": {"code": "111001807", "number": "\#(20_180_000 + invoice)", "issuedOn": "\#(day)", "amount": "\#(total)"},"#
                + #" "lines": [{"code": "D1", "name": "头孢", "itemClass": "CLASS_A", "category": "DRUG", "quantity": "1","#
                + #" "unitPrice": "\#(total)", "amount": "\#(total)"}], "total": "\#(total)"}"#
        }

        @discardableResult
        func claim(
            of person: Int, from: String, to: String, total: Int = 100_000, invoice: Int, in hospital: String = hospital
        ) throws -> String {
            count += 1
            let stream = "claim/210200/\(10_000 + count)"
            let paper = try node.storeBlob(Array("paper \(count)".utf8))
            let papers = ["CARD", "DISCHARGE_CERTIFICATE", "GUARANTEE", "MEDICAL_RECORD", "ITEMISED_LIST", "INVOICE"]
                .map {
                    #"{"kind": "\#($0)", "sha256": "\#(paper)", "bothSides": true, "signedOnBack": true}"#
                }
            try record(
                stream, "ClaimSubmitted",
                """
                {"person": "person/210200/\(person)", "insured": \(try insured(person)), "unit": "\(Self.unit)", "guarantor": "\(Self.unit)",
                "care": "SUDDEN_ILLNESS_STAY", "hospital": "\(hospital)", "admittedOn": "\(from)", "dischargedOn": "\(to)",
                "bill": \(bill(total, invoice, to)), "documents": [\(papers.joined(separator: ","))], "lateReason": "补报",
                "payee": {"name": "林", "bank": "示例银行", "account": "6222"}}
                """, as: Self.unit)
            claims.append(stream)
            return stream
        }

        func annul(_ stream: String, _ type: String, as code: String) throws {
            guard let entry = try node.state(of: stream).entries.first(where: { $0.typeName == type })?.act.entry else {
                return
            }
            try record(
                stream, "Annulled",
                #"{"entry": {"origin": "\#(entry.origin)", "number": "\#(entry.number)"}, "reason": "misread"}"#,
                as: code)
        }

        /// The unit of the register changes.
        func correct(_ person: Int, unit: String) throws {
            try record("person/210200/\(person)", "PersonCorrected", #"{"unit": "\#(unit)", "reason": "调动"}"#)
        }

        func numbers(_ stream: String) throws -> Set<UInt32> { Set(try node.findings(on: stream).map(\.number)) }

        /// Every finding of the node, as a text, by stream.
        func all() throws -> [String: Set<String>] {
            var found: [String: Set<String>] = [:]
            for name in claims + settlements { found[name] = Set(try node.findings(on: name).map(Self.text)) }
            return found
        }

        static func text(_ finding: Finding) -> String {
            // How far the hospital's log reaches moves with each entry of it.
            finding.number == 16
                ? "16"
                : "\(finding.number) \(finding.severity) \(finding.english) \(finding.evidence.map { "\($0.origin)#\($0.number)" })"
        }
    }

    static func day(_ number: Int) -> String {
        guard let start = CalendarDate("2018-06-01") else { return "" }
        return start.adding(days: number).description
    }

    @Test("The index finds what the rules compare: stays and claims of the person, the hospital's patients, groups.")
    func found() throws {
        let town = try Town(persons: 6, beds: 2)
        town.clock.set("2018-09-01")
        let first = try town.claim(of: 0, from: "2018-06-01", to: "2018-06-20", invoice: 1)
        #expect(try !town.numbers(first).contains(16), "the hospital's log is empty")
        _ = try town.stay(of: 5, from: "2018-07-30", to: nil)
        #expect(try town.numbers(first).contains(16))
        _ = try town.stay(of: 0, from: "2018-06-01", to: "2018-06-20")
        #expect(try town.numbers(first).isDisjoint(with: [16, 19, 30, 31, 32]))
        let abroad = try town.claim(
            of: 0, from: "2018-06-10", to: "2018-06-12", invoice: 2, in: Town.otherHospital)
        #expect(try town.numbers(first).contains(30) && town.numbers(abroad).contains(30))
        // Two beds: the third patient is one too many, whoever says so.
        _ = try town.stay(of: 1, from: "2018-06-15", to: "2018-06-18")
        #expect(try !town.numbers(first).contains(31))
        let third = try town.stay(of: 2, from: "2018-06-17", to: "2018-06-18")
        #expect(try town.numbers(first).contains(31) && !town.numbers(abroad).contains(31))
        try town.annul(third, "Admitted", as: Town.hospital)
        #expect(try !town.numbers(first).contains(31))
        for person in 1...4 { try town.claim(of: person, from: "2018-06-01", to: "2018-06-20", invoice: 10 + person) }
        #expect(try town.numbers(first).contains(32))
        #expect(try town.node.replay(view: nil, check: true).allSatisfy { $0.matches == true })
    }

    @Test("Catalogues of the center in force on the first day are compared; a new version counts from its first day.")
    func catalogues() throws {
        let town = try Town(persons: 1, beds: 0)
        town.clock.set("2018-09-01")
        let claim = try town.claim(of: 0, from: "2018-06-01", to: "2018-06-20", total: 60_000, invoice: 1)
        let center = try town.node.actor(as: "210200", operatorName: "clerk")
        #expect(try town.numbers(claim).isDisjoint(with: [26, 27]))
        func publish(_ version: String, _ from: String, _ itemClass: String, _ usual: String) throws {
            _ = try town.node.publishCatalogue(
                """
                catalogue: beijing
                version: \(version)
                effective: {from: \(from)}
                items:
                  - {code: D1, name: 头孢, class: \(itemClass), usual: \(usual)}

                """, by: center)
        }
        try publish("1", "2018-07-01", "B", "200.00")
        #expect(try town.numbers(claim).isDisjoint(with: [26, 27]), "not yet in force")
        let before = try town.node.ledger.end()
        try publish("2", "2018-06-01", "B", "200.00")
        #expect(try town.numbers(claim).isSuperset(of: [26, 27]))
        #expect(try town.node.streamsToExamine(since: before) == [claim])
        try publish("3", "2018-06-01", "A", "300.00")
        #expect(try town.numbers(claim).isDisjoint(with: [26, 27]))
    }

    @Test("Pages come to the whole list; conditions choose; --since lists what later entries touched.")
    func pages() throws {
        let town = try Town(persons: 4, beds: 0)
        town.clock.set("2018-12-01")
        for person in 0..<4 {
            try town.claim(of: person, from: "2018-06-01", to: "2018-06-20", invoice: person / 2)
            try town.claim(
                of: person, from: "2018-06-19", to: "2018-06-25", invoice: 10 + person, in: Town.otherHospital)
        }
        var query = FindingsQuery()
        query.limit = 10_000
        let end = try town.node.ledger.end()
        let whole = try town.node.findings(query)
        #expect(whole.next == nil && whole.examined == 8 && whole.through == end)
        #expect(whole.rows.map(\.stream) == whole.rows.map(\.stream).sorted())
        #expect(Set(whole.rows.map(\.finding.number)).isSuperset(of: [3, 5, 30]))
        for limit in [1, 3, 7] {
            query.limit = limit
            query.after = nil
            var rows: [FindingRow] = []
            repeat {
                let page = try town.node.findings(query)
                #expect(!page.rows.isEmpty && page.next != query.after)
                rows += page.rows
                query.after = page.next
            } while query.after != nil
            #expect(
                rows.map { "\($0.stream) \($0.finding.number)" }
                    == whole.rows.map { "\($0.stream) \($0.finding.number)" })
        }
        query = FindingsQuery()
        query.numbers = [5]
        #expect(try town.node.findings(query).rows.map(\.finding.number) == [5, 5, 5, 5])
        query = FindingsQuery()
        query.severity = .alarm
        #expect(try town.node.findings(query).rows.allSatisfy { $0.finding.severity == "alarm" })
        query = FindingsQuery()
        query.since = whole.through
        #expect(try town.node.findings(query).examined == 0)
        let new = try town.claim(of: 0, from: "2018-06-24", to: "2018-06-30", invoice: 50)
        let page = try town.node.findings(query)
        #expect(page.examined == 3 && page.rows.contains { $0.stream == new && $0.finding.number == 30 })
    }

    @Test(
        "A new finding is always in a stream that the new entries touch; as of an earlier moment it is as it was then.")
    func incremental() throws {
        let numbers = try (UInt64(1)...3).reduce(into: Set<String>()) { $0.formUnion(try play(seed: $1, steps: 70)) }
        #expect(
            numbers.isSuperset(of: ["16", "29", "30", "31", "33"]),
            "the histories are worth a look: \(numbers.sorted())")
    }

    /// - Returns: the numbers of all that was found.
    private func play(seed: UInt64, steps: Int) throws -> Set<String> {
        var random = Seeded(seed)
        let town = try Town(persons: 5, beds: 2)
        let node = town.node
        var before = try town.all()
        var moments: [(end: UInt64, found: [String: Set<String>])] = []
        var touches = 0
        for step in 0..<steps {
            town.clock.set(Self.day(step * 2))
            let position = try node.ledger.end()
            // What the rules refuse leaves no entry.
            try? act(&random, town)
            let touched = try node.streamsToExamine(since: position)
            let after = try town.all()
            touches += touched.count
            for (stream, found) in after {
                let new = found.subtracting(before[stream] ?? [])
                #expect(
                    new.isEmpty || touched.contains(stream), "seed \(seed), step \(step), \(stream): \(new.sorted())")
            }
            before = after
            if step % 23 == 20 { moments.append((try node.ledger.end(), after)) }
        }
        #expect(touches < steps * before.count, "not everything is touched by everything")
        for moment in moments {
            for (stream, found) in moment.found {
                let state = try node.state(of: stream, asOf: .first(moment.end))
                let context = try node.findingContext(of: state, asOf: .first(moment.end))
                #expect(
                    Set(node.findings(of: state, in: context).map(Town.text)) == found,
                    "seed \(seed), as of \(moment.end), \(stream)")
            }
        }
        return Set(before.values.joined().map { String($0.prefix { $0 != " " }) })
    }

    /// Something happens in the town.
    func act(_ random: inout Seeded, _ town: Town) throws {
        let person = Int.random(in: 0..<5, using: &random)
        let from = Int.random(in: 0..<60, using: &random)
        let to = from + Int.random(in: 1...12, using: &random)
        let invoice = Int.random(in: 0..<25, using: &random)
        let total = Int.random(in: 1...4, using: &random) * 30_000
        switch Int.random(in: 0..<26, using: &random) {
        case 0..<6:
            _ = try town.stay(
                of: person, from: Self.day(from), to: Bool.random(using: &random) ? Self.day(to) : nil, total: total,
                invoice: invoice)
        case 6..<13:
            try town.claim(
                of: person, from: Self.day(from), to: Self.day(to), total: total, invoice: invoice,
                in: Int.random(in: 0..<4, using: &random) == 0 ? Town.otherHospital : Town.hospital)
        case 13:
            if let stay = town.stays.randomElement(using: &random) {
                let type = ["Admitted", "Discharged", "BillSettled"].randomElement(using: &random) ?? ""
                try town.annul(stay, type, as: Town.hospital)
            }
        case 14:
            if let claim = town.claims.randomElement(using: &random) {
                try town.record(claim, "ClaimRefused", #"{"grounds": [{"number": 5, "text": "重复"}]}"#)
            }
        case 15:
            try town.record(
                "person/210200/4", "PersonMerged", #"{"into": "person/210200/3", "reason": "重复登记"}"#)
        case 16:
            let paper = try town.node.storeBlob(Array("certificate".utf8))
            try town.record(
                "person/210200/\(person)", "PersonDied",
                #"{"diedOn": "\#(Self.day(from))", "certificate": {"kind": "OTHER", "sha256": "\#(paper)"}}"#
            )
        case 17:
            let stream = "admission/210200/\(from)"
            try town.record(
                stream, "AdmissionDeclared",
                """
                {"person": "person/210200/\(person)", "insured": \(try town.insured(person)), "hospital": "\(Town.hospital)",
                "unit": "\(Town.unit)", "admittedOn": "\(Self.day(from))"}
                """, as: Town.unit)
            try town.record(stream, "AdmissionClosed", #"{"dischargedOn": "\#(Self.day(to))"}"#, as: Town.unit)
        case 18:
            try town.record(
                "institution/210200/\(Town.hospital)", "InstitutionDesignated",
                """
                {"code": "\(Town.hospital)", "name": "医院", "place": "110100", "level": 3, "kind": "综合医院", "ownership": "PUBLIC",
                "validFrom": "2015-01-01", "beds": \(Int.random(in: 1...3, using: &random))}
                """)
        case 19..<23:
            // A visit, a stay that is there, whose ever it is, or one that is not.
            let stay = Int.random(in: 0..<3, using: &random)
            let named = town.stays.randomElement(using: &random) ?? "stay/\(Town.hospital)/none"
            try town.settle(
                person, from: Self.day(from), to: Self.day(to),
                stay: stay == 0 ? "" : stay == 1 ? named : "stay/\(Town.hospital)/none", total: Int64(total),
                invoice: invoice, paid: Int.random(in: 0..<4, using: &random) > 0)
        case 23:
            if let settlement = town.settlements.randomElement(using: &random) { try town.undo(settlement) }
        case 24: try town.correct(person, unit: Bool.random(using: &random) ? Town.unit : "")
        default:
            if let stay = town.stays.randomElement(using: &random) {
                try town.record(
                    stay, "BillCorrected", #"{"bill": \#(town.bill(total, invoice, Self.day(to))), "reason": "重开"}"#,
                    as: Town.hospital)
            }
        }
    }
}

/// A seeded generator: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
