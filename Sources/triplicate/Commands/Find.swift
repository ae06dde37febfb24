import ArgumentParser
import ClaimsLedger

struct Find: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Searches everything by what is on a paper: a name, a card, an invoice, a code.",
        discussion: """
            The text is compared whole with short codes of entries, numbers of streams, resident IDs, cards (also former ones), invoices (code-number, or the number), \
            codes of units and institutions, and names; and with the beginnings of names. How it is typed does not matter: full-width and capital letters, spaces between \
            characters, the kind of dot in a name. Characters that only look alike are never taken for each other.

            A short code, as 0003-9QXD-3PFC, is printed on forms: the entry's number in its log, the beginning of its hash, and a character that checks the others. \
            An entry that is found by it is looked up in its log and proven under the log's signed head.

            Exit code 1 if nothing is found.

            Examples:
              triplicate find 林海生
              triplicate find １１１００１８０７-２０１８１０１１
              triplicate find 0003 9qxd 3pfc
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("What to search for.", valueName: "text"))
    var text: [String]
    @Option(parsing: .unconditional, help: ArgumentHelp("Things found at most.", valueName: "n"))
    var limit = 50
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000.") }
        guard text.contains(where: { $0.contains { !$0.isWhitespace } }) else {
            throw ValidationError("Say what to search for.")
        }
    }

    func run() throws {
        let wanted = text.joined(separator: " ")
        let found = try node.withNode(readOnly: true) { node, _ in try node.find(wanted, limit: limit) }
        try output.emit(["found": found]) { page in
            guard !found.isEmpty else {
                page.line(
                    ShortCode(wanted) == nil
                        ? "Nothing." : "Nothing: the code is well formed, and no entry here has it.")
                return
            }
            var table = Table("found in", "stream", "status", "who", "date", ">amount", "")
            for item in found {
                table.add(
                    item.match == .beginning ? "\(item.field)…" : item.field, item.row.stream,
                    TraceWords(isChinese: false).standing(item.row),
                    item.row.title, item.row.date,
                    item.row.amount == 0 ? "" : item.row.amount.money(item.row.currency), Self.proof(item))
            }
            page.table(table)
        }
        if found.isEmpty || found.contains(where: { $0.isProven == false }) { throw ExitCode(1) }
    }

    private static func proof(_ item: Found) -> String {
        guard let entry = item.entry else { return "" }
        let place = "entry \(entry.number) of \(entry.log)"
        return item.isProven == true
            ? Style.green("\(place), proven") : Style.red("\(place), not proven: run verify")
    }
}
