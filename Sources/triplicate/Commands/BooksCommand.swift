public import ArgumentParser
public import Claims
import ClaimsLedger

extension BookEntry.Key: ExpressibleByArgument {}
extension BookEntry.DateKind: ExpressibleByArgument {}

struct BooksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "books",
        abstract: "Prints the trial balance, and statements per fund, person, institution, agency or month.",
        discussion: """
            Every movement of money that the entries of this node state, as balanced double entries: debits above zero, credits below. --from and --to are the \
            first and the last day, and --by month gives the months, on which something was recorded; with --date business, on which the money moved, as its entry says (an approval \
            has the day on which it was recorded). By fund, the statement of the personal accounts has a row for each person, in pages (--limit, --after). Exit code 1 if the books \
            do not balance.

            Examples:
              triplicate books --data node --by institution --from 2026-01-01 --to 2026-03-31
              triplicate books --data node --by month --date business
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("fund, person, institution, agency or month.", valueName: "key"))
    var by: BookEntry.Key?
    @Option(help: ArgumentHelp("First day, as 2026-01-01.", valueName: "date"))
    var from: String?
    @Option(help: ArgumentHelp("Last day.", valueName: "date"))
    var to: String?
    @Option(help: ArgumentHelp("The day that counts: recorded or business.", valueName: "day"))
    var date = BookEntry.DateKind.recorded
    @Option(parsing: .unconditional, help: ArgumentHelp("Personal accounts of a page.", valueName: "n"))
    var limit = 50
    @Option(help: ArgumentHelp("The last person of the page before.", valueName: "stream"))
    var after: String?
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        struct Balance: Encodable {
            let group: String?
            let accounts: [String: MinorUnits]
            let balanced: Bool
            /// Of the personal accounts: a page of the persons, and the last of them where there are more.
            let persons: [Person]?
            let next: String?

            init(_ group: String?, _ balance: TrialBalance, _ accounts: AccountPage? = nil) {
                self.group = group
                persons = accounts?.rows.map { Person(person: $0.person, $0.movements) }
                next = accounts?.next
                self.accounts = Dictionary(
                    uniqueKeysWithValues: balance.accounts.map { ("\($0.key)", MinorUnits($0.value)) })
                balanced = balance.isBalanced
            }
        }
        struct Person: Encodable {
            let person: String
            let paidIn: MinorUnits
            let paidOut: MinorUnits
            let change: MinorUnits
            let suspense: MinorUnits

            init(person: String, _ movements: AccountMovements) {
                self.person = person
                paidIn = MinorUnits(movements.paidIn)
                paidOut = MinorUnits(movements.paidOut)
                change = MinorUnits(movements.change)
                suspense = MinorUnits(movements.suspense)
            }
        }
        /// The day that counts: `recorded` or `business`.
        let date: String
        let postings: Int
        let trial: Balance
        let statements: [Balance]
    }

    /// A page of the personal accounts.
    private struct AccountPage {
        var rows: [(person: String, movements: AccountMovements)]
        var next: String?

        init(_ accounts: [String: AccountMovements], after: String?, limit: Int) {
            let all = accounts.sorted { $0.key < $1.key }.drop { entry in after.map { entry.key <= $0 } ?? false }
            rows = all.prefix(limit).map { (person: $0.key, movements: $0.value) }
            next = all.count > limit ? rows.last?.person : nil
        }
    }

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000.") }
        if let after {
            guard by == .fund else {
                throw ValidationError("--after belongs to --by fund, whose personal accounts come in pages.")
            }
            guard (try? StreamAddress(after))?.kind == .person else {
                throw ValidationError(
                    "“\(after)” is no person's stream; --after takes the last person of the page before.")
            }
        }
        for date in [from, to].compactMap(\.self) where CalendarDate(date) == nil {
            throw ValidationError("“\(date)” is no date; write it as 2018-10-11.")
        }
        if let from, let to, to < from {
            throw ValidationError("The period ends on \(to), before it begins on \(from).")
        }
    }

    func run() throws {
        let books = try node.withNode(readOnly: true) { node, _ in
            try node.books(
                by: by, from: from.flatMap { CalendarDate($0) }, to: to.flatMap { CalendarDate($0) }, date: date)
        }
        let groups = books.groups.sorted { $0.key < $1.key }
        let accounts = AccountPage(books.accounts, after: after, limit: limit)
        let document = Document(
            date: date.rawValue, postings: books.postings, trial: .init(nil, books.trial),
            statements: groups.map { .init($0, $1, isOfAccounts($0) ? accounts : nil) })
        try output.emit(document) { page in
            let word = speaking.word
            page.title(
                word("trial balance of all streams\(period), yuan", "全部业务试算平衡表\(period)，元"),
                books.trial.isBalanced ? word("balanced", "平衡") : Style.red(word("not balanced", "不平衡")))
            show(books.trial, on: &page)
            for (group, balance) in groups {
                page.heading(heading(of: group))
                show(balance, on: &page)
                if isOfAccounts(group) { show(accounts, on: &page) }
            }
        }
        if !books.trial.isBalanced { throw ExitCode(1) }
    }

    /// Whether a group is that of the personal accounts.
    private func isOfAccounts(_ group: String) -> Bool {
        by == .fund && group == BookEntry.Fund.personalAccounts.rawValue
    }

    /// The days that were asked for, and which.
    private var period: String {
        let days = date == .business ? speaking.word(", by day of business", "，按业务日期") : ""
        return switch (from, to) {
        case (let from?, let to?): speaking.word(", \(from) to \(to)", "，\(from) 至 \(to)") + days
        case (let from?, nil): speaking.word(", from \(from)", "，\(from) 起") + days
        case (nil, let to?): speaking.word(", until \(to)", "，截至 \(to)") + days
        default: days
        }
    }

    /// What the statement of a group is of.
    private func heading(of group: String) -> String {
        let word = speaking.word
        let what =
            switch by {
            case .fund?: word("fund: \(word.fund(group)) (\(group))", "基金：\(word.fund(group))（\(group)）")
            case .person?: group.isEmpty ? word("no person", "不属于任何参保人") : word("person \(group)", "参保人 \(group)")
            case .institution?:
                group.isEmpty ? word("no institution", "不属于任何机构") : word("institution \(group)", "机构 \(group)")
            case .agency?: group.isEmpty ? word("no agency", "不属于任何经办机构") : word("agency \(group)", "经办机构 \(group)")
            default: word("month \(group)", "月份 \(group)")
            }
        return word("Statement of \(what)\(period), yuan", "分户账，\(what)\(period)，元")
    }

    /// Each account that moved, also where what moved evens out.
    private func show(_ balance: TrialBalance, on page: inout Page) {
        let word = speaking.word
        var table = Table(word("account", "科目"), word(">debit", ">借方"), word(">credit", ">贷方"))
        for (account, amount) in balance.accounts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            table.add(word.account("\(account)"), amount >= 0 ? amount.yuan : "", amount < 0 ? (-amount).yuan : "")
        }
        page.table(table)
    }

    private func show(_ accounts: AccountPage, on page: inout Page) {
        let word = speaking.word
        var table = Table(
            word("person", "参保人"), word(">paid in", ">收入"), word(">paid out", ">支出"), word(">change", ">净变动"),
            word(">in suspense", ">挂账"))
        for (person, movements) in accounts.rows {
            table.add(
                person, movements.paidIn.yuan, movements.paidOut.yuan, movements.change.yuan,
                movements.suspense == 0 ? "" : movements.suspense.yuan)
        }
        page.line()
        page.table(table)
        if let next = accounts.next {
            page.line()
            page.line(word("There are more: repeat with --after \(next)", "还有更多：请加 --after \(next) 再次运行"))
        }
    }
}
