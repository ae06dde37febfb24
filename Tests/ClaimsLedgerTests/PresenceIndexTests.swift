import Claims
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("Who was in a hospital, from the index")
struct PresenceIndexTests {
    /// Numbers that look random, the same each time (Marsaglia, "Xorshift RNGs").
    private struct Xorshift: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    @Test(
        "It finds the same as a look at every stay, of stays short, long and without an end, in hospitals with like codes."
    )
    func sameAsALookAtAll() throws {
        var random = Xorshift(state: 20_181_011)
        let start = try #require(CalendarDate("2018-01-01"))
        let hospitals = ["H440100001", "H4401000011", "h440100001", "H44 2018-03"]
        var all: [Presence] = []
        for number in 0..<3_000 {
            let from = start.adding(days: Int.random(in: 0..<900, using: &random))
            let length: Int? =
                switch Int.random(in: 0..<10, using: &random) {
                case 0: nil
                case 1: Int.random(in: 80...110, using: &random)
                case 2: Int.random(in: 200...2_500, using: &random)
                default: Int.random(in: 0...20, using: &random)
                }
            all.append(
                Presence(
                    stream: "claim/440100/C-\(number)", hospital: hospitals.randomElement(using: &random) ?? "",
                    residentID: "4401\(number)", from: from, to: length.map { from.adding(days: $0) },
                    entry: EntryReference(origin: "offices/440100", number: UInt64(number)),
                    unit: number % 2 == 0 ? "单位" : "", person: "person/440100/P-\(number)",
                    agent: number % 3 == 0 ? "王\n\u{1f}五" : ""))
        }
        let rows = all.map { SearchProjection.presenceRow($0) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        var found = 0
        for _ in 0..<400 {
            let from = start.adding(days: Int.random(in: -200..<1_100, using: &random))
            let to = from.adding(days: Int.random(in: 0..<60, using: &random))
            let hospital = try #require(hospitals.randomElement(using: &random))
            let expected = all.filter { stay in
                stay.hospital == hospital && stay.from < to && stay.to.map { from < $0 } ?? true
            }
            let answer = SearchProjection.presences(in: hospital, from: from, to: to) { prefix, last in
                rows.filter { row in
                    row.key.starts(with: prefix) && last.map { $0.lexicographicallyPrecedes(row.key) } ?? true
                }
            }
            #expect(answer == expected.sorted { $0.stream < $1.stream })
            found += answer.count
        }
        #expect(found > 1_000)
    }

    @Test("A row that is not as the index writes them says of nobody that he was there.")
    func otherRows() {
        let presence = Presence(
            stream: "stay/H1/S-1", hospital: "H1", residentID: "1", from: CalendarDate(instant: 0), to: nil,
            entry: EntryReference(origin: "a/b", number: 7))
        let row = SearchProjection.presenceRow(presence)
        #expect(Presence(row) == presence)
        for count in row.value.indices {
            // Only the texts at the end may be shorter.
            let cut = Presence(ViewRow(key: row.key, value: Array(row.value.prefix(count))))
            #expect(cut == nil)
        }
        #expect(Presence(ViewRow(key: [], value: row.value)) == nil)
    }
}
