import Claims
import Foundation
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("The road of a claim through one node")
struct RoadTests {
    @Test("The forged invoice: the hospital's own signed bill makes the difference of 90,000.00 a finding at once.")
    func forgedInvoice() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node)
        let findings = try node.findings(on: Office.claim)
        let differs = try #require(findings.first { $0.code == "claim-differs-from-hospital-bill" })
        #expect(differs.amounts.contains { $0.fen == 9_000_000 })
        #expect(differs.lines.contains { $0.claimed == 545_200 && $0.billed == 45_200 })
        #expect(findings.contains { $0.code.contains("late") })
        let trace = try node.trace(Office.claim)
        #expect(trace.verification.ok && trace.verification.logs.count == 3)
        #expect(trace.events.count == Int(try node.ledger.end()) - 1, "all but the register of institutions")
        #expect(trace.status == "refused")
        #expect(try node.verify().ok)
        #expect(try node.replay(view: nil, check: true).allSatisfy { $0.matches == true })
    }

    @Test("Playing the same batches again appends nothing: every event id is known.")
    func idempotent() throws {
        let office = try Office()
        var node = try office.open()
        try Office.play(node, through: 6)
        let end = try node.ledger.end()
        node.close()
        node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        #expect(try node.ledger.end() == end)
    }

    @Test("One by one, in batches and in atomic batches come to the same state.")
    func batching() throws {
        let offices = [try Office(), try Office(), try Office()]
        var states: [String] = []
        for (index, office) in offices.enumerated() {
            let node = try office.open()
            defer { node.close() }
            if index == 2 {
                for (party, requests) in try Office.batches() {
                    if party == "210200" { try Office.play(node, through: 0) }
                    for request in requests {
                        _ = try node.record(request, by: node.actor(as: party, operatorName: "clerk"))
                    }
                }
            } else {
                try Office.play(node, atomic: index == 1)
            }
            let state = try node.state(of: Office.claim)
            guard case .claim(let claim)? = state.subject else {
                Issue.record("no claim")
                return
            }
            states.append(
                "\(claim.status) \(claim.held) \(claim.papers.count) \(state.entries.map { "\($0.typeName) \($0.verdict)" })"
            )
        }
        #expect(Set(states).count == 1, "\(states)")
    }

    @Test("A batch that stops at an event says which one and what stands before it; an atomic one leaves nothing.")
    func stopping() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        var requests = try Office.batches()[0].requests
        let good = requests.count
        requests.append(RecordRequest(stream: "claim/210200/1", type: "ClaimApproved", event: #"{"amount": "5"}"#))
        let actor = try node.actor(as: "210200", operatorName: "clerk")
        let atomic = #expect(throws: BatchRefusal.self) { try node.record(batch: requests, by: actor, atomic: true) }
        #expect(atomic?.place == good + 1 && atomic?.recorded == 0)
        #expect(try node.ledger.end() == 0)
        let partial = #expect(throws: BatchRefusal.self) { try node.record(batch: requests, by: actor, atomic: false) }
        #expect(partial?.place == good + 1 && partial?.recorded == good)
        #expect(try node.ledger.end() == UInt64(good))
    }

    @Test("A stale --expect names expected, actual and what came between.")
    func stale() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 2)
        let application = try Office.batches()[2].requests[0]
        var request = application
        request.expect = 0
        let hospital = try node.actor(as: "H11019900001", operatorName: "office")
        let error = #expect(throws: LedgerError.self) { try node.record(request, by: hospital) }
        #expect(error?.code == .stale)
        #expect(error?.message.contains("ApplicationSubmitted by unit:91210299MA0TRPLC1U came between") == true)
        request.expect = 1
        #expect(try node.record(request, by: hospital).version == 2)
    }

    @Test(
        "The wrong party, an unknown kind, an unknown type and malformed JSON are refused by number, and change nothing."
    )
    func refusals() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        let unit = try node.actor(as: "91210299MA0TRPLC1U", operatorName: "agent")
        func refused(_ stream: String, _ type: String, _ event: String) throws -> Refusal? {
            #expect(throws: Refusal.self) {
                try node.record(RecordRequest(stream: stream, type: type, event: event), by: unit)
            }
        }
        #expect(try refused("claim/210200/1", "ClaimApproved", #"{"amount": "5"}"#)?.rule.code == "role-may-not")
        #expect(try refused("dream/210200/1", "ClaimApproved", "{}")?.rule.code == "unknown-stream-kind")
        #expect(try refused("claim/210200/1", "ClaimDreamt", "{}")?.rule.code == "unknown-event-type")
        #expect(try refused("claim/210200/1", "ClaimSubmitted", #"{"nonsense": 1}"#)?.rule.code == "malformed-event")
        #expect(try refused("claim/210200/1", "ClaimSubmitted", "{")?.rule.code == "malformed-event")
        #expect(throws: LedgerError(.unknownLog, "", remedy: "")) { try node.actor(as: nil, operatorName: "x") }
        #expect(throws: LedgerError(.unknownLog, "", remedy: "")) { try node.actor(as: "999999", operatorName: "x") }
        #expect(try node.ledger.end() == 0)
    }

    @Test("Lists find a claim by person, resident ID, invoice, institution, unit and status, page by page.")
    func listing() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node)
        func streams(_ change: (inout ListQuery) -> Void) throws -> [String] {
            var query = ListQuery(kind: "claims")
            change(&query)
            return try node.list(query).rows.map(\.stream)
        }
        #expect(try streams { _ in } == [Office.claim])
        #expect(try streams { $0.person = "person/210200/000123" } == [Office.claim])
        #expect(try streams { $0.person = "林海生" } == [Office.claim])
        #expect(try streams { $0.invoice = "111001807-20181011" } == [Office.claim])
        #expect(try streams { $0.invoice = "20181011" } == [Office.claim])
        #expect(try streams { $0.institution = "H11019900001" } == [Office.claim])
        #expect(try streams { $0.unit = "91210299MA0TRPLC1U" } == [Office.claim])
        #expect(try streams { $0.status = "refused" } == [Office.claim])
        #expect(try streams { $0.status = "paid" } == [])
        #expect(try streams { $0.person = "person/210200/000124" } == [])
        #expect(try streams { $0.from = "2018-10-12" } == [])
    }

    @Test("A name of one character with a thousand marks is found: what an index is looked up by fits into the store.")
    func longestCharacter() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        let name = "e" + String(repeating: "\u{301}", count: 900)
        try #require(name.count == 1)
        var request = try #require(try Office.batches()[0].requests.first)
        request.event = request.event.replacing("林海生", with: name)
        _ = try node.record(request, by: node.actor(as: "210200", operatorName: "clerk"))
        try node.ledger.flushViews()
        var query = ListQuery(kind: "persons")
        query.person = name
        #expect(try node.list(query).rows.map(\.stream) == [request.stream])
        query.person = String(name.unicodeScalars.dropLast())
        #expect(try node.list(query).rows.isEmpty)
    }

    @Test("A batch may end its lines as Windows does.")
    func carriageReturns() throws {
        let lines = (1...3).map { #"{"stream": "claim/210200/\#($0)", "type": "ClaimAccepted", "event": {}}"# }
        #expect(try RecordRequest.lines(lines.joined(separator: "\r\n") + "\r\n").map(\.stream).count == 3)
        let error = #expect(throws: Refusal.self) { try RecordRequest.lines(lines[0] + "\r\n\r\n{") }
        #expect(error?.message.hasPrefix("Line 3 ") == true)
    }

    @Test("An atomic batch keeps each event's own author: what the rules judged is what the log says.")
    func atomicAuthors() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        var requests = try Office.batches()[0].requests
        for index in requests.indices { requests[index].author = "clerk.\(index)" }
        let actor = try node.actor(as: "210200", operatorName: "nobody")
        _ = try node.record(batch: requests, by: actor, atomic: true)
        for (index, request) in requests.enumerated() {
            let entries = try node.state(of: request.stream).entries
            #expect(entries.contains { $0.act.operatorName == "clerk.\(index)" })
            #expect(entries.allSatisfy { $0.verdict == .regular })
        }
    }

    @Test(
        "The same event twice in one batch stands once; the same id with another event is refused with its place.",
        arguments: [false, true])
    func repeated(atomic: Bool) throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        let first = try Office.batches()[0].requests
        let actor = try node.actor(as: "210200", operatorName: "clerk")
        let recorded = try node.record(batch: first + [first[0]], by: actor, atomic: atomic)
        #expect(recorded.count == first.count + 1)
        #expect(recorded.last?.number == recorded.first?.number && recorded.last?.alreadyPresent == true)
        #expect(try node.ledger.end() == UInt64(first.count))
        var other = first[1]
        other.eventId = "another"
        var clash = first[0]
        clash.eventId = "another"
        clash.stream = other.stream
        let refusal = #expect(throws: BatchRefusal.self) {
            try node.record(batch: [first[0], clash], by: actor, atomic: atomic)
        }
        #expect(refusal?.place == 2)
    }

    @Test("A batch of many events in one stream is folded as it grows, not anew for each event.")
    func longStream() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        let actor = try node.actor(as: "210200", operatorName: "clerk")
        _ = try node.record(batch: try Office.batches()[0].requests, by: actor, atomic: false)
        let requests = (0..<600).map { index in
            RecordRequest(
                stream: "person/210200/000123", type: "PersonCorrected",
                event: #"{"telephone": "1390000\#(1000 + index)", "reason": "更正"}"#, eventId: "phone/\(index)")
        }
        var told = 0
        _ = try node.record(batch: requests, by: actor, atomic: false, onCommit: { told += $0.count })
        #expect(told == 600)
        #expect(try node.state(of: "person/210200/000123").entries.count == 601)
        #expect(try node.record(batch: requests, by: actor, atomic: false).allSatisfy(\.alreadyPresent))
    }
}
