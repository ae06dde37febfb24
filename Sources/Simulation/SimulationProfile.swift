/// How large a simulated federation is, and how much goes wrong in it.
public struct SimulationProfile: Sendable, Equatable {
    public let name: String
    /// How many nodes there are, the least and the most.
    public var nodes: ClosedRange<Int>
    /// Entries in a log before anybody looks.
    public var startEntries: ClosedRange<Int>
    /// How often each node appends.
    public var appends: ClosedRange<Int>
    /// Milliseconds for which faults happen.
    public var duration: Int64
    /// Chances in thousandths: a message is lost, comes twice, is corrupted or cut short.
    public var loss: Int
    public var duplication: Int
    public var corruption: Int
    /// How often the network is cut in two.
    public var partitions: ClosedRange<Int>
    /// Chance in thousandths of a crash at each step of a commit.
    public var stepCrash: Int
    /// How often some node crashes at any moment.
    public var crashes: ClosedRange<Int>
    /// Chance in percent that some node comes back with an old backup.
    public var rewind: Int
    /// How often a bit flips in what some node stores.
    public var flips: ClosedRange<Int>
    /// Chance in percent that a node's disk is full for a while.
    public var fullDisk: Int
    /// How many parties lie.
    public var adversaries: ClosedRange<Int>
    /// Chance in percent that an honest party's log key is changed or revoked in the middle of the run.
    public var keyChange = 20

    /// Everything at once, in small federations: what the thousands of seeds run.
    public static let all = SimulationProfile(
        name: "all", nodes: 3...5, startEntries: 0...40, appends: 1...4, duration: 60_000, loss: 60, duplication: 40,
        corruption: 20, partitions: 0...2, stepCrash: 8, crashes: 0...2, rewind: 25, flips: 0...1, fullDisk: 15,
        adversaries: 0...1)

    /// Nothing goes wrong and nobody lies.
    public static let calm = SimulationProfile(
        name: "calm", nodes: 3...7, startEntries: 0...600, appends: 1...6, duration: 60_000, loss: 0, duplication: 0,
        corruption: 0, partitions: 0...0, stepCrash: 0, crashes: 0...0, rewind: 0, flips: 0...0, fullDisk: 0,
        adversaries: 0...0)

    /// Up to seven nodes, logs of several tiles, and two liars.
    public static let large = SimulationProfile(
        name: "large", nodes: 4...7, startEntries: 0...700, appends: 2...10, duration: 120_000, loss: 60,
        duplication: 40, corruption: 20, partitions: 0...3, stepCrash: 8, crashes: 0...4, rewind: 30, flips: 0...2,
        fullDisk: 20, adversaries: 0...2)

    /// Honest parties on bad machines.
    public static let crashes = SimulationProfile(
        name: "crashes", nodes: 3...5, startEntries: 0...60, appends: 2...6, duration: 60_000, loss: 20,
        duplication: 20,
        corruption: 5, partitions: 0...1, stepCrash: 40, crashes: 1...5, rewind: 60, flips: 0...2, fullDisk: 40,
        adversaries: 0...0)

    /// Good machines and parties that lie.
    public static let liars = SimulationProfile(
        name: "liars", nodes: 3...6, startEntries: 0...400, appends: 2...5, duration: 60_000, loss: 10, duplication: 10,
        corruption: 0, partitions: 0...1, stepCrash: 0, crashes: 0...0, rewind: 0, flips: 0...0, fullDisk: 0,
        adversaries: 1...2)

    public static let named: [SimulationProfile] = [.all, .calm, .large, .crashes, .liars]
}
