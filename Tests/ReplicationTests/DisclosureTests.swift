import Testing
import TransparencyLog

@testable import Replication

@Suite("Disclosures of more than a page")
struct DisclosureTests {
    private static let reader = "unit:a"

    /// A log of 900 entries whose entry 899 opens every second one before it, 50 a page.
    private func log() -> (log: SampleLog, opened: [UInt64]) {
        var log = SampleLog()
        for _ in 0..<899 { log.append() }
        log.append(to: [Self.reader])
        let opened = (0..<899).filter { $0 % 2 == 0 }.map { UInt64($0) }
        log.grants[899] = opened
        log.disclosedAtOnce = 50
        return (log, opened)
    }

    private func rig() -> Rig {
        var rig = Rig(.filtered(readers: [Self.reader]))
        rig.grants = [899]
        return rig
    }

    private func pages(_ asked: [MirrorRequest]) -> [UInt64] {
        asked.compactMap { if case .disclosed(899, let after) = $0 { after } else { nil } }
    }

    /// Answers until nothing is under way, or until so many pages were asked for.
    private func settle(
        _ rig: inout Rig, _ log: SampleLog, pages most: Int = .max,
        lie: (MirrorRequest, MirrorResponse) -> MirrorResponse = { $1 }
    ) -> [MirrorRequest] {
        var seen: [MirrorRequest] = []
        let copy = rig
        rig.settle { asked in
            if case .disclosed = asked.request, pages(seen).count >= most { return nil }
            seen.append(asked.request)
            let answer =
                asked.source == .store ? copy.stored(asked.request) : log.answer(asked.request, readers: [Self.reader])
            return lie(asked.request, answer)
        }
        return seen
    }

    @Test("Page after page is asked for, each is committed, and the disclosure is done with the last.")
    func pagesAfterPages() {
        let (log, opened) = log()
        var rig = rig()
        rig.feed(.poll)
        let asked = pages(settle(&rig, log))
        #expect(asked == stride(from: UInt64(0), to: 899, by: 100).map { $0 })
        #expect(rig.entries.keys.sorted() == opened + [899])
        #expect(rig.mirror.state.grants.isEmpty && rig.problems.isEmpty)
        #expect(opened.allSatisfy { rig.entries[$0] == log.entries[Int($0)] })
    }

    @Test("A node that starts anew in between begins the disclosure again, and ends with all of it.")
    func restarted() {
        let (log, opened) = log()
        var rig = rig()
        rig.feed(.poll)
        let before = pages(settle(&rig, log, pages: 3))
        #expect(before == [0, 100, 200] && rig.mirror.state.grants == [899])
        #expect(rig.entries.count < opened.count)
        rig.restart()
        let after = pages(settle(&rig, log))
        #expect(after.first == 0 && after.count == 9)
        #expect(rig.entries.keys.sorted() == opened + [899] && rig.mirror.state.grants.isEmpty)
    }

    @Test("A page without progress, and one that goes back, are refused, and it is tried again later.")
    func withoutProgress() {
        let (log, opened) = log()
        let lies: [(UInt64) -> VisiblePage] = [
            { VisiblePage(through: $0 + 1, entries: []) },
            { _ in VisiblePage(through: 500, entries: [(0, log.entries[0])]) },
        ]
        for lie in lies {
            var rig = rig()
            rig.feed(.poll)
            let asked = pages(
                settle(&rig, log) { request, answer in
                    guard case .disclosed(_, 100) = request else { return answer }
                    return .bytes(lie(100).bytes)
                })
            #expect(asked == [0, 100] && rig.problems == [3105])
            #expect(rig.mirror.state.grants == [899] && rig.entries.count == 51)
            rig.catchUp(with: log)
            #expect(rig.entries.keys.sorted() == opened + [899])
        }
    }
}
