/// How much happens in a simulated history, and how much goes wrong.
public struct OfficeProfile: Sendable, Equatable {
    public let name: String
    /// How many settlements are begun.
    public var settlements: ClosedRange<Int>
    /// Chances in thousandths: a message is lost, or comes twice.
    public var loss: Int
    public var duplication: Int
    /// How often the network is cut in two.
    public var partitions: ClosedRange<Int>
    /// Chance in thousandths that the power goes at a step of a commit.
    public var stepCrash: Int
    /// How often some node stops at any moment.
    public var crashes: ClosedRange<Int>
    /// Chance in percent that some node comes back with an old backup.
    public var rewind: Int
    /// Chance in percent that a node's clock is off.
    public var skew: Int

    /// Everything at once: what the seeds run.
    public static let all = OfficeProfile(
        name: "all", settlements: 4...12, loss: 60, duplication: 40, partitions: 0...2, stepCrash: 25, crashes: 0...3,
        rewind: 30, skew: 25)

    /// Nothing goes wrong on the machines; what the offices do wrong stays.
    public static let calm = OfficeProfile(
        name: "calm", settlements: 4...12, loss: 0, duplication: 0, partitions: 0...0, stepCrash: 0, crashes: 0...0,
        rewind: 0, skew: 0)

    /// Machines that stop all the time.
    public static let crashes = OfficeProfile(
        name: "crashes", settlements: 4...8, loss: 20, duplication: 20, partitions: 0...1, stepCrash: 80,
        crashes: 2...6, rewind: 70, skew: 25)

    /// Many settlements.
    public static let large = OfficeProfile(
        name: "large", settlements: 25...40, loss: 60, duplication: 40, partitions: 0...3, stepCrash: 25,
        crashes: 0...4, rewind: 30, skew: 25)

    public static let named: [OfficeProfile] = [.all, .calm, .crashes, .large]

    /// The profile of a seed where no one profile is asked for.
    public static func mixed(seed: UInt64) -> OfficeProfile {
        switch seed % 20 {
        case 3, 13: .crashes
        case 11: .calm
        case 19: .large
        default: .all
        }
    }
}
