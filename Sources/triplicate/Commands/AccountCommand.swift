import ArgumentParser
import Claims
import ClaimsLedger
import Ledger

struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Prints the statement of a personal account.",
        discussion: """
            Opening balance, movements, closing balance, and the requests that the center has not decided, by the days of business. --from and --to are the \
            first and the last day; what was recorded late stands on its day. Withdrawals that broke a rule stand in suspense and move no balance.

            Examples:
              triplicate account account/210200/000123
              triplicate account account/210200/000123 --from 2018-01-01 --to 2018-12-31
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The account's stream, as account/210200/000123.", valueName: "stream"))
    var stream: String
    @Option(help: ArgumentHelp("First day, as 2018-01-01.", valueName: "date"))
    var from: String?
    @Option(help: ArgumentHelp("Last day.", valueName: "date"))
    var to: String?
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for date in [from, to].compactMap(\.self) where CalendarDate(date) == nil {
            throw ValidationError("“\(date)” is no date; write it as 2018-10-11.")
        }
        if let from, let to, to < from {
            throw ValidationError("The period ends on \(to), before it begins on \(from).")
        }
        if let address = try? StreamAddress(stream), address.kind != .account {
            throw ValidationError("“\(stream)” is no account; write it as account/210200/000123.")
        }
    }

    func run() throws {
        let state = try node.withNode(readOnly: true) { node, _ in try node.state(of: stream) }
        guard case .account(let account)? = state.subject, !state.entries.isEmpty else {
            throw LedgerError(
                .unknownStream, "This node holds no entry of \(stream).",
                remedy: "Check the name with list accounts; an account has the number of its person.")
        }
        let statement = AccountStatement(
            of: account, from: from.flatMap { CalendarDate($0) }, to: to.flatMap { CalendarDate($0) })
        try output.emit(StatementDocument(stream, statement)) { page in
            let word = speaking.word
            page.word = word
            page.title(stream, statement.person.isEmpty ? word("no credit yet", "尚无划入") : "")
            page.facts([
                (word("person", "参保人"), statement.person),
                (word("from", "自"), from ?? word("the beginning", "开户")), (word("to", "至"), to ?? word("today", "今日")),
                (word("opening", "期初余额"), statement.opening.yuan), (word("closing", "期末余额"), statement.closing.yuan),
            ])
            page.show(statement)
        }
    }
}
