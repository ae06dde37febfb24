import ArgumentParser
import Claims
import ClaimsLedger

struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Holds what hospitals say, agencies list and the center recorded of a month against each other.",
        discussion: """
            Every direct settlement of the month of which the three do not say the same, with the entry where it began. Exit code 1 if there is one. What an agency \
            lists is read by itself and by the center: on other nodes institutions and center alone are compared.

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
            /// Whether the agency's lists are held here: where not, nothing is said to be missing in them.
            let holdsLists: Bool
            let differences: [Difference]
        }
        let month: String
        let results: [Result]
    }

    func validate() throws {
        guard CalendarDate("\(month)-01") != nil else {
            throw ValidationError("“\(month)” is no month; write it as 2026-03.")
        }
        if let agency, RegionCode(agency) == nil {
            throw ValidationError("“\(agency)” is no code of an agency; write six digits, as 310100.")
        }
    }

    func run() throws {
        let results = try node.withNode(readOnly: true) { node, _ in
            let results = try node.reconcile(month: month, agency: agency)
            if let agency, results.isEmpty { try requireKnown(agency, on: node) }
            return results
        }
        let document = Document(
            month: month,
            results: results.map { center, result in
                .init(
                    center: center, agency: result.agency, settlements: result.settlements,
                    hospital: MinorUnits(result.hospital), listed: MinorUnits(result.listed),
                    recorded: MinorUnits(result.recorded), holdsLists: result.holdsLists,
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

    /// Of an agency that nobody here knows nothing can be compared: the code is wrong.
    private func requireKnown(_ agency: String, on node: Node) throws {
        let known = try node.knownAgencies()
        guard !known.contains(agency) else { return }
        let others = node.parties.filter { $0.code == agency }.map(\.party).joined(separator: ", ")
        let codes = known.sorted().prefix(10).joined(separator: ", ")
        throw Misuse(
            "This node knows no agency \(agency)\(others.isEmpty ? "" : ", only \(others)").",
            remedy: codes.isEmpty
                ? "No agency is known here; leave --agency out." : "Give one of \(codes), or leave --agency out.")
    }

    private func show(_ center: String, _ result: Reconciliation, on page: inout Page) {
        let word = speaking.word
        let count = result.differences.count
        page.title(
            word(
                "\(center) and \(result.agency.isEmpty ? "no agency" : result.agency), \(month), yuan",
                "\(center) 与\(result.agency.isEmpty ? "（无经办机构）" : " \(result.agency)")，\(month)，元"),
            count > 0
                ? word(count.of("difference"), "\(count) 项差异")
                : result.holdsLists ? word("agree", "一致") : word("hospital and center agree", "医院与医保中心一致"))
        page.facts([
            (word("settlements", "结算笔数"), "\(result.settlements)"), (word("hospitals", "医院"), result.hospital.yuan),
            (
                word("agency", "经办机构"),
                result.holdsLists
                    ? result.listed.yuan
                    : word("its lists are not held here, or may not be read here", "其清单不在本节点，或本方无权查阅")
            ),
            (word("center", "医保中心"), result.recorded.yuan),
        ])
        guard !result.differences.isEmpty else { return }
        var table = Table(
            word("settlement", "结算"), word(">hospital", ">医院"), word(">agency", ">经办机构"), word(">center", ">医保中心"),
            word("departs", "差异方"), word("began at", "始于"), "")
        for item in result.differences {
            table.add(
                item.settlement, item.hospital.yuan, result.holdsLists ? item.agency.yuan : "", item.center.yuan,
                word.role(item.departing.rawValue), "\(item.began.origin)#\(item.began.number)",
                speaking.isChinese ? item.chinese : item.english)
        }
        page.table(table)
    }
}
