import Testing
import TransparencyLog

@testable import ReplicationHTTP

@Suite("What a mirror waits for")
struct HeadWatchTests {
    private static func note(_ size: UInt64, _ root: UInt64 = 0, cosigned: Bool = false) throws -> [UInt8] {
        let key = try SignerKey(name: "test.example/log", type: .ed25519, seed: [UInt8](repeating: 1, count: 32))
        let head = try Checkpoint(
            origin: "test.example/log", size: size, root: Digest(word0: root, word1: size, word2: 0, word3: 0))
        var note = try head.signed(by: key)
        if cosigned {
            let witness = try SignerKey(
                name: "test.example/w", type: .cosignature, seed: [UInt8](repeating: 2, count: 32))
            note = try note.adding([witness.cosign(head, at: 1)])
        }
        return Array(note.encoded.utf8)
    }

    private static func answer(_ size: UInt64, _ tag: String?, root: UInt64 = 0) throws -> PeerAnswer {
        PeerAnswer(status: 200, body: try note(size, root), tag: tag)
    }

    /// A watch that waits at a server which has shown a head of ten entries.
    private func waiting(since time: Int64 = 0) throws -> HeadWatch {
        var watch = HeadWatch()
        watch.answered(try Self.note(10), tag: "\"10\"")
        #expect(watch.delay(at: time) == 0)
        #expect(watch.begin(at: time) == "\"10\"")
        return watch
    }

    @Test("A server that gives no tag, or no checkpoint, is asked as ever.")
    func noTag() throws {
        var watch = HeadWatch()
        #expect(watch.delay(at: 0) == nil && watch.begin(at: 0) == nil)
        watch.answered(try Self.note(10), tag: nil)
        #expect(watch.delay(at: 0) == nil)
        watch.answered([1, 2, 3], tag: "\"x\"")
        #expect(watch.delay(at: 0) == nil && watch.checkpoint(from: 0) == nil)
    }

    @Test("While it waits the machine gets what was shown last, unless it has a larger tree from elsewhere.")
    func quiet() throws {
        var watch = try waiting()
        #expect(watch.delay(at: 0) == nil)
        #expect(watch.checkpoint(from: 10) == (try Self.note(10)))
        #expect(watch.checkpoint(from: 10) == (try Self.note(10)))
        #expect(watch.checkpoint(from: 11) == nil)
        watch.abandon()
        #expect(watch.checkpoint(from: 10) == nil)
        #expect(watch.delay(at: 0) == 0)
    }

    @Test(
        "A newer head is given once, and the next is not waited for at once; also one of the same size with another root."
    )
    func news() throws {
        for (size, root): (UInt64, UInt64) in [(11, 0), (10, 7)] {
            var watch = try waiting()
            #expect(watch.waited(try Self.answer(size, "\"n\"", root: root), at: 3) == .news)
            #expect(watch.isFresh && watch.delay(at: 3) == nil)
            #expect(watch.checkpoint(from: 10) == (try Self.note(size, root)))
            #expect(watch.checkpoint(from: 10) == nil)
            #expect(watch.delay(at: 3) == HeadWatch.paceMilliseconds)
            #expect(watch.begin(at: 100) == "\"n\"")
        }
    }

    @Test("A head that came out of a wait and is older than what the machine has by then is not given.")
    func overtaken() throws {
        var watch = try waiting()
        #expect(watch.waited(try Self.answer(11, "\"11\""), at: 3) == .news)
        #expect(watch.checkpoint(from: 12) == nil)
        watch.abandon()
        watch.answered(try Self.note(12), tag: "\"12\"")
        #expect(watch.delay(at: 100) == 0)
    }

    @Test("Nothing new after a while: it waits again at once. Nothing new at once: not for a minute.")
    func nothingNew() throws {
        var watch = try waiting()
        #expect(watch.waited(PeerAnswer(status: 304, body: []), at: 1_000) == .same)
        #expect(watch.delay(at: 1_000) == 0)
        _ = watch.begin(at: 1_000)
        #expect(watch.waited(PeerAnswer(status: 304, body: []), at: 1_100) == .hasty)
        #expect(watch.delay(at: 1_100) == HeadWatch.distrustMilliseconds)
        // The machine asks the server itself meanwhile.
        #expect(watch.checkpoint(from: 10) == nil)
        watch.answered(try Self.note(11), tag: "\"11\"")
        #expect(watch.delay(at: 1_200) == HeadWatch.distrustMilliseconds - 100)
    }

    @Test("What is no newer head is not believed: a smaller one, another status, no note, other signatures only.")
    func notNewer() throws {
        for answer in [
            try Self.answer(9, "\"9\""), PeerAnswer(status: 500, body: []),
            PeerAnswer(status: 200, body: [1], tag: "\"x\""),
            try Self.answer(11, nil),
        ] {
            var watch = try waiting()
            #expect(watch.waited(answer, at: 5_000) == .hasty)
            #expect(!watch.isFresh && watch.delay(at: 5_000) == HeadWatch.distrustMilliseconds)
        }
        var watch = try waiting()
        #expect(watch.waited(try Self.answer(10, "\"10\""), at: 5_000) == .hasty)
        #expect(watch.delay(at: 5_000) == HeadWatch.distrustMilliseconds)
        watch = try waiting()
        let cosigned = PeerAnswer(status: 200, body: try Self.note(10, cosigned: true), tag: "\"c\"")
        #expect(watch.waited(cosigned, at: 5_000) == .hasty)
        #expect(watch.delay(at: 5_000) == HeadWatch.leastMilliseconds && watch.begin(at: 6_000) == "\"c\"")
    }

    @Test("A wait that fails lets the machine ask; where it fails too, all is forgotten.")
    func failed() throws {
        var watch = try waiting()
        #expect(watch.waited(nil, at: 9_000) == .failed)
        #expect(watch.delay(at: 9_000) == HeadWatch.distrustMilliseconds)
        watch.unreachable()
        watch.answered(try Self.note(10), tag: "\"10\"")
        #expect(watch.delay(at: 9_010) == 0)
    }

    @Test("A log that went back is not waited for.")
    func wentBack() throws {
        var watch = try waiting()
        watch.abandon()
        watch.answered(try Self.note(5), tag: "\"5\"")
        #expect(watch.delay(at: 0) == nil)
    }

    @Test("The wait is as long as the machine would be quiet, in whole seconds, 20 at most.")
    func lengths() {
        #expect([50, 1_000, 1_001, 19_500, 3_600_000].map(HeadWatch.waitSeconds) == [1, 1, 2, 20, 20])
    }
}
