/// What was planted in a year, and where: kept outside the ledger, to count what the findings hit and miss.
public struct Label: Sendable, Codable, Hashable {
    public enum Kind: String, Sendable, Codable {
        /// Done to be paid what is not due.
        case fraud
        /// An honest mistake of somebody.
        case error
        /// As like one as can be, and in order: a finding here is a false one.
        case nearMiss = "near-miss"
    }

    /// The number of the finding that is expected, or of a near miss must not come.
    public let finding: UInt32
    /// The claim, filing, account or audit in which it would be found.
    public let stream: String
    public let kind: Kind
    /// Which plant it belongs to.
    public let plant: String
    /// What was done.
    public let what: String
}
