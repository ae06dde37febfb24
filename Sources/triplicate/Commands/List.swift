import ArgumentParser
import Claims
import ClaimsLedger
import Foundation
import Ledger

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Searches streams of one kind, in pages, and lists what is overdue.",
        discussion: """
            Kinds: persons, institutions, filings, stays, claims, items, accounts, histories, admissions, audits, reviews, disputes, invoices, policies, catalogues, fhir-claims, \
            fhir-explanations. Conditions that are given together must all hold; how a name, card or number is typed (full-width, capitals, spaces, dots) does not matter. \
            Statuses, in small or capital letters:
            \(ListedStatus.help)

            The date of a claim is that of the discharge, of a stay the admission, of a filing its first day. --place takes a region with all in it (210000: the \
            province) and means the treating place or the institution's; --level is an institution's.

            --overdue lists what is over on a day, the longest first; the kind all takes all of: filings that ended while somebody is treated under them, stays whose unit \
            has not claimed in its month, returned claims and objections past their day, audits past theirs, reviews not concluded, and the steps of disputes. Months and working days are those \
            of the settings in force. --within also shows what ends in the next days.

            --as-of lists what this node held at a time, or with its first N entries. It is slower: every stream of the kind is read from the log.

            Examples:
              triplicate list claims --status submitted
              triplicate list stays --person 林海生 --from 2018-01-01 --to 2018-12-31
              triplicate list claims --invoice 111001807-20181011 --json
              triplicate list all --overdue --on 2026-11-30 --within 14
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("What to list; with --overdue also all.", valueName: "kind"))
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
    @Option(help: ArgumentHelp("The region of the treatment, or one that contains it.", valueName: "region"))
    var place: String?
    @Option(help: ArgumentHelp("The institution's level.", valueName: "level"))
    var level: String?
    @Option(help: ArgumentHelp("The code that a form prints for an entry of the stream.", valueName: "code"))
    var shortCode: String?
    @Flag(help: "What is over on a day, with its last day and by how many days.")
    var overdue = false
    @Option(help: ArgumentHelp("The day that counts as today, with --overdue.", valueName: "date"))
    var on: String?
    @Option(help: ArgumentHelp("Also what ends in so many days after it.", valueName: "days"))
    var within: Int?
    @Option(help: ArgumentHelp("As this node was at a time, or after its first N entries.", valueName: "time or n"))
    var asOf: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("Rows of a page.", valueName: "n"))
    var limit = 50
    @Option(help: ArgumentHelp("The last stream of the page before.", valueName: "stream"))
    var after: String?
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    private var word: TraceWords { speaking.word }
    private var isAll: Bool { ["all", "everything"].contains(kind) }

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000.") }
        for date in [from, to, on].compactMap(\.self) where CalendarDate(date) == nil {
            throw ValidationError("“\(date)” is no date; write it as 2018-10-11.")
        }
        if let place, RegionCode(place) == nil {
            throw ValidationError("“\(place)” is no region; write six digits of GB/T 2260, as 210200.")
        }
        if let shortCode, ShortCode(shortCode) == nil {
            throw ValidationError(
                "“\(shortCode)” is no short code: it has twelve characters or more, and the last one checks the others."
            )
        }
        if overdue {
            guard asOf == nil, after == nil else {
                throw ValidationError(
                    "--overdue is about now (or the day of --on), in one page; leave --as-of and --after out.")
            }
            guard (0...3_660).contains(within ?? 0) else {
                throw ValidationError("--within is a number from 0 to 3660.")
            }
        } else {
            guard on == nil, within == nil else { throw ValidationError("--on and --within belong to --overdue.") }
            guard !isAll else {
                throw ValidationError("All kinds at once are listed with --overdue only; see also find.")
            }
        }
        guard let kind = StreamKind(listed: kind) else {
            guard isAll else {
                let kinds = StreamKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("“\(kind)” is no kind of stream; the kinds are \(kinds).")
            }
            return
        }
        if let status { _ = try ListedStatus.named(status, of: kind) }
        if let after, (try? StreamAddress(after))?.kind != kind {
            throw ValidationError(
                "“\(after)” is no stream of the kind \(kind.rawValue); --after takes the last stream of the page before."
            )
        }
    }

    private func query() throws -> ListQuery {
        var query = ListQuery(kind: kind)
        query.person = person
        query.invoice = invoice
        query.institution = institution
        query.unit = unit
        query.status = try status.map { status in
            try StreamKind(listed: kind).map { try ListedStatus.named(status, of: $0) } ?? status.lowercased()
        }
        query.from = from
        query.to = to
        query.place = place
        query.level = level
        query.shortCode = shortCode.flatMap { ShortCode($0) }
        query.limit = limit
        query.after = after
        return query
    }

    func run() throws {
        let query = try query()
        if overdue { return try listOverdue(query) }
        let time = try StreamLimit(ofNode: asOf)
        let page = try node.withNode(readOnly: true) { node, line in
            try time == .now ? node.list(query) : node.list(query, asOf: time) { line.show($0) }
        }
        try output.emit(page) { show(page, on: &$0) }
    }

    private func show(_ found: ListPage, on page: inout Page) {
        guard !found.rows.isEmpty else {
            page.line(word("None.", "无。"))
            return
        }
        var table = Table(
            word("stream", "业务"), word("status", "状态"), word("who", "姓名或名称"), word("date", "日期"),
            word(">amount", ">金额"), word(">outstanding", ">待追偿"), word("invoice", "发票"), word("unit", "单位"),
            word("institution", "机构"))
        for row in found.rows {
            table.add(
                row.stream, word.standing(row), row.title,
                row.date, row.amount == 0 ? "" : row.amount.money(row.currency),
                row.outstanding == 0 ? "" : row.outstanding.yuan, row.invoice,
                row.unit, row.institutions.joined(separator: " "))
        }
        page.table(table)
        if let next = found.next {
            page.line()
            page.line(word("There are more: repeat with --after \(next)", "还有更多：请加 --after \(next) 再次运行"))
        }
    }

    // MARK: Overdue

    private func listOverdue(_ conditions: ListQuery) throws {
        let today = CalendarDate(instant: Int64(Date().timeIntervalSince1970 * 1_000))
        var query = OverdueQuery(on: on.flatMap { CalendarDate($0) } ?? today)
        query.within = within ?? 0
        query.conditions = conditions
        query.limit = limit
        let page = try node.withNode(readOnly: true) { node, _ in
            if !isAll { query.kinds = [try node.kind(of: conditions)] }
            return try node.overdue(query)
        }
        try output.emit(page) { show(page, on: &$0) }
    }

    private func show(_ found: OverduePage, on page: inout Page) {
        guard !found.rows.isEmpty else {
            page.line(word("Nothing is overdue on \(found.on).", "\(found.on) 无逾期事项。"))
            return
        }
        var table = Table(
            word("what", "事项"), word("last day", "期限"), word(">days over", ">逾期天数"), word("stream", "业务"),
            word("who", "姓名或名称"), word("unit", "单位"), word("institution", "机构"), "")
        for item in found.rows {
            table.add(
                speaking.isChinese ? item.text.zh : item.text.en, item.lastDay,
                item.daysOver > 0 ? Style.red("\(item.daysOver)") : "\(item.daysOver)", item.row.stream,
                item.row.title, item.row.unit, item.row.institutions.joined(separator: " "),
                item.because.joined(separator: " "))
        }
        page.table(table)
        if found.total > found.rows.count {
            page.line()
            let most = min(found.total, 10_000)
            page.line(
                word(
                    "There are \(found.total) in all: repeat with --limit \(most).",
                    "共 \(found.total) 项：请加 --limit \(most) 再次运行。"))
        }
    }
}
