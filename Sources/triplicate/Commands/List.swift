import ArgumentParser
import ClaimsLedger

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Searches streams of one kind, in pages.",
        discussion: """
            Kinds: persons, institutions, filings, stays, claims, invoices, policies, fhir-claims, fhir-explanations. Conditions that are given together \
            must all hold.

            Examples:
              triplicate list claims --status submitted
              triplicate list stays --person 林海生 --from 2018-01-01 --to 2018-12-31
              triplicate list claims --invoice 111001807-20181011 --json
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("What to list.", valueName: "kind"))
    var kind: String
    @Option(help: ArgumentHelp("The person's name, resident ID, card or stream.", valueName: "person"))
    var person: String?
    @Option(help: ArgumentHelp("The invoice: code-number, or its number.", valueName: "invoice"))
    var invoice: String?
    @Option(help: ArgumentHelp("The institution's code.", valueName: "code"))
    var institution: String?
    @Option(help: ArgumentHelp("The unit's code.", valueName: "code"))
    var unit: String?
    @Option(help: ArgumentHelp("The status, as list shows it.", valueName: "status"))
    var status: String?
    @Option(help: ArgumentHelp("First business date, as 2018-10-11.", valueName: "date"))
    var from: String?
    @Option(help: ArgumentHelp("Last business date.", valueName: "date"))
    var to: String?
    @Option(help: ArgumentHelp("Rows of a page.", valueName: "n"))
    var limit = 50
    @Option(help: ArgumentHelp("The last stream of the page before.", valueName: "stream"))
    var after: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000.") }
        for date in [from, to].compactMap(\.self) where !date.isBusinessDate {
            throw ValidationError("“\(date)” is no date; write it as 2018-10-11.")
        }
    }

    func run() throws {
        var query = ListQuery(kind: kind)
        query.person = person
        query.invoice = invoice
        query.institution = institution
        query.unit = unit
        query.status = status
        query.from = from
        query.to = to
        query.limit = limit
        query.after = after
        let page = try node.withNode(readOnly: true) { node, _ in try node.list(query) }
        try output.emit(page) { show(page, on: &$0) }
    }

    private func show(_ found: ListPage, on page: inout Page) {
        guard !found.rows.isEmpty else {
            page.line("None.")
            return
        }
        var table = Table("stream", "status", "who", "date", ">amount", "invoice", "unit", "institution")
        for row in found.rows {
            table.add(
                row.stream, row.status, row.title, row.date, row.amount == 0 ? "" : row.amount.money(row.currency),
                row.invoice,
                row.unit, row.institutions.joined(separator: " "))
        }
        page.table(table)
        if let next = found.next {
            page.line()
            page.line("There are more: repeat with --after \(next)")
        }
    }
}

extension String {
    /// Whether it has the form of a date, 2018-10-11.
    var isBusinessDate: Bool {
        let parts = split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [4, 2, 2] && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
    }
}
