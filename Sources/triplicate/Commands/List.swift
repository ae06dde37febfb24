import ArgumentParser
import Claims
import ClaimsLedger

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Searches streams of one kind, in pages.",
        discussion: """
            Kinds: persons, institutions, filings, items, accounts, histories, stays, claims, invoices, policies, fhir-claims, fhir-explanations. Conditions that are given together \
            must all hold. Statuses, in small or capital letters:
            \(ListedStatus.help)

            The date of a claim is that of the discharge, of a stay the admission, of a filing its first day. What is overdue is not listed in this version.

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
    @Option(parsing: .unconditional, help: ArgumentHelp("Rows of a page.", valueName: "n"))
    var limit = 50
    @Option(help: ArgumentHelp("The last stream of the page before.", valueName: "stream"))
    var after: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000.") }
        for date in [from, to].compactMap(\.self) where CalendarDate(date) == nil {
            throw ValidationError("“\(date)” is no date; write it as 2018-10-11.")
        }
        guard let kind = StreamKind(listed: kind) else { return }
        if let status { _ = try ListedStatus.named(status, of: kind) }
        if let after, (try? StreamAddress(after))?.kind != kind {
            throw ValidationError(
                "“\(after)” is no stream of the kind \(kind.rawValue); --after takes the last stream of the page before."
            )
        }
    }

    func run() throws {
        var query = ListQuery(kind: kind)
        query.person = person
        query.invoice = invoice
        query.institution = institution
        query.unit = unit
        query.status = try status.flatMap { status in
            try StreamKind(listed: kind).map { try ListedStatus.named(status, of: $0) }
        }
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
        var table = Table(
            "stream", "status", "who", "date", ">amount", ">outstanding", "invoice", "unit", "institution")
        for row in found.rows {
            table.add(
                row.stream, row.review == "drawn" ? "\(row.shownStatus), under review" : row.shownStatus, row.title,
                row.date, row.amount == 0 ? "" : row.amount.money(row.currency),
                row.outstanding == 0 ? "" : row.outstanding.yuan, row.invoice,
                row.unit, row.institutions.joined(separator: " "))
        }
        page.table(table)
        if let next = found.next {
            page.line()
            page.line("There are more: repeat with --after \(next)")
        }
    }
}
