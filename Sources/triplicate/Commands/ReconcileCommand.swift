import ArgumentParser
import Claims
import ClaimsLedger

struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Holds what hospitals say, agencies list and the center recorded of a month against each other.",
        discussion: """
            Every direct settlement of the month of which the three do not say the same, with the entry where it began. Exit code 1 if there is one.

            Example:
              triplicate reconcile --data node --month 2026-03 --agency 310100
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("The month, as 2026-03.", valueName: "month"))
    var month: String
    @Option(help: ArgumentHelp("One agency's code; without it all of them.", valueName: "code"))
    var agency: String?
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        struct Difference: Encodable {
            let settlement: String
            let institution: String
            let hospital: MinorUnits
            let agency: MinorUnits
            let center: MinorUnits
            let departing: String
            let log: String
            let number: UInt64
            let english: String
            let chinese: String
        }
        struct Result: Encodable {
            let center: String
            let agency: String
            let settlements: Int
            let hospital: MinorUnits
            let listed: MinorUnits
            let recorded: MinorUnits
            let differences: [Difference]
        }
        let month: String
        let results: [Result]
    }

    func run() throws {
        let results = try node.withNode(readOnly: true) { node, _ in try node.reconcile(month: month, agency: agency) }
        let document = Document(
            month: month,
            results: results.map { center, result in
                .init(
                    center: center, agency: result.agency, settlements: result.settlements,
                    hospital: MinorUnits(result.hospital), listed: MinorUnits(result.listed),
                    recorded: MinorUnits(result.recorded),
                    differences: result.differences.map {
                        .init(
                            settlement: $0.settlement, institution: $0.institution, hospital: MinorUnits($0.hospital),
                            agency: MinorUnits($0.agency), center: MinorUnits($0.center),
                            departing: $0.departing.rawValue, log: $0.began.origin, number: $0.began.number,
                            english: $0.english, chinese: $0.chinese)
                    })
            })
        try output.emit(document) { page in
            guard !results.isEmpty else {
                return page.line(speaking.word("nothing was settled directly in \(month)", "\(month) 无直接结算"))
            }
            for (center, result) in results { show(center, result, on: &page) }
        }
        if results.contains(where: { !$0.result.differences.isEmpty }) { throw ExitCode(1) }
    }

    private func show(_ center: String, _ result: Reconciliation, on page: inout Page) {
        let word = speaking.word
        let count = result.differences.count
        page.title(
            word(
                "\(center) and \(result.agency.isEmpty ? "no agency" : result.agency), \(month), yuan",
                "\(center) 与\(result.agency.isEmpty ? "（无经办机构）" : " \(result.agency)")，\(month)，元"),
            count == 0 ? word("agree", "一致") : word(count.of("difference"), "\(count) 项差异"))
        page.facts([
            (word("settlements", "结算笔数"), "\(result.settlements)"), (word("hospitals", "医院"), result.hospital.yuan),
            (word("agency", "经办机构"), result.listed.yuan), (word("center", "医保中心"), result.recorded.yuan),
        ])
        guard !result.differences.isEmpty else { return }
        var table = Table(
            word("settlement", "结算"), word(">hospital", ">医院"), word(">agency", ">经办机构"), word(">center", ">医保中心"),
            word("departs", "差异方"), word("began at", "始于"), "")
        for item in result.differences {
            table.add(
                item.settlement, item.hospital.yuan, item.agency.yuan, item.center.yuan, item.departing.rawValue,
                "\(item.began.origin)#\(item.began.number)",
                speaking.isChinese ? item.chinese : item.english)
        }
        page.table(table)
    }
}
