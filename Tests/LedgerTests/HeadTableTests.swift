import Testing

@testable import Ledger

@Suite("The table of heads")
struct HeadTableTests {
    /// Two dictionaries and nothing clever: what the base has, and what has moved since.
    private struct Twin {
        var base: [String: Int] = [:]
        var growing: [String: Int] = [:]
        var flushing: [String: Int] = [:]

        func dirty(_ key: String) -> Int? { growing[key] ?? flushing[key] }
    }

    @Test(
        "Agrees with plain dictionaries through random moves, flushes that succeed and fail, and forgetting.",
        arguments: 0..<40)
    func agrees(seed: Int) {
        var random = Random(state: UInt64(seed))
        var table = HeadTable<String, Int>()
        var twin = Twin()
        var isFlushing = false
        for step in 0..<600 {
            let key = "key \(random.below(1 + step / 10))"
            switch random.below(12) {
            case 0..<7:
                // As the writer does it: looks up, reads the base if need be, then moves.
                let slot = table.slot(of: key) ?? table.add(key, twin.base[key])
                #expect(table.value(at: slot) == twin.dirty(key) ?? twin.base[key])
                table.move(slot, to: step)
                twin.growing[key] = step
            case 7:
                // A reader brings what the base says: it may not replace what has moved.
                _ = table.add(key, twin.base[key])
            case 8 where !isFlushing:
                let flushed = Dictionary(table.beginFlush().map { ($0.key, $0.value) }) { _, _ in
                    Issue.record("a key is flushed twice")
                    return 0
                }
                #expect(flushed == twin.growing)
                (twin.flushing, twin.growing) = (twin.growing, [:])
                isFlushing = true
            case 9 where isFlushing:
                table.endFlush()
                twin.base.merge(twin.flushing) { $1 }
                twin.flushing = [:]
                isFlushing = false
            case 10 where isFlushing:
                table.cancelFlush()
                twin.growing = twin.flushing.merging(twin.growing) { $1 }
                twin.flushing = [:]
                isFlushing = false
            case 11:
                let before = (0..<Int32(table.count)).map { (key: table.key(at: $0), isDirty: table.isDirty($0)) }
                let numbers = table.forgetClean()
                for (old, slot) in before.enumerated() {
                    #expect((numbers[old] >= 0) == slot.isDirty)
                    if slot.isDirty { #expect(table.key(at: numbers[old]) == slot.key) }
                }
            default: break
            }
            for key in twin.base.keys.sorted().prefix(5) + [key] {
                #expect(table.dirtyValue(of: key) == twin.dirty(key))
                if let slot = table.slot(of: key) {
                    #expect(table.value(at: slot) == twin.dirty(key) ?? twin.base[key])
                    #expect(table.isDirty(slot) == (twin.dirty(key) != nil))
                }
            }
        }
    }

    @Test("A commit that is taken back leaves nothing.")
    func undo() {
        var moves = TableMoves<Int>()
        #expect(moves.move(7, to: 1) == nil)
        #expect(moves.move(3, to: 2) == nil)
        #expect(moves.move(7, to: 3) == 1)
        moves.undo(7, to: 1)
        #expect(moves.value(at: 7) == 1)
        moves.undo(3, to: nil)
        #expect(moves.value(at: 3) == nil && moves.list.map(\.slot) == [7])
        moves.removeAll()
        #expect(moves.value(at: 7) == nil && moves.list.isEmpty)
    }
}

/// SplitMix64.
private struct Random {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(bound))
    }
}
