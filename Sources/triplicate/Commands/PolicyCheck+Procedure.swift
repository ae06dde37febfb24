import Claims
import Policies

extension PolicyCheck {
    private struct ProcedureSummary: Encodable {
        let ok = true
        let procedure: String
        let title: String
        let effectiveFrom: String?
        let effectiveTo: String?
        let extends: String?
        let holidays: Int
        let workingWeekendDays: Int
    }

    /// Checks a file of settings of procedure, if it is one.
    /// - Returns: whether it was.
    /// - Throws: `MistakenFile` with every mistake in it.
    func checkedProcedure() throws -> Bool {
        // Standard input is read once only, as a policy.
        guard file != "-", ProcedureFile.isMeant(by: try InputFile.text(file, what: "a policy")) else { return false }
        let settings = try MistakenFile.reading(file, "settings of procedure", ProcedureFile.parse)
        let summary = ProcedureSummary(
            procedure: settings.version, title: settings.title, effectiveFrom: settings.effectiveFrom?.description,
            effectiveTo: settings.effectiveTo?.description, extends: settings.extends.isEmpty ? nil : settings.extends,
            holidays: settings.settings.holidays.count,
            workingWeekendDays: settings.settings.workingWeekendDays.count)
        try output.emit(summary) { page in
            page.line("\(Style.bold("settings of procedure"))  \(Style.green("no mistakes"))")
            page.facts([
                ("title", settings.title), ("version", settings.version),
                ("in force", "\(summary.effectiveFrom ?? "always") to \(summary.effectiveTo ?? "further notice")"),
                ("extends", settings.extends), ("days off", "\(summary.holidays)"),
                ("worked week-ends", "\(summary.workingWeekendDays)"),
            ])
        }
        return true
    }
}
