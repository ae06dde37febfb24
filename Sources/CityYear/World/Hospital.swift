import Claims

/// A hospital of the register.
struct Hospital: Sendable {
    let code: String
    let name: String
    /// The treating place whose filings name it.
    let place: String
    let level: Int
    /// Whether it keeps a log of its own; of others the center knows what units hand in.
    let isMember: Bool
    /// 0 where the register states none.
    let beds: Int

    var party: String { "\(code.hasPrefix("P") ? "pharmacy" : "hospital"):\(code)" }
    var region: String { String(code.dropFirst().prefix(6)) }
    var institution: String { "institution/\(City.centerCode)/\(code)" }

    var designation: InstitutionDesignated {
        var event = InstitutionDesignated()
        event.code = code
        event.name = name
        event.place = region
        event.level = UInt32(level)
        event.kind = "综合医院"
        event.ownership = .public
        event.validFrom = "2015-01-01"
        event.beds = UInt32(beds)
        return event
    }
}
