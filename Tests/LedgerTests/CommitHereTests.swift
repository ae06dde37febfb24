import EntryFormat
import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite("Callers that commit on their own thread")
struct CommitHereTests {
    @Test("Beside others that queue, every proposal is committed once, and each log's numbers have no gap.")
    func beside() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        let stream = try StreamName("claim/210200/2026-000001")
        let answered = Mutex<[UInt64]>([])
        let group = DispatchGroup()
        for worker in 0..<6 {
            DispatchQueue.global().async(group: group) {
                for round in 0..<40 {
                    let event = Proposal.Event(stream: stream, type: 1, payload: Array("\(worker) \(round)".utf8))
                    let proposal = Proposal(party: Workbench.center, operatorName: "clerk", events: [event])
                    if worker % 2 == 0 {
                        let committed = (try? ledger.appendAndWait(proposal)) ?? []
                        answered.withLock { $0 += committed.map(\.number) }
                    } else {
                        group.enter()
                        ledger.submit(proposal) { result in
                            answered.withLock { $0 += ((try? result.get()) ?? []).map(\.number) }
                            group.leave()
                        }
                    }
                }
            }
        }
        group.wait()
        #expect(answered.withLock { $0.sorted() } == Array(0..<240))
        let payloads = try ledger.contents(of: stream).entries.map {
            String(decoding: $0.fields.payload, as: UTF8.self)
        }
        #expect(Set(payloads).count == 240)
        // Of each worker, in its order.
        for worker in 0..<6 where worker % 2 == 0 {
            let own = payloads.filter { $0.hasPrefix("\(worker) ") }
            #expect(own == (0..<40).map { "\(worker) \($0)" })
        }
    }

    @Test("A proposal to a ledger that is closed meanwhile is committed and answered, or refused, and never lost.")
    func closing() throws {
        for _ in 0..<20 {
            let bench = try Workbench()
            let ledger = try bench.open()
            let stream = try StreamName("claim/210200/2026-000002")
            let acknowledged = Mutex(0)
            let group = DispatchGroup()
            DispatchQueue.global().async(group: group) {
                for round in 0..<200 {
                    let event = Proposal.Event(stream: stream, type: 1, payload: Array("\(round)".utf8))
                    let proposal = Proposal(party: Workbench.center, operatorName: "clerk", events: [event])
                    do {
                        _ = try ledger.appendAndWait(proposal)
                        acknowledged.withLock { $0 += 1 }
                    } catch {
                        #expect((error as? LedgerError)?.code == .closed)
                        return
                    }
                }
            }
            while acknowledged.withLock({ $0 }) < 3 { usleep(100) }
            ledger.close()
            group.wait()
            let again = try bench.open()
            defer { again.close() }
            #expect(try again.end() == UInt64(acknowledged.withLock { $0 }))
        }
    }

    @Test("The newest checkpoint is written down soon after the last commit, for whoever only reads.")
    func rest() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        let event = Proposal.Event(stream: try StreamName("claim/210200/2026-000003"), type: 1, payload: [1])
        _ = try ledger.appendAndWait(Proposal(party: Workbench.center, operatorName: "clerk", events: [event]))
        let newest = try #require(try ledger.checkpoint(of: ledger.logs[0]))
        func stored() throws -> String? {
            try ledger.store.read { transaction in
                let note = try transaction.copy(ledger.store.tables.checkpoints, key: 0)
                return note.map { String(decoding: $0, as: UTF8.self) }
            }
        }
        let deadline = Date(timeIntervalSinceNow: 20)
        while try stored() != newest, Date() < deadline { usleep(20_000) }
        #expect(try stored() == newest)
    }
}
