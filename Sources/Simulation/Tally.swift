/// Counts by kind: what was injected, sent, made and found.
public struct Tally: Sendable, Equatable {
    /// Kinds of counts, for the order and the headings of a report.
    public enum Group: String, Sendable, CaseIterable {
        case world, network, disk, crashes, clocks, adversaries, lies, forks, settlements, clearing, disputes, plants,
            checks
    }

    /// The counts by group and name.
    public private(set) var counts: [Group: [String: Int]] = [:]

    public init() {}

    /// Counts something once, or `count` times.
    public mutating func add(_ group: Group, _ name: String, _ count: Int = 1) {
        counts[group, default: [:]][name, default: 0] += count
    }

    /// What was counted under a name; 0 if nothing was.
    public func count(_ group: Group, _ name: String) -> Int { counts[group]?[name] ?? 0 }

    /// Adds another's counts.
    public mutating func add(_ other: Tally) {
        for (group, names) in other.counts {
            for (name, count) in names { add(group, name, count) }
        }
    }
}
