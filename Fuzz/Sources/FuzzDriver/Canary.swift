import Glibc

/// Targets with a planted bug each. Whoever runs the others runs these first: a harness that does not find them finds nothing.
enum Canary {
    static let targets: [FuzzTarget] = [
        .onArray("canary-trap", longest: 64, trap),
        .onBytes("canary-overrun", longest: 64, overrun),
        .onArray("canary-hang", longest: 64, hang),
        .onArray("canary-memory", longest: 64, memory),
    ]

    /// Behind comparisons that chance does not pass but one after another, by coverage: an index beyond the end of an array.
    private static func trap(_ bytes: [UInt8]) {
        guard isMarked(bytes), bytes.count > 4 else { return }
        let parts = [1, 2, 3]
        if bytes[4] > 200 { demand(parts[Int(bytes[4])] > 0, "never reached") }
    }

    /// Reads one byte beyond the input, which only AddressSanitizer notices.
    private static func overrun(_ bytes: UnsafeRawBufferPointer) {
        guard isMarked(bytes), let start = bytes.baseAddress else { return }
        // Read here: what is not optimised would read it in the standard library, where nothing is checked.
        let beyond = start.assumingMemoryBound(to: UInt8.self)[bytes.count]
        reached &+= Int(beyond)
    }

    private static func hang(_ bytes: [UInt8]) {
        guard isMarked(bytes) else { return }
        while getpid() > 0 {}
    }

    private static func memory(_ bytes: [UInt8]) {
        guard isMarked(bytes) else { return }
        var hoard: [[UInt8]] = []
        while hoard.count < 1 << 20 { hoard.append([UInt8](repeating: 1, count: 1 << 20)) }
        demand(!hoard.isEmpty, "never broken")
    }

    private static func isMarked(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
        let mark = Array("TRIP".utf8)
        guard bytes.count >= mark.count else { return false }
        // One branch a byte.
        for (byte, wanted) in zip(bytes, mark) {
            guard byte == wanted else { return false }
            reached += 1
        }
        return true
    }

    /// What the branches change, so that none is optimised away.
    private nonisolated(unsafe) static var reached = 0
}
