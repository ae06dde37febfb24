import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite("Flushes in the background")
struct FlusherTests {
    private struct DiskFull: Error {}

    @Test("A flush that fails is tried again after a pause that doubles, however often it is asked for.")
    func pausesAfterFailures() throws {
        let time = Mutex<Int64>(0)
        let tries = Mutex(0)
        let isFull = Mutex(true)
        let flusher = Flusher(uptime: { time.withLock(\.self) })
        flusher.start {
            tries.withLock { $0 += 1 }
            if isFull.withLock(\.self) { throw DiskFull() }
        }
        defer { flusher.stop() }
        func waits(for count: Int) -> Bool {
            for _ in 0..<1_000 {
                if tries.withLock(\.self) >= count { return true }
                usleep(5_000)
            }
            return false
        }
        flusher.request()
        try #require(waits(for: 1))
        // The pause is over at 1,000 ms of this clock, which stands still at first.
        for _ in 0..<100 { flusher.request() }
        usleep(200_000)
        #expect(tries.withLock(\.self) == 1)
        time.withLock { $0 = 1_000 }
        try #require(waits(for: 2))
        for _ in 0..<100 { flusher.request() }
        time.withLock { $0 = 2_999 }
        usleep(200_000)
        #expect(tries.withLock(\.self) == 2)
        #expect(flusher.lastFailure is DiskFull)
        isFull.withLock { $0 = false }
        time.withLock { $0 = 3_000 }
        try #require(waits(for: 3))
        // Whoever waits for a flush is not kept from here on.
        flusher.request()
        try #require(waits(for: 4))
        flusher.wait { tries.withLock(\.self) < 4 }
        for _ in 0..<1_000 where flusher.lastFailure != nil { usleep(5_000) }
        #expect(flusher.lastFailure == nil)
    }

    @Test("It ends at once, also in a pause.")
    func endsInAPause() throws {
        let tries = Mutex(0)
        let flusher = Flusher(uptime: { 0 })
        flusher.start {
            tries.withLock { $0 += 1 }
            throw DiskFull()
        }
        flusher.request()
        for _ in 0..<1_000 where tries.withLock(\.self) == 0 { usleep(5_000) }
        flusher.request()
        let start = Date()
        flusher.stop()
        #expect(Date().timeIntervalSince(start) < 0.9)
        #expect(tries.withLock(\.self) == 1)
    }
}
