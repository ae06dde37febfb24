public import Claims

/// Settings of procedure as a person writes them: YAML, described in `Docs/policies.md`.
public struct ProcedureFile: Sendable {
    public var title = ""
    public var version = ""
    public var effectiveFrom: CalendarDate?
    public var effectiveTo: CalendarDate?
    /// The version of which this one takes what it does not state, and whose days off it keeps; empty for none.
    public var extends = ""
    public private(set) var settings = ProcedureSettings()

    /// Reads the settings.
    ///
    /// - Throws: all mistakes found, each with line, column and remedy.
    public static func parse(_ text: String) throws(Mistakes) -> ProcedureFile {
        let tree = try Tree.read(text)
        let reading = Reading()
        var file = ProcedureFile()
        file.read(tree, reading)
        return try reading.finished(file)
    }

    /// Whether a text is meant to be such a file: it has the key `procedure`. A text that is no YAML is none.
    public static func isMeant(by text: String) -> Bool { (try? Tree.read(text))?.value(of: "procedure") != nil }

    static let keys = sharedKeys + centerKeys + arbiterKeys
    /// The keys of a center's settings, which an arbiter's may not have.
    static let centerKeys = [
        "claimMonths", "claimStarts", "rollsToWorkingDay", "benefitYear", "temporaryMonths", "unchangedMonths",
        "differentLevels", "preEvaluation", "returnWorkingDays", "objectionDays", "objectionDecisionDays",
        "reviewWorkingDays", "photographsAfterSurgery", "priceFactor", "groupSize",
    ]

    /// The settings on top of those of an earlier version.
    public func settings(over base: ProcedureSettings) -> ProcedureSettings {
        var merged = base
        let own = settings
        if own.hasClaimMonths { merged.claimMonths = own.claimMonths }
        if own.claimStarts != .unspecified { merged.claimStarts = own.claimStarts }
        if own.hasRollsToWorkingDay { merged.rollsToWorkingDay = own.rollsToWorkingDay }
        if own.benefitYear != .unspecified { merged.benefitYear = own.benefitYear }
        if own.hasTemporaryMonths { merged.temporaryMonths = own.temporaryMonths }
        if own.hasUnchangedMonths { merged.unchangedMonths = own.unchangedMonths }
        if own.hasDifferentLevels { merged.differentLevels = own.differentLevels }
        if own.hasPreEvaluation { merged.preEvaluation = own.preEvaluation }
        if own.hasReturnWorkingDays { merged.returnWorkingDays = own.returnWorkingDays }
        if own.hasObjectionDays { merged.objectionDays = own.objectionDays }
        if own.hasObjectionDecisionDays { merged.objectionDecisionDays = own.objectionDecisionDays }
        if own.hasReviewWorkingDays { merged.reviewWorkingDays = own.reviewWorkingDays }
        if own.hasPriceFactor { merged.priceFactor = own.priceFactor }
        if own.hasGroupSize { merged.groupSize = own.groupSize }
        if own.hasPhotographsAfterSurgery { merged.photographsAfterSurgery = own.photographsAfterSurgery }
        merged.takeDisputes(of: own)
        // Days are facts: what an earlier version told of its years stays.
        merged.holidays = Set(base.holidays).union(own.holidays).sorted()
        merged.workingWeekendDays = Set(base.workingWeekendDays).union(own.workingWeekendDays).sorted()
        return merged
    }
}

extension ProcedureFile {
    private enum Day: String, CaseIterable { case discharge, invoiceIssue, admission }

    fileprivate mutating func read(_ tree: Tree, _ reading: Reading) {
        guard case .mapping = tree.content else {
            reading.mistake(
                tree, "", "\(tree.kindName) stands where keys are expected", "Begin with `procedure: NAME`.")
            return
        }
        let fields = reading.fields(tree, "", known: Self.keys)
        if fields["procedure"] == nil {
            reading.missing(fields, tree, "the settings have no name", "Begin with `procedure: NAME`.")
        }
        title = fields.read("title", reading.text) ?? ""
        version = fields.read("version", reading.text) ?? ""
        extends = fields.read("extends", reading.text) ?? ""
        let period = fields.read("effective", reading.effectivePeriod)
        effectiveFrom = period?.from
        effectiveTo = period?.to

        func count(_ key: String, from least: Int = 0, upTo most: Int) -> UInt32? {
            fields.read(key) { tree, path in reading.number(tree, path, in: least...most) }.map(UInt32.init)
        }
        func day(_ key: String) -> ProcedureSettings.Day? {
            let day: Day? = fields.read(key, reading.word)
            return day.map { day in
                switch day {
                case .discharge: .discharge
                case .invoiceIssue: .invoiceIssue
                case .admission: .admission
                }
            }
        }
        var settings = ProcedureSettings()
        if let months = count("claimMonths", upTo: 120) { settings.claimMonths = months }
        if let start = day("claimStarts") { settings.claimStarts = start }
        if let rolls = fields.read("rollsToWorkingDay", reading.flag) { settings.rollsToWorkingDay = rolls }
        if let year = day("benefitYear") { settings.benefitYear = year }
        if let months = count("temporaryMonths", upTo: 120) { settings.temporaryMonths = months }
        if let months = count("unchangedMonths", upTo: 120) { settings.unchangedMonths = months }
        if let flag = fields.read("differentLevels", reading.flag) { settings.differentLevels = flag }
        if let flag = fields.read("preEvaluation", reading.flag) { settings.preEvaluation = flag }
        if let days = count("returnWorkingDays", upTo: 366) { settings.returnWorkingDays = days }
        if let days = count("objectionDays", upTo: 366) { settings.objectionDays = days }
        if let days = count("objectionDecisionDays", upTo: 366) { settings.objectionDecisionDays = days }
        if let days = count("reviewWorkingDays", upTo: 366) { settings.reviewWorkingDays = days }
        if let factor = count("priceFactor", from: 2, upTo: 1_000) { settings.priceFactor = factor }
        if let persons = count("groupSize", from: 2, upTo: 1_000) { settings.groupSize = persons }
        if let flag = fields.read("photographsAfterSurgery", reading.flag) { settings.photographsAfterSurgery = flag }
        readDisputes(fields, reading, into: &settings)
        let holidays = fields.read("holidays", reading.daysByYear) ?? []
        let worked = fields.read("workingWeekendDays", reading.daysByYear) ?? []
        for (day, place) in worked {
            if day.weekday <= 5 {
                reading.mistake(
                    place, "workingWeekendDays", "\(day) is no Saturday or Sunday", "A weekday is worked anyway.")
            }
            if holidays.contains(where: { $0.day == day }) {
                reading.mistake(place, "workingWeekendDays", "\(day) is among the holidays too", "Keep one of them.")
            }
        }
        settings.holidays = Set(holidays.map(\.day)).sorted().map(\.description)
        settings.workingWeekendDays = Set(worked.map(\.day)).sorted().map(\.description)
        self.settings = settings
    }
}

extension Reading {
    /// Days below their years: `2026: [2026-01-01..2026-01-03, 2026-02-16]`.
    fileprivate func daysByYear(_ tree: Tree, _ path: String) -> [(day: CalendarDate, place: Policy.Place)] {
        guard case .mapping(let years) = tree.content else {
            if !tree.isEmpty {
                mistake(
                    tree, path, "\(tree.kindName) stands where years are expected", "Write `2026: [2026-01-01, …]`.")
            }
            return []
        }
        return years.flatMap { year in
            let inner = "\(path).\(year.key)"
            return list(year.value, inner).flatMap { part -> [(CalendarDate, Policy.Place)] in
                guard let written = text(part, inner) else { return [] }
                return days(written, of: year.key, part, inner).map { ($0, part.place) }
            }
        }
    }

    private func days(_ written: String, of year: String, _ tree: Tree, _ path: String) -> [CalendarDate] {
        let ends = written.split(separator: "..", omittingEmptySubsequences: false).map { part in
            CalendarDate(part.trimmingSpaces)
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
            mistake(
                tree, path, "\"\(written)\" is neither a day nor days from one to another",
                "Write 2026-10-01, or 2026-10-01..2026-10-07.")
            return []
        }
        guard String(first.parts.year) == year, String(last.parts.year) == year else {
            mistake(tree, path, "\"\(written)\" is not in \(year)", "Write it below its year.")
            return []
        }
        guard last >= first, last.dayNumber - first.dayNumber < 31 else {
            mistake(tree, path, "\"\(written)\" runs backwards, or is longer than a month", "Correct the days.")
            return []
        }
        return (0...(last.dayNumber - first.dayNumber)).map { first.adding(days: $0) }
    }
}

extension Substring {
    /// Without spaces at its ends.
    fileprivate var trimmingSpaces: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
