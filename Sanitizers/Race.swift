// A planted race, beside a lock that only one of the threads takes. ThreadSanitizer has to find it.
import Foundation
import Synchronization

final class Shared: @unchecked Sendable {
    let lock = Mutex(0)
    var count = 0
}

let shared = Shared()
let threads = [true, false].map { locks in
    let done = DispatchSemaphore(value: 0)
    Thread {
        for _ in 0..<10_000 {
            if locks {
                shared.lock.withLock { _ in shared.count += 1 }
            } else {
                shared.count += 1
            }
        }
        done.signal()
    }.start()
    return done
}
for done in threads { done.wait() }
print(shared.count > 0 ? "done" : "nothing was counted")
