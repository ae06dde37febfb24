extension Event {
    func checkCatalogueFormats() throws(Refusal) {
        switch kind {
        case .cataloguePublished(let event): try event.checkFormats()
        default: try checkPartyFormats()
        }
    }
}

extension CataloguePublished {
    func checkFormats() throws(Refusal) {
        try FormatCheck.published(name, version, from: effectiveFrom, to: effectiveTo)
        guard items > 0, !sha256.isEmpty else {
            throw Refusal(.textMissing, "The catalogue has no items, or its text has no sha256.")
        }
        try FormatCheck.hash(sha256, "sha256")
        guard !text.isEmpty else { return }
        guard text.utf8.count <= CataloguePublished.longestText else {
            throw Refusal(
                .textMissing,
                "The catalogue's text has \(text.utf8.count) bytes; one that is longer than \(CataloguePublished.longestText) lies in a blob."
            )
        }
        try FormatCheck.publishedText(text, hash: sha256)
    }
}

extension FormatCheck {
    /// What is published has a name, a version and a period.
    static func published(_ name: String, _ version: String, from: String, to: String) throws(Refusal) {
        try required(name, "name")
        try limited(name, to: 128, "name")
        try required(version, "version")
        try limited(version, to: 64, "version")
        try period(from: from, to: to, "the version")
    }

    /// A text that an event publishes: lines that a person wrote, and their hash.
    static func publishedText(_ text: String, hash: String) throws(Refusal) {
        let found = ContentHash.hex(text)
        guard found == hash else {
            throw Refusal(.textHashDiffers, "The text's SHA-256 is \(found), and the event states \(hash).")
        }
    }

    /// A setting of working days.
    static func workingDays(_ days: UInt32, _ field: @autoclosure () -> String) throws(Refusal) {
        guard days <= 366 else {
            throw Refusal(
                .tooMany, "\(field()) is \(days) working days, above 366.", remedy: "Give at most 366 working days.")
        }
    }
}
