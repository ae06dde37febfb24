// What a Mutex guards and many threads wait for. ThreadSanitizer must not report it.
import Foundation
import Synchronization

final class Shared: @unchecked Sendable {
    let lock = Mutex(0)
    var count = 0
}

let shared = Shared()
let threads = (0..<8).map { _ in
    let done = DispatchSemaphore(value: 0)
    Thread {
        for round in 0..<5_000 {
            shared.lock.withLock { _ in
                shared.count += 1
                // Now and then so long that the others stop trying and sleep.
                if round % 500 == 0 { usleep(1_000) }
            }
        }
        done.signal()
    }.start()
    return done
}
for done in threads { done.wait() }
let count = shared.lock.withLock { _ in shared.count }
print(count == 40_000 ? "done" : "\(count) of 40000 were counted")
