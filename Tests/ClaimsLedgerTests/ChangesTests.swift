import Claims
import EntryFormat
import Foundation
import Ledger
import Testing
import TransparencyLog

@testable import ClaimsLedger

@Suite("What changed between two moments")
struct ChangesTests {
    private typealias Town = FindingsListTests.Town

    private func changes(
        _ node: Node, _ from: UInt64, _ to: UInt64? = nil, party: String? = nil, knownBy: String? = nil
    ) throws -> Changes {
        var query = ChangesQuery(from: .first(from), to: to.map { .first($0) } ?? .now)
        query.party = party
        query.knownBy = knownBy
        return try node.changes(query)
    }

    private func record(
        _ node: Node, _ stream: String, _ type: String, _ event: String, as code: String = "210200",
        by name: String = "clerk"
    ) throws {
        _ = try node.record(
            RecordRequest(stream: stream, type: type, event: event), by: node.actor(as: code, operatorName: name))
    }

    private static let split =
        #"{"split": {"total": "100000", "inScope": "100000", "pooledFund": "60000", "fundTotal": "60000", "personalShare": "40000", "cash": "40000"}}"#
    private static let payee = #"{"name": "林", "bank": "示例银行", "account": "6222"}"#

    @Test("L6: entries, states before and after, the books and the findings of one claim's way, step by step.")
    func claim() throws {
        let town = try Town(persons: 1, beds: 0)
        let node = town.node
        town.clock.set("2018-07-01")
        let start = try node.ledger.end()
        let claim = try town.claim(of: 0, from: "2018-06-01", to: "2018-06-20", invoice: 1)
        let submitted = try node.ledger.end()
        var found = try changes(node, start)
        #expect(found.entries == [.init(type: "ClaimSubmitted", party: "unit:\(Town.unit)", entries: 1)])
        #expect(found.streams.map(\.stream) == [claim] && found.streams[0].before == nil)
        #expect(found.streams[0].after?.status == "submitted" && found.streams[0].after?.amount == 100_000)
        #expect(found.accounts.isEmpty && found.gone.isEmpty)
        #expect(found.from.entries == start && found.to.entries == submitted)

        // A second claim of the same invoice: a finding on both, which goes when the second one is taken back.
        let second = try town.claim(of: 0, from: "2018-06-01", to: "2018-06-20", invoice: 1)
        let twice = try node.ledger.end()
        found = try changes(node, submitted)
        #expect(found.appeared.filter { $0.finding.number == 5 }.map(\.stream) == [claim, second].sorted())
        #expect(found.gone.isEmpty)
        try town.annul(second, "ClaimSubmitted", as: Town.unit)
        found = try changes(node, twice)
        #expect(found.gone.filter { $0.finding.number == 5 }.map(\.stream) == [claim, second].sorted())
        #expect(found.appeared.isEmpty && found.entries.map(\.type) == ["Annulled"])
        #expect(try changes(node, submitted).appeared.isEmpty)
        let whole = try node.ledger.end()

        try record(node, claim, "ClaimAccepted", #"{"latenessExcused": "x", "approvedBecause": "x"}"#)
        try record(node, claim, "ClaimAdjudicated", Self.split)
        try record(node, claim, "ClaimApproved", #"{"amount": "60000"}"#, by: "approver")
        let approved = try node.ledger.end()
        found = try changes(node, whole)
        #expect(found.streams.first { $0.stream == claim }?.before?.status == "submitted")
        #expect(found.streams.first { $0.stream == claim }?.after?.status == "approved")
        #expect(found.streams.count == 2, "the invoice is claimed too: \(found.streams.map(\.stream))")
        #expect(found.entries.map(\.type) == ["ClaimAccepted", "ClaimAdjudicated", "ClaimApproved", "InvoiceClaimed"])
        func moved(_ changes: Changes) -> [String: Int64] {
            Dictionary(
                changes.accounts.filter { $0.difference != 0 }.map { ($0.account, $0.difference) },
                uniquingKeysWith: { first, _ in first })
        }
        #expect(moved(found) == ["benefitExpense": 60_000, "claimsPayable": -60_000])

        try record(
            node, claim, "PaymentOrdered", #"{"order": "1", "amount": "60000", "payee": \#(Self.payee)}"#,
            by: "cashier")
        try record(
            node, claim, "PaymentMade",
            #"{"order": "1", "payment": "B1", "amount": "60000", "paidOn": "2018-07-01"}"#, by: "cashier")
        found = try changes(node, approved)
        #expect(moved(found) == ["claimsPayable": 60_000, "fundBank": -60_000])
        let payable = try #require(found.accounts.first { $0.account == "claimsPayable" })
        #expect(payable.before == -60_000 && payable.after == 0)
        #expect(found.accounts.allSatisfy { $0.after == $0.before + $0.difference })
        #expect(found.accounts.reduce(0) { $0 + $1.after } == 0)
        #expect(try moved(changes(node, 0)) == ["benefitExpense": 60_000, "fundBank": -60_000])
    }

    @Test(
        "L6: nothing changed between a moment and itself; moments that are reversed and parties that are none are refused."
    )
    func nothing() throws {
        let town = try Town(persons: 2, beds: 0)
        let node = town.node
        let end = try node.ledger.end()
        for moment in [0, 1, end] {
            let found = try changes(node, moment, moment)
            #expect(found.isEmpty && found.from == found.to && found.to.entries == moment)
            #expect(found.logs.allSatisfy { $0.before == $0.after })
        }
        let reversed = #expect(throws: Refusal.self) { try changes(node, end, 1) }
        #expect(reversed?.number == 216 && reversed?.remedy == "Exchange the moments.")
        for (party, knownBy) in [("hospital:1", nil), (nil, "nobody")] as [(String?, String?)] {
            let refusal = #expect(throws: Refusal.self) { try changes(node, 0, party: party, knownBy: knownBy) }
            #expect(refusal?.number == 112)
        }
        #expect(throws: Refusal.self) { try node.replay(view: nil, asOf: .now, knownBy: "nobody") }
    }

    @Test("L6: of a time counts what was received then: the moment's own last entry stands before it.")
    func times() throws {
        let town = try Town(persons: 1, beds: 0)
        let node = town.node
        let start = try node.ledger.end()
        for month in ["2018-07-01", "2018-08-01"] {
            town.clock.set(month)
            try record(
                node, "person/210200/0", "PersonCorrected",
                #"{"telephone": "1390000\#(month.suffix(5).replacing("-", with: ""))", "reason": "更正"}"#)
        }
        func entries(_ from: String, _ to: String) throws -> Int {
            let moments = try [from, to].map { StreamLimit.received(by: try #require(Instant.milliseconds($0))) }
            return try node.changes(ChangesQuery(from: moments[0], to: moments[1])).entries.reduce(0) {
                $0 + $1.entries
            }
        }
        #expect(try entries("2018-06-30", "2018-07-01") == 1)
        #expect(try entries("2018-07-01", "2018-08-01") == 1)
        #expect(try entries("2018-06-30", "2018-08-01") == 2)
        #expect(try entries("2018-08-01", "2018-12-01") == 0)
        let second = try #require(try node.ledger.entry(at: start + 1)).receivedAt
        let query = ChangesQuery(from: .received(by: second - 1), to: .received(by: second))
        #expect(try node.changes(query).entries.map(\.entries) == [1])
        #expect(try node.changes(ChangesQuery(from: .received(by: second), to: .now)).isEmpty)
        #expect(throws: Refusal.self) {
            try node.changes(ChangesQuery(from: .received(by: second), to: .received(by: second - 1)))
        }
    }

    @Test("L6: by one party: its entries, their streams, and the findings that its entries prove.")
    func byParty() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        let hospital = "hospital:H11019900001"
        let found = try changes(node, 0, party: hospital)
        #expect(Set(found.entries.map(\.party)) == [hospital])
        #expect(found.entries.reduce(0) { $0 + $1.entries } == 52)
        #expect(
            found.streams.map(\.stream) == ["filing/210200/2018-000045", "stay/H11019900001/2018-004711"])
        #expect(found.streams.map(\.entries) == [1, 51])
        #expect(found.appeared.map(\.finding.number) == [1], "the late claim is the unit's")
        #expect(found.logs.map(\.party) == [hospital])
        let whole = try changes(node, 0)
        #expect(whole.appeared.map(\.finding.number) == [1, 3])
        let log = try #require(node.ledger.logs.first { $0.party == hospital })
        #expect(try whole.logs.first { $0.party == hospital }?.after.root == node.ledger.root(of: log, size: 52)?.hex)
    }

    @Test("L6: as known by a party: what it named or received; a receipt makes known what had arrived before.")
    func knownBy() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        let (unit, claim) = ("unit:91210299MA0TRPLC1U", Office.claim)
        let found = try changes(node, 0, knownBy: unit)
        let known = try node.acknowledgement(of: unit, about: claim)
        let shown = ListRow(try node.state(of: claim, knownBy: known))
        #expect(found.streams.first { $0.stream == claim }?.after?.status == shown?.status)
        #expect(try found.knownBy == unit && found.to.entries < node.ledger.end())
        // The center refuses; the unit has not said that it knows.
        let before = try node.ledger.end()
        try record(
            node, claim, "ClaimReturned",
            #"{"missing": ["CARD"], "grounds": [{"number": 1, "text": "缺身份证"}], "dueOn": "2030-01-01"}"#)
        #expect(try changes(node, before, knownBy: unit).isEmpty)
        #expect(try changes(node, before).streams.first { $0.stream == claim }?.after?.status == "returned")
        let returned = try node.ledger.end()
        let center = try #require(node.ledger.logs.first { $0.party == "center:210200" })
        let newest = try #require(try node.ledger.entry(at: returned - 1))
        try node.recordReceipt(reader: unit, log: center, number: newest.number, leaf: newest.leaf)
        let later = try changes(node, returned, knownBy: unit)
        #expect(later.streams.first { $0.stream == claim }?.after?.status == "returned")
        #expect(later.entries.contains(.init(type: "ClaimReturned", party: "center:210200", entries: 1)))
        #expect(later.entries.contains(.init(type: "Received", party: unit, entries: 1)))
        #expect(!later.streams.contains { $0.stream.hasPrefix("receipt/") })
        #expect(try changes(node, returned).entries.map(\.type) == ["Received"])
    }

    @Test(
        "L2: a view replayed as known by a party has the digest of a node that holds what the party knew, and no more.")
    func replayed() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 5)
        let hospital = "hospital:H11019900001"
        // What the hospital knows of nothing that comes later: the same as before the claim was made.
        let before = try node.replay(view: nil, asOf: .now, knownBy: hospital)
        try Office.play(node)
        let after = try node.replay(view: nil, asOf: .now, knownBy: hospital)
        #expect(before.map(\.digest) == after.map(\.digest) && before.map(\.rows) == after.map(\.rows))
        let live = try node.replay(view: nil, check: true)
        #expect(live.map(\.digest) != after.map(\.digest) && live.allSatisfy { $0.matches == true })
        let none = try node.replay(view: nil, asOf: .now, knownBy: "pharmacy:P11019900001")
        #expect(none.allSatisfy { $0.rows == 0 && $0.entries == 0 })
        // By its receipts the center holds all of it: then it knew what this node holds.
        for log in node.ledger.logs where log.party != "center:210200" {
            let size = try node.ledger.tree(of: log).frontier.size
            let newest = try #require(try node.ledger.entry(number: size - 1, in: log))
            try node.recordReceipt(reader: "center:210200", log: log, number: newest.number, leaf: newest.leaf)
        }
        let center = try node.replay(view: nil, asOf: .now, knownBy: "center:210200")
        #expect(try center.map(\.digest) == node.replay(view: nil, check: true).map(\.digest))
    }

    @Test(
        "L6: on random histories changes follow each other, and the findings are those of a twin that examines everything."
    )
    func random() throws {
        for seed: UInt64 in 1...3 { try play(seed: seed) }
    }

    private func play(seed: UInt64) throws {
        var random = Seeded(seed)
        let town = try Town(persons: 5, beds: 2)
        let node = town.node
        let history = FindingsListTests()
        var marks: [UInt64] = [0]
        for step in 0..<60 {
            town.clock.set(FindingsListTests.day(step * 2))
            try? history.act(&random, town)
            try? settle(&random, town)
            if step % 12 == 11 { marks.append(try node.ledger.end()) }
        }
        let twin = try marks.map { try everything(node, town, at: $0) }
        var moneyMoved = false
        for first in marks.indices {
            for second in marks.indices.dropFirst(first) {
                let whole = try changes(node, marks[first], marks[second])
                #expect(
                    texts(whole.appeared) == twin[second].subtracting(twin[first])
                        && texts(whole.gone) == twin[first].subtracting(twin[second]),
                    "seed \(seed), from \(marks[first]) to \(marks[second])")
                moneyMoved = moneyMoved || whole.accounts.contains { $0.difference != 0 }
                guard second - first > 1 else { continue }
                let middle = Int.random(in: (first + 1)..<second, using: &random)
                try compare(
                    whole, changes(node, marks[first], marks[middle]), changes(node, marks[middle], marks[second]))
            }
        }
        #expect(moneyMoved && twin.last?.isEmpty == false)
        #expect(
            twin.indices.dropFirst().contains { !twin[$0 - 1].subtracting(twin[$0]).isEmpty }, "something went away")
    }

    /// Money moves.
    private func settle(_ random: inout Seeded, _ town: Town) throws {
        guard Int.random(in: 0..<4, using: &random) == 0, let claim = town.claims.randomElement(using: &random) else {
            return
        }
        guard case .claim(let state)? = try town.node.state(of: claim).subject else { return }
        let total = state.submission.bill.total
        try? record(town.node, claim, "ClaimAccepted", #"{"latenessExcused": "x", "approvedBecause": "x"}"#)
        try? record(
            town.node, claim, "ClaimAdjudicated",
            #"{"split": {"total": "\#(total)", "inScope": "\#(total)", "pooledFund": "\#(total)", "fundTotal": "\#(total)"}}"#
        )
        try? record(town.node, claim, "ClaimApproved", #"{"amount": "\#(total)"}"#, by: "approver")
    }

    /// Every finding of the node at a moment, of every stream in which the rules look.
    private func everything(_ node: Node, _ town: Town, at end: UInt64) throws -> Set<String> {
        var found: Set<String> = []
        for kind in Node.examinedKinds {
            for name in try node.ledger.streams(prefix: "\(kind.rawValue)/", limit: 10_000) {
                let state = try node.state(of: name.text, asOf: .first(end))
                guard !state.entries.isEmpty else { continue }
                let context = try node.findingContext(of: state, asOf: .first(end))
                for finding in node.findings(of: state, in: context) {
                    found.insert("\(name.text) \(text(Trace.Finding(finding)))")
                }
            }
        }
        return found
    }

    private func texts(_ rows: [FindingRow]) -> Set<String> { Set(rows.map { "\($0.stream) \(text($0.finding))" }) }

    private func text(_ finding: Trace.Finding) -> String {
        // How far the hospital's log is held moves with each entry of it.
        finding.number == 16
            ? "16"
            : "\(finding.number) \(finding.severity) \(finding.text.en) \(finding.evidence.map { "\($0.log)#\($0.number)" })"
    }

    private func compare(_ whole: Changes, _ first: Changes, _ second: Changes) throws {
        #expect(first.from == whole.from && first.to == second.from && second.to == whole.to)
        func counts(_ changes: Changes...) -> [String: Int] {
            changes.flatMap(\.entries).reduce(into: [:]) { $0["\($1.party) \($1.type)", default: 0] += $1.entries }
        }
        #expect(counts(first, second) == counts(whole))
        func moved(_ changes: Changes...) -> [String: Int64] {
            changes.flatMap(\.accounts).reduce(into: [:]) { $0[$1.account, default: 0] += $1.difference }
                .filter { $0.value != 0 }
        }
        #expect(moved(first, second) == moved(whole))
        let streams = [first, second].flatMap(\.streams)
        #expect(Set(streams.map(\.stream)) == Set(whole.streams.map(\.stream)))
        for stream in whole.streams {
            let parts = streams.filter { $0.stream == stream.stream }
            #expect(parts.first?.before == stream.before && parts.last?.after == stream.after)
            #expect(parts.reduce(0) { $0 + $1.entries } == stream.entries)
        }
        for log in whole.logs {
            let end = second.logs.first { $0.log == log.log }
            let start = first.logs.first { $0.log == log.log }
            #expect(end?.after == log.after && start?.before ?? log.before == log.before)
        }
    }
}
