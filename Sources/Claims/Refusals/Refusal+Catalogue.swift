extension Refusal.Rule {
    /// The rules of this file, by number.
    static let catalogueRules: [Refusal.Rule] = [
        .publishedElsewhere, .textHashDiffers, .textMissing, .settingsOfAnother,
    ]

    public static let publishedElsewhere = Refusal.Rule(
        903, "published-elsewhere",
        "A policy or a catalogue is published in the stream of its name.",
        "Record it in policy/CENTER/NAME or catalogue/CENTER/NAME.")
    public static let textHashDiffers = Refusal.Rule(
        904, "text-hash-differs",
        "The hash of a published text is the SHA-256 of its bytes.",
        "Publish the file with policy publish or catalogue publish, which compute it.")
    public static let textMissing = Refusal.Rule(
        905, "text-missing",
        "A catalogue has items and the hash of its text; a text of up to 50,000 bytes stands in the event, a longer one in a blob.",
        "Publish the file with catalogue publish.")
    public static let settingsOfAnother = Refusal.Rule(
        906, "settings-of-another",
        "An arbiter sets the days of disputes, a center everything else of the procedure; both say which days are off.",
        "Publish them as the party whose they are: an arbiter's in policy/ARBITER/arbiter/procedure.")
}
