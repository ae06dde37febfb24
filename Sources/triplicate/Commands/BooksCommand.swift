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
            page.title("trial balance", books.trial.isBalanced ? "balanced" : Style.red("not balanced"))
            Self.show(books.trial, on: &page)
            for (group, balance) in groups {
                page.heading(group.isEmpty ? "nobody's" : group)
                Self.show(balance, on: &page)
            }
        }
        if !books.trial.isBalanced { throw ExitCode(1) }
    }

    private static func show(_ balance: TrialBalance, on page: inout Page) {
        var table = Table("account", ">debit", ">credit")
        for (account, amount) in balance.accounts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where amount != 0 {
            table.add("\(account)", amount > 0 ? amount.yuan : "", amount < 0 ? (-amount).yuan : "")
        }
        page.table(table)
    }
}
