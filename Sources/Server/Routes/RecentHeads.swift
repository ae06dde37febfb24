import Synchronization
import TransparencyLog

/// The heads that were given out lately, with their logs' signatures: cosignatures of them come back without.
final class RecentHeads: Sendable {
    /// Heads that are remembered of each log: some minutes of a busy one.
    private static let count = 1_024

    private struct Log {
        var notes: [String: String] = [:]
        var order: [String] = []
    }

    private let logs = Mutex<[String: Log]>([:])

    /// Remembers a signed note of a log.
    func keep(_ note: Note, encoded: String, of origin: String) {
        logs.withLock { logs in
            guard logs[origin]?.notes[note.text] == nil else { return }
            var log = logs.removeValue(forKey: origin) ?? Log()
            if log.order.count >= Self.count { log.notes[log.order.removeFirst()] = nil }
            log.order.append(note.text)
            log.notes[note.text] = encoded
            logs[origin] = log
        }
    }

    /// The signed note of a head that was given out; nil where it was not, or long ago.
    func note(_ text: String, of origin: String) -> String? { logs.withLock { $0[origin]?.notes[text] } }
}
