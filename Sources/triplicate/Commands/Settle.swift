import ArgumentParser
import Claims
import Policies

struct Settle: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prices a bill under a policy, with every step; stores nothing.",
        discussion: """
            All three files are YAML or JSON. A bill states its lines, or its total, or only what is in scope. The history is what was settled before in the \
            benefit year: stays, deductibles, what each fund paid.

            With --json the member split is what the event ClaimAdjudicated takes as its split.

            Example:
              cd Examples/published/09-guangzhou
              triplicate settle --policy policy.yaml --bill bill.yaml
            """)

    @Option(help: ArgumentHelp("The policy.", valueName: "file"))
    var policy: String
    @Option(help: ArgumentHelp("The bill.", valueName: "file"))
    var bill: String
    @Option(help: ArgumentHelp("What was settled before.", valueName: "file"))
    var history: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
        let policy = try MistakenFile.reading(policy, "a policy", PolicyFile.parse)
        let bill = try MistakenFile.reading(bill, "a bill", BillFile.parse)
        let history =
            try history.map { try MistakenFile.reading($0, "a history", HistoryFile.parse) } ?? BenefitHistory()
        let settlement = try settle(bill, policy: policy, history: history)
        try output.emit(try SettlementDocument(settlement)) { $0.show(settlement) }
    }
}

/// A file that a person wrote, with its mistakes.
struct MistakenFile: Error {
    let path: String
    let mistakes: Mistakes

    /// Reads a file with `parse`.
    /// - Throws: `Misuse` if it cannot be read, `MistakenFile` with every mistake in it.
    static func reading<T>(_ path: String, _ what: String, _ parse: (String) throws(Mistakes) -> T) throws -> T {
        let text = try InputFile.text(path, what: what)
        do {
            return try parse(text)
        } catch {
            throw MistakenFile(path: path, mistakes: error)
        }
    }
}
