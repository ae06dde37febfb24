import NIOCore
import Synchronization

/// Closes connections on which a request does not come, or whose answer is not taken, in time: a slow peer holds one for a bounded
/// time. Who sends or takes much may be at it longer, by a least rate.
final class Deadlines: Sendable {
    /// A transfer that is under way.
    final class Transfer: Sendable {
        fileprivate let channel: any Channel
        fileprivate let began = ContinuousClock.now
        private let bytes = Atomic<Int64>(0)
        private let seconds: Int64

        fileprivate init(_ channel: any Channel, seconds: Int64) {
            self.channel = channel
            self.seconds = seconds
        }

        /// So many bytes more have come, or been taken.
        func moved(_ count: Int) { bytes.add(Int64(count), ordering: .relaxed) }

        fileprivate func isLate(_ now: ContinuousClock.Instant) -> Bool {
            now - began > .seconds(seconds + bytes.load(ordering: .relaxed) / ServerLimit.bytesASecond)
        }
    }

    private let seconds: Int64
    private let transfers = Mutex<[ObjectIdentifier: Transfer]>([:])

    /// - Parameter seconds: what every transfer may take, however small.
    init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Looks after the transfers until it is cancelled.
    func run() async {
        while (try? await Task.sleep(for: .milliseconds(500))) != nil { look() }
    }

    /// Watches a transfer on a connection until `done`.
    func watch(_ channel: any Channel) -> Transfer {
        let transfer = Transfer(channel, seconds: seconds)
        transfers.withLock { $0[ObjectIdentifier(transfer)] = transfer }
        return transfer
    }

    func done(_ transfer: Transfer) {
        transfers.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(transfer)) }
    }

    private func look() {
        let now = ContinuousClock.now
        let late = transfers.withLock { transfers in transfers.values.filter { $0.isLate(now) } }
        for transfer in late { transfer.channel.close(promise: nil) }
    }
}
