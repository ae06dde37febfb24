import Claims
import Foundation
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("Row U4: what is overdue on a node")
struct OverdueTests {
    private static let stay = "stay/H11019900001/2018-004711"

    private func overdue(
        _ node: Node, on day: String, within: Int = 0, _ change: (inout OverdueQuery) -> Void = { _ in }
    ) throws -> [OverdueRow] {
        var query = OverdueQuery(on: try #require(CalendarDate(day)))
        query.within = within
        change(&query)
        return try node.overdue(query).rows
    }

    @Test("U4: a stay that the unit has not claimed is overdue the day after its month, until it is claimed.")
    func unitMonth() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 5)
        // Discharged on 11 October 2018.
        #expect(try overdue(node, on: "2018-11-11").isEmpty)
        #expect(try overdue(node, on: "2018-11-11", within: 1).map(\.daysOver) == [0])
        #expect(try overdue(node, on: "2018-11-01", within: 9).isEmpty)
        #expect(try overdue(node, on: "2018-11-01", within: 10).map(\.daysOver) == [-10])
        let row = try #require(try overdue(node, on: "2018-11-12").first)
        #expect(row.row.stream == Self.stay && row.kind == "unit-month")
        #expect(row.lastDay == "2018-11-11" && row.daysOver == 1)
        #expect(row.row.unit == "91210299MA0TRPLC1U" && row.row.person == "person/210200/000123")
        #expect(try overdue(node, on: "2020-02-29") { $0.conditions.unit = "91210299MA0TRPLC1U" }.count == 1)
        #expect(try overdue(node, on: "2020-02-29").first?.daysOver == 475)
        for kind in [StreamKind.claim, .filing, .audit, .review] {
            #expect(try overdue(node, on: "2020-02-29") { $0.kinds = [kind] }.isEmpty)
        }
        #expect(try overdue(node, on: "2020-02-29") { $0.conditions.person = "林　海生" }.count == 1)
        #expect(try overdue(node, on: "2020-02-29") { $0.conditions.person = "林海" }.isEmpty)
        #expect(try overdue(node, on: "2020-02-29") { $0.conditions.institution = "H11019900002" }.isEmpty)
        try Office.play(node, through: 6)
        #expect(try overdue(node, on: "2020-02-29").isEmpty, "a late claim is a claim")
    }

    @Test("U4: the settings in force move the last day: months, and the next working day.")
    func settings() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 5)
        let clerk = try node.actor(as: "210200", operatorName: "clerk")
        let file = """
            procedure: p
            version: "2018"
            effective: {from: 2018-01-01}
            rollsToWorkingDay: yes
            holidays: {2018: [2018-11-12]}
            """
        let published = try node.publishPolicy(file, by: clerk)
        #expect(published.kind == "procedure" && published.recorded.stream == "policy/210200/procedure")
        // 11 November 2018 was a Sunday, and the Monday is off.
        #expect(try overdue(node, on: "2018-11-13").isEmpty)
        #expect(try overdue(node, on: "2018-11-14").map(\.lastDay) == ["2018-11-13"])
        // A second version adds a day, and keeps what it does not state.
        let second = try node.publishPolicy(
            "procedure: p\nversion: 2018b\nextends: \"2018\"\neffective: {from: 2019-01-01}\nholidays: {2018: [2018-11-13]}\n",
            by: clerk)
        #expect(!second.recorded.alreadyPresent)
        #expect(try overdue(node, on: "2018-11-15").map(\.lastDay) == ["2018-11-14"])
        guard case .policy(let state)? = try node.state(of: "policy/210200/procedure").subject else { return }
        #expect(state.versions.last?.policy.procedure.rollsToWorkingDay == true)
        #expect(state.versions.last?.policy.procedure.holidays == ["2018-11-12", "2018-11-13"])
        let unknown = #expect(throws: Refusal.self) {
            try node.publishPolicy(
                "procedure: p\nversion: x\nextends: \"1999\"\neffective: {from: 2019-01-01}\n", by: clerk)
        }
        #expect(unknown?.number == 209)
    }

    @Test("U4: a filing that ended is overdue while its person is in hospital, and no other filing covers that.")
    func filingEnds() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 4)
        let requests = try Office.batches()[4]
        // The admission alone: the stay goes on.
        _ = try node.record(
            requests.requests[0], by: node.actor(as: requests.party, operatorName: "clerk"))
        #expect(try overdue(node, on: "2018-09-30").isEmpty)
        let today = CalendarDate(instant: Int64(Date().timeIntervalSince1970 * 1_000))
        let last = today.adding(days: 4)
        _ = try node.record(
            RecordRequest(
                stream: "filing/210200/2018-000045", type: "FilingWithdrawn",
                event: #"{"effectiveFrom":"\#(today.adding(days: 5))","reason":"moved back"}"#),
            by: node.actor(as: "91210299MA0TRPLC1U", operatorName: "agent"))
        #expect(try overdue(node, on: last.description).isEmpty)
        let row = try #require(try overdue(node, on: last.adding(days: 1).description).first)
        #expect(row.kind == "filing-ends" && row.row.stream == "filing/210200/2018-000045")
        #expect(row.because == [Self.stay] && row.lastDay == last.description && row.daysOver == 1)
        #expect(row.text.zh == "备案到期")
        // The discharge ends it.
        _ = try node.record(
            batch: Array(requests.requests.dropFirst()), by: node.actor(as: requests.party, operatorName: "clerk"),
            atomic: false)
        #expect(try overdue(node, on: last.adding(days: 1).description) { $0.kinds = [.filing] }.isEmpty)
    }

    @Test("U4: a returned claim is overdue after its day, the longest first, and the total counts all.")
    func returned() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        let clerk = try node.actor(as: "210200", operatorName: "clerk")
        _ = try node.record(
            RecordRequest(
                stream: Office.claim, type: "ClaimReturned", event: #"{"missing":["INVOICE"],"dueOn":"2027-03-01"}"#),
            by: clerk)
        #expect(try overdue(node, on: "2027-03-01").isEmpty)
        #expect(try overdue(node, on: "2027-03-03").map(\.daysOver) == [2])
        var query = OverdueQuery(on: try #require(CalendarDate("2027-03-03")))
        query.conditions.status = "returned"
        query.conditions.unit = "９１２１０２９９ＭＡ０ＴＲＰＬＣ１Ｕ"
        let page = try node.overdue(query)
        #expect(page.total == 1 && page.rows.first?.kind == "returned-claim" && page.on == "2027-03-03")
        #expect(try node.replay(view: "search", check: true)[0].matches == true)
    }
}
