import ArgumentParser
import Claims
import ClaimsLedger

struct WorklistCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worklist",
        abstract: "Lists the patients now in hospital away from home, whom to visit first.",
        discussion: """
            Declared admissions that are not closed, and stays that hospitals themselves record and have not ended, of the people of one center. Each comes with \
            the reasons to look: another stay at the same time, an earlier finding, a filing that is missing or does not cover the stay, an overdue audit, no \
            verified medical history, no audit yet. Who has the weightiest reasons stands first, then who has been there longest.

            --day lists who was in hospital on that day, by what is known now; for a day that is over this reads every admission and stay.

            Examples:
              triplicate worklist --as 210200
              triplicate worklist --hospital H11019900001 --json
              triplicate worklist --day 2018-09-01
            """)

    @OptionGroup var node: NodeOptions
    @Option(
        name: .customLong("as"), help: ArgumentHelp("The center: its code, or role:code.", valueName: "code"))
    var party: String?
    @Option(help: ArgumentHelp("Only patients of this hospital: its code.", valueName: "code"))
    var hospital: String?
    @Option(help: ArgumentHelp("The day; by default today in Asia/Shanghai.", valueName: "date"))
    var day: String?
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let day, CalendarDate(day) == nil {
            throw ValidationError("“\(day)” is no date; write it as 2018-10-11.")
        }
        if let hospital, InstitutionCode(hospital)?.role != .hospital {
            throw ValidationError("“\(hospital)” is no hospital's code; write it as H11019900001.")
        }
    }

    func run() throws {
        let list = try node.withNode(readOnly: true) { node, _ in
            let centers = node.parties.filter { $0.hosted && $0.role == "center" }
            // Where one center is hosted beside other parties, it is the one that is meant.
            let center = try node.actor(
                as: party ?? (centers.count == 1 ? centers[0].party : nil), operatorName: "worklist"
            ).party
            var query = WorklistQuery(day: day.flatMap { CalendarDate($0) } ?? node.today)
            query.hospital = hospital
            return try node.worklist(query, of: center)
        }
        try output.emit(list) { show(list, on: &$0) }
    }

    private func show(_ list: Worklist, on page: inout Page) {
        let word = speaking.word
        guard !list.rows.isEmpty else {
            page.line(
                word("Nobody is in hospital on \(list.day), as far as this node knows.", "据本节点所知，\(list.day) 无人住院。"))
            return
        }
        page.line(
            "\(Style.bold(word("In hospital on \(list.day)", "\(list.day) 在院")))  \(word(list.rows.count.of("patient"), "\(list.rows.count) 人"))"
        )
        var table = Table(
            word("patient", "患者"), word("hospital", "医院"), word("ward", "科室"), word("bed", "床位"), word("since", "入院"),
            word(">days", ">天数"), word("filing", "备案"), word("reasons to look", "核查理由"), word("audits", "稽核"))
        for row in list.rows {
            table.add(
                "\(row.name)  \(row.admission.isEmpty ? row.stay : row.admission)", row.hospital, row.ward, row.bed,
                row.admittedOn, "\(row.days)", row.filing,
                row.reasons.map { speaking.isChinese ? $0.text.zh : $0.text.en }.joined(separator: word("; ", "；")),
                row.audits.map {
                    "\($0.stream) \($0.result.isEmpty ? word("open until \($0.dueOn)", "期限 \($0.dueOn)") : $0.result)"
                }
                .joined(separator: "; "))
        }
        page.table(table)
    }
}
