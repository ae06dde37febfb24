extension Refusal.Rule {
    /// The rules of this file, by number.
    static let catalogueRules: [Refusal.Rule] = []
}
