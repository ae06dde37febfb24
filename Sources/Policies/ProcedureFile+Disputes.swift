import Claims

extension ProcedureFile {
    /// The keys of an arbiter's settings, which a center's may not have.
    static let arbiterKeys = [
        "disputeNoticeDays", "disputeDiscoveryDays", "disputeRulingDays", "inquiryDays", "appealDays",
    ]
    /// The keys that both take.
    static let sharedKeys = [
        "procedure", "title", "place", "source", "note", "version", "effective", "extends", "holidays",
        "workingWeekendDays",
    ]

    /// Reads the days of disputes.
    func readDisputes(_ fields: Fields, _ reading: Reading, into settings: inout ProcedureSettings) {
        func days(_ key: String) -> UInt32? {
            fields.read(key) { tree, path in reading.number(tree, path, in: 1...366) }.map(UInt32.init)
        }
        if let days = days("disputeNoticeDays") { settings.disputeNoticeDays = days }
        if let days = days("disputeDiscoveryDays") { settings.disputeDiscoveryDays = days }
        if let days = days("disputeRulingDays") { settings.disputeRulingDays = days }
        if let days = days("inquiryDays") { settings.inquiryDays = days }
        if let days = days("appealDays") { settings.appealDays = days }
        requireOneOffice(fields, reading)
    }

    /// A file is a center's or an arbiter's.
    private func requireOneOffice(_ fields: Fields, _ reading: Reading) {
        let keys = fields.pairs.map(\.key)
        let ofCenter = Self.centerKeys.first { keys.contains($0) }
        let ofArbiter = Self.arbiterKeys.first { keys.contains($0) }
        guard let ofCenter, let ofArbiter, let tree = fields[ofArbiter] else { return }
        reading.mistake(
            tree, ofArbiter, "`\(ofArbiter)` is an arbiter's setting, and `\(ofCenter)` a center's",
            "Write a file for each.")
    }
}

extension ProcedureSettings {
    /// These settings' days of disputes on top of those of an earlier version.
    mutating func takeDisputes(of own: ProcedureSettings) {
        if own.hasDisputeNoticeDays { disputeNoticeDays = own.disputeNoticeDays }
        if own.hasDisputeDiscoveryDays { disputeDiscoveryDays = own.disputeDiscoveryDays }
        if own.hasDisputeRulingDays { disputeRulingDays = own.disputeRulingDays }
        if own.hasInquiryDays { inquiryDays = own.inquiryDays }
        if own.hasAppealDays { appealDays = own.appealDays }
    }
}
