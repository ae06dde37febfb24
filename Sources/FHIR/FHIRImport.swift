public import Claims

/// What a bundle holds for us: its claims and explanations, ready to be recorded, and the sums to check them by.
public struct FHIRImport: Sendable {
    /// The claims in the order of the bundle, each with its FHIR id (1 to 64 of `A-Z a-z 0-9 . -`, unique here).
    public internal(set) var claims: [(id: String, message: ClaimImported)] = []
    /// The explanations of benefit in the order of the bundle, each with its FHIR id (likewise).
    public internal(set) var explanations: [(id: String, message: ExplanationImported)] = []
    /// The sum of the claims' totals in minor units, by ISO 4217 code. Every claim counts, whatever its status.
    public internal(set) var claimTotal: [String: Int64] = [:]
    /// The sum of the explanations' payments in minor units, by ISO 4217 code.
    public internal(set) var paymentTotal: [String: Int64] = [:]
    /// How many resources of other types were passed over, by type.
    public internal(set) var passedOver: [String: Int] = [:]
    /// How many of the bundle's entries have no resource.
    public internal(set) var entriesWithoutResource = 0
}
