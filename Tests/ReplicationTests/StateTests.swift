import Testing
import TransparencyLog

@testable import Replication

@Suite("What a mirror stores and what travels")
struct StateTests {
    /// A state with something in every part.
    static func full() -> MirrorState {
        var log = SampleLog()
        for _ in 0..<600 { log.append() }
        var rig = Rig(.full)
        rig.catchUp(with: log)
        var state = rig.mirror.state
        state.mode = .filtered(readers: ["unit:a", "hospital:h"])
        state.chains = ["unit:a": 5, "hospital:h": 599]
        state.receipted = ["unit:a": 5]
        state.owed = ["unit:a": 4]
        state.missingBlobs = [TreeHash.leaf([1]): 3, TreeHash.leaf([2]): 9]
        state.grants = [7, 8]
        state.exhibit = ForkExhibit(smaller: log.note(3), larger: log.note(9), proof: [log.leaves[0]])
        return state
    }

    @Test("A state comes back from its bytes, with every part.")
    func roundTrip() {
        for state in [Self.full(), MirrorState(origin: "a", mode: .heads), MirrorState(origin: "a", mode: .full)] {
            #expect(MirrorState(bytes: state.bytes, frontier: state.frontier, edge: state.edge) == state)
        }
    }

    @Test("Bytes that are cut short, go on, or go with another tree are no state.")
    func damaged() {
        let state = Self.full()
        let bytes = state.bytes
        for count in 0..<bytes.count {
            #expect(MirrorState(bytes: Array(bytes[..<count]), frontier: state.frontier, edge: state.edge) == nil)
        }
        #expect(MirrorState(bytes: bytes + [0], frontier: state.frontier, edge: state.edge) == nil)
        #expect(MirrorState(bytes: [2] + bytes.dropFirst(), frontier: state.frontier, edge: state.edge) == nil)
        #expect(MirrorState(bytes: bytes, frontier: Frontier(), edge: []) == nil)
        #expect(MirrorState(bytes: bytes, frontier: state.frontier, edge: state.edge.reversed()) == nil)
        #expect(MirrorState(bytes: bytes, frontier: state.frontier, edge: state.edge.dropLast()) == nil)
    }

    @Test("Any change of any bit gives no state, or one that has exactly these bytes.")
    func oneForm() {
        let state = Self.full()
        let bytes = state.bytes
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                let read = MirrorState(bytes: changed, frontier: state.frontier, edge: state.edge)
                if let read, read.bytes != changed { Issue.record("place \(place), bit \(bit)") }
            }
        }
    }

    @Test("A state that names an entry beyond its tree is none: no mirror would look for that entry in vain.")
    func beyondTheTree() {
        let size = Self.full().frontier.size
        let changes: [(inout MirrorState, UInt64) -> Void] = [
            { $0.chains["unit:a"] = $1 }, { $0.receipted["unit:a"] = $1 }, { $0.owed["unit:a"] = $1 },
            { $0.missingBlobs[TreeHash.leaf([1])] = $1 }, { $0.grants = [$1] },
        ]
        for (place, change) in changes.enumerated() {
            for number in [size - 1, size, .max] {
                var state = Self.full()
                change(&state, number)
                let read = MirrorState(bytes: state.bytes, frontier: state.frontier, edge: state.edge)
                #expect((read == state) == (number < size), "\(place), \(number)")
            }
        }
    }

    @Test("Two names that are one text, in other bytes, do not stand in one table.")
    func sameText() {
        var state = MirrorState(origin: "a", mode: .full)
        state.frontier.append(TreeHash.leaf([1]))
        state.edge = [TreeHash.leaf([1])]
        state.chains = ["unit:e1": 0, "unit:\u{E9}": 0]
        let name = Array("unit:e1".utf8)
        let bytes = state.bytes
        #expect(MirrorState(bytes: bytes, frontier: state.frontier, edge: state.edge) == state)
        // The first name becomes an e and an accent; it is one byte longer.
        guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: name) }) else {
            Issue.record("the name is not found")
            return
        }
        var changed = bytes
        changed.replaceSubrange(place..<place + name.count, with: Array("unit:e\u{301}".utf8))
        changed[place - 4] += 1
        #expect(MirrorState(bytes: changed, frontier: state.frontier, edge: state.edge) == nil)
    }

    @Test("A page comes back from its bytes; its numbers ascend and its lengths fill it exactly.")
    func pages() throws {
        let page = VisiblePage(
            through: 90, entries: [(3, [1, 2, 3]), (4, [9]), (89, [UInt8](repeating: 7, count: 65_535))])
        #expect(try VisiblePage(page.bytes) == page)
        #expect(try VisiblePage(VisiblePage(through: 0, entries: []).bytes).entries.isEmpty)
        for count in 0..<40 {
            // Cut between two entries it is no page with fewer either.
            #expect(throws: VisiblePage.Malformed.self, "\(count)") { try VisiblePage(Array(page.bytes[..<count])) }
        }
        for wrong in [
            VisiblePage(through: 90, entries: [(4, [1]), (4, [1])]),
            VisiblePage(through: 90, entries: [(4, [1]), (3, [1])]),
            VisiblePage(through: 4, entries: [(4, [1])]), VisiblePage(through: .max, entries: []),
            VisiblePage(through: 9, entries: [(4, [])]),
        ] {
            #expect(throws: VisiblePage.Malformed.self) { try VisiblePage(wrong.bytes) }
        }
        for count in [0, 2, 4] as [UInt8] {
            var wrong = page.bytes
            wrong[8] = count
            #expect(throws: VisiblePage.Malformed.self) { try VisiblePage(wrong) }
        }
        var limits = MirrorLimits()
        limits.pageEntries = 2
        #expect(throws: VisiblePage.Malformed.self) { try VisiblePage(page.bytes, limits: limits) }
        limits = MirrorLimits()
        limits.pageBytes = 3
        #expect(throws: VisiblePage.Malformed.self) { try VisiblePage(page.bytes, limits: limits) }
    }

    @Test("Waits double up to the cap, differ between logs, and are the same each time.")
    func backoff() {
        let limits = MirrorLimits()
        var waits: [[Int64]] = []
        for origin in ["a", "b", "a"] {
            var backoff = Backoff()
            waits.append(
                (0..<40).map { _ in
                    backoff.fail(at: 1_000, limits, origin)
                    return backoff.until - 1_000
                })
        }
        #expect(waits[0] == waits[2] && waits[0] != waits[1])
        for (attempt, wait) in waits[0].enumerated() {
            let longest = min(limits.backoffCapMilliseconds, limits.backoffMilliseconds << Int64(min(attempt, 20)))
            #expect(wait >= longest / 2 && wait <= longest)
        }
    }
}
