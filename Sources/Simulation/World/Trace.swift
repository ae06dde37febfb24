/// What happened, as a running hash: two runs of one seed must have the same. With lines, if somebody wants to read them.
package struct Trace {
    package private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    private let prints: Bool
    /// Whether somebody reads along.
    package var isRead: Bool { prints }

    package init(prints: Bool) { self.prints = prints }

    /// Takes in an event: its time, its kind and what it was about.
    package mutating func note(
        _ time: Int64, _ kind: StaticString, _ first: Int, _ second: Int = 0, _ detail: UInt64 = 0
    ) {
        for word in [
            UInt64(bitPattern: time), UInt64(kind.utf8CodeUnitCount), UInt64(bitPattern: Int64(first)),
            UInt64(bitPattern: Int64(second)), detail,
        ] {
            hash = (hash ^ word) &* 0x0000_0100_0000_01b3
            hash ^= hash >> 29
        }
        if prints { print("\(time) \(kind) \(first) \(second) \(detail)") }
    }

    /// A line for readers alone.
    package func say(_ time: Int64, _ text: @autoclosure () -> String) {
        if prints { print("\(time) \(text())") }
    }
}

/// The same, under a name that does not clash where another module has traces of its own.
package typealias RunTrace = Trace
