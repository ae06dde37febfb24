public import ArgumentParser
public import Claims
import ClaimsLedger

extension BookEntry.Key: ExpressibleByArgument {}

struct BooksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "books",
        abstract: "Prints the trial balance, and statements per fund, person, institution or month.",
        discussion: """
            Every movement of money that the entries of this node state, as balanced double entries: debits above zero, credits below. --from and --to are the \
            first and the last day on which something was recorded. Exit code 1 if the books do not balance.

            Example:
              triplicate books --data node --by institution --from 2026-01-01 --to 2026-03-31
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("fund, person, institution or month.", valueName: "key"))
    var by: BookEntry.Key?
    @Option(help: ArgumentHelp("First day, as 2026-01-01.", valueName: "date"))
    var from: String?
    @Option(help: ArgumentHelp("Last day.", valueName: "date"))
    var to: String?
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        struct Balance: Encodable {
            let group: String?
            let accounts: [String: MinorUnits]
            let balanced: Bool

            init(_ group: String?, _ balance: TrialBalance) {
                self.group = group
                accounts = Dictionary(
                    uniqueKeysWithValues: balance.accounts.map { ("\($0.key)", MinorUnits($0.value)) })
                balanced = balance.isBalanced
            }
        }
        let postings: Int
        let trial: Balance
        let statements: [Balance]
    }

    func validate() throws {
        for date in [from, to].compactMap(\.self) where CalendarDate(date) == nil {
            throw ValidationError("“\(date)” is no date; write it as 2018-10-11.")
        }
        if let from, let to, to < from {
            throw ValidationError("The period ends on \(to), before it begins on \(from).")
        }
    }

    func run() throws {
        let books = try node.withNode(readOnly: true) { node, _ in
            try node.books(by: by, from: from.flatMap { CalendarDate($0) }, to: to.flatMap { CalendarDate($0) })
        }
        let groups = books.groups.sorted { $0.key < $1.key }
        let document = Document(
            postings: books.postings, trial: .init(nil, books.trial), statements: groups.map { .init($0, $1) })
        try output.emit(document) { page in
            let word = speaking.word
            page.title(
                word("trial balance of all streams\(period), yuan", "全部业务试算平衡表\(period)，元"),
                books.trial.isBalanced ? word("balanced", "平衡") : Style.red(word("not balanced", "不平衡")))
            show(books.trial, on: &page)
            for (group, balance) in groups {
                page.heading(heading(of: group))
                show(balance, on: &page)
            }
        }
        if !books.trial.isBalanced { throw ExitCode(1) }
    }

    /// The days that were asked for.
    private var period: String {
        switch (from, to) {
        case (let from?, let to?): speaking.word(", \(from) to \(to)", "，\(from) 至 \(to)")
        case (let from?, nil): speaking.word(", from \(from)", "，\(from) 起")
        case (nil, let to?): speaking.word(", until \(to)", "，截至 \(to)")
        default: ""
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
            default: word("month \(group)", "月份 \(group)")
            }
        return word("Statement of \(what)\(period), yuan", "分户账，\(what)\(period)，元")
    }

    private func show(_ balance: TrialBalance, on page: inout Page) {
        let word = speaking.word
        var table = Table(word("account", "科目"), word(">debit", ">借方"), word(">credit", ">贷方"))
        for (account, amount) in balance.accounts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where amount != 0 {
            table.add(word.account("\(account)"), amount > 0 ? amount.yuan : "", amount < 0 ? (-amount).yuan : "")
        }
        page.table(table)
    }
}
