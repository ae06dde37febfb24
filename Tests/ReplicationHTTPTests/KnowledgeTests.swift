import Testing
import TransparencyLog

@testable import ReplicationHTTP

@Suite("What two nodes know of a stream")
struct KnowledgeTests {
    static func entry(_ origin: String, _ number: UInt64, _ seed: UInt8 = 0) -> Knowledge.Entry {
        .init(origin: origin, number: number, leaf: Digest.sha256([seed, UInt8(truncatingIfNeeded: number)]).hex)
    }

    @Test("Equal sets have equal digests, whatever order they came in and however often; others have others.")
    func digests() {
        let entries = (0..<50).map { Self.entry("test.example/\($0 % 3)", UInt64($0)) }
        let one = Knowledge(entries)
        #expect(Knowledge(entries.reversed() + entries).digest == one.digest)
        #expect(one.firstDifference(from: Knowledge(entries.shuffled())) == nil)
        #expect(Knowledge(entries.dropLast()).digest != one.digest)
        #expect(Knowledge([]).digest == Digest.sha256([]))
    }

    @Test("The lines are read back; a line that is no entry is refused.")
    func lines() throws {
        let one = Knowledge((0..<5).map { Self.entry("test.example/a", $0) })
        #expect(try Knowledge(lines: Array(one.text.utf8)) == one)
        #expect(one.text.hasPrefix("{\"leaf\":\""))
        for line in [
            "x", "{}", "{\"leaf\":\"00\",\"number\":1,\"origin\":\"a\"}",
            one.entries[0].line.replacing("\"number\":0", with: "\"number\":-1"),
            one.entries[0].line.replacing("test.example/a", with: "a b"),
            one.entries[0].line.replacing("test.example/a", with: "a\\\"b"),
        ] {
            #expect(throws: PeersError(.badAnswer, "", remedy: ""), "\(line)") {
                try Knowledge(lines: Array(line.utf8))
            }
        }
    }

    @Test("The first entry that differs is named, on whichever side it is missing.")
    func differences() {
        let (a, b) = ("test.example/a", "test.example/b")
        let both = [Self.entry(a, 1), Self.entry(a, 9), Self.entry(b, 0)]
        let more = Knowledge(both + [Self.entry(a, 5)])
        let less = Knowledge(both)
        let expected = Knowledge.Difference(origin: a, number: 5, here: Self.entry(a, 5).leaf, there: nil)
        #expect(more.firstDifference(from: less) == expected)
        #expect(less.firstDifference(from: more)?.there == expected.here)
        #expect(less.firstDifference(from: more)?.here == nil)
        let counts = more.counts(against: less)
        #expect(counts.onlyHere == 1)
        #expect(counts.onlyThere == 0)
        #expect(counts.both == 3)
        #expect(Knowledge([]).firstDifference(from: less)?.number == 1)
        let forked = Knowledge([Self.entry(a, 1), Self.entry(a, 9, 7), Self.entry(b, 0)])
        let fork = less.firstDifference(from: forked)
        #expect(fork?.number == 9)
        #expect(fork?.isFork == true)
        #expect(expected.isFork == false)
        #expect(less.firstDifference(from: Knowledge(both + [Self.entry(b, 3)]))?.number == 3)
    }

    @Test("It agrees with a comparison that looks at everything.", arguments: UInt64(0)..<200)
    func againstTwin(seed: UInt64) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        func some() -> [Knowledge.Entry] {
            (0..<next(8)).map { _ in Self.entry("test.example/\(next(2))", next(4), UInt8(next(2))) }
        }
        let (mine, theirs) = (some(), some())
        let difference = Knowledge(mine).firstDifference(from: Knowledge(theirs))
        let onlyOne = Set(mine).symmetricDifference(theirs).min()
        #expect(difference?.origin == onlyOne?.origin)
        #expect(difference?.number == onlyOne?.number)
    }
}
