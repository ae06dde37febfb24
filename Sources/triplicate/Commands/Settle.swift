import ArgumentParser
import Claims
import ClaimsLedger
import Policies

struct Settle: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prices a bill, or a past claim, under a policy, with every step; stores nothing.",
        discussion: """
            A bill: the files of policy, bill and history are YAML or JSON. A bill states its lines, or its total, or only what is in scope. The history is what was \
            settled before in the benefit year: stays, deductibles, what each fund paid. With --json the member split is what the event ClaimAdjudicated takes as its \
            split.

            A past claim: --claim prices what a node holds, by the version that its adjudication names (or --policy FILE, or --policy policy/CENTER/NAME in the version \
            of that time), as everything stood when it was adjudicated, and compares each amount with what was recorded; exit code 1 if one differs. --what-if puts \
            another policy beside it. What the entries do not say is assumed as usual, which is said, or stated with --fact. The list is compared with the catalogues \
            in force; what to adjust is offered, never recorded.

            Examples:
              triplicate settle --policy Examples/published/09-guangzhou/policy.yaml \\
                --bill Examples/published/09-guangzhou/bill.yaml
              triplicate settle --claim claim/210200/2019-000123 --data node
              triplicate settle --claim claim/210200/2019-000123 \\
                --what-if next-year.yaml --fact networked=no
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("The policy: a file; of a claim also a stream of policies.", valueName: "file"))
    var policy: String?
    @Option(help: ArgumentHelp("The bill.", valueName: "file"))
    var bill: String?
    @Option(help: ArgumentHelp("What was settled before.", valueName: "file"))
    var history: String?
    @Option(help: ArgumentHelp("The claim, in place of a bill.", valueName: "stream"))
    var claim: String?
    @Option(help: ArgumentHelp("Another policy, a file or a stream, to be put beside it.", valueName: "file"))
    var whatIf: String?
    @Option(
        help: ArgumentHelp("A fact of the claim's case that no entry states; may be repeated.", valueName: "name=value")
    )
    var fact: [String] = []
    @OptionGroup var output: OutputOptions

    func validate() throws {
        switch (claim, bill) {
        case (nil, nil): throw ValidationError("Give --bill FILE, or --claim STREAM.")
        case (_?, _?): throw ValidationError("Give --bill or --claim, not both.")
        case (_?, nil):
            guard history == nil else {
                throw ValidationError("The history of a claim is the node's own; --history belongs to --bill.")
            }
        case (nil, _?):
            guard policy != nil else { throw ValidationError("Give --policy FILE.") }
            guard whatIf == nil, fact.isEmpty else { throw ValidationError("--what-if and --fact belong to --claim.") }
        }
        for fact in fact where fact.split(separator: "=", maxSplits: 1).count != 2 {
            throw ValidationError("“\(fact)” is no fact; write --fact networked=no.")
        }
    }

    func run() throws {
        if let claim { return try settle(claim: claim) }
        let policy = try MistakenFile.reading(policy ?? "", "a policy", PolicyFile.parse)
        let bill = try MistakenFile.reading(bill ?? "", "a bill", BillFile.parse)
        let history =
            try history.map { try MistakenFile.reading($0, "a history", HistoryFile.parse) } ?? BenefitHistory()
        let settlement = try Claims.settle(bill, policy: policy, history: history)
        try output.emit(try SettlementDocument(settlement)) { $0.show(settlement) }
    }

    private func settle(claim: String) throws {
        let facts = fact.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            return (name: parts[0], value: parts[1])
        }
        let source = try policy.map(Self.source) ?? .recorded
        let other = try whatIf.map(Self.source)
        let pricing = try MistakenFile.naming(whatIf ?? policy ?? claim) {
            try node.withNode(readOnly: true) { node, _ in
                try node.price(claim: claim, by: source, whatIf: other, facts: facts)
            }
        }
        try output.emit(try PricingDocument(pricing)) { $0.show(pricing) }
        if !pricing.differences.isEmpty { throw ExitCode(1) }
    }

    /// A stream of policies, or a file, which is checked here so that its mistakes are told with its name.
    private static func source(_ text: String) throws -> PolicySource {
        if text.hasPrefix("policy/") { return .stream(text) }
        let content = try InputFile.text(text, what: "a policy")
        do {
            _ = try PolicyFile.parse(content)
        } catch {
            throw MistakenFile(path: text, mistakes: error)
        }
        return .text(content, name: text)
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

    /// Runs `body`; mistakes that it finds are the file's.
    static func naming<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as Mistakes {
            throw MistakenFile(path: path, mistakes: error)
        }
    }
}
