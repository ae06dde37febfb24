extension Refusal.Rule {
    /// The rules of this file, by number.
    static let careRules: [Refusal.Rule] = []
}
