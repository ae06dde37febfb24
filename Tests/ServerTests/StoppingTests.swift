import Foundation
import Glibc
import Synchronization
import Testing

@testable import Server

@Suite("A server that stops")
struct StoppingTests {
    /// A connection that the server has accepted and not yet come to is its own to end: NIO ends the process otherwise.
    @Test("It ends connections that arrive while it stops.", arguments: 0..<8)
    func arrivals(_: Int) async throws {
        let opened = Atomic(0)
        let (many, arrived) = AsyncStream.makeStream(of: Void.self)
        let (ended, end) = AsyncStream.makeStream(of: Int.self)
        try await Served.run { served in
            let connection = try RawConnection(served.address)
            for thread in 0..<4 {
                Thread.detachNewThread {
                    // Until nobody listens any more.
                    while let file = try? connection.open() {
                        close(file)
                        if opened.add(1, ordering: .relaxed).newValue == 200 { arrived.yield() }
                    }
                    arrived.yield()
                    end.yield(thread)
                }
            }
            var arrivals = many.makeAsyncIterator()
            await arrivals.next()
        }
        var threads = ended.makeAsyncIterator()
        for _ in 0..<4 { _ = await threads.next() }
        #expect(opened.load(ordering: .relaxed) >= 200)
    }
}
