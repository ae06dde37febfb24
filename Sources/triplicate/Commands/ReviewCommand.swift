import ArgumentParser
import Claims
import ClaimsLedger

struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Draws claims for review, and checks a draw.",
        discussion: """
            Example:
              triplicate review draw --as 210200 --from 2018-11-01 --to 2018-11-30 \\
                --share 5%
              triplicate review check review/210200/2018-11
            """,
        subcommands: [ReviewDraw.self, ReviewCheckCommand.self])
}

struct ReviewDraw: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract: "Draws claims for review from those that were accepted on certain days.",
        discussion: """
            The population is the center's own claims whose acceptance is of these days, which are over. The seed is the root of the newest signed head of the center's own log, \
            which holds them all, so nobody can choose who is drawn, and anybody who holds the log can draw again (review check). Docs/domain.md says the rule.

            Drawn are a share of them at random (--share, rounded up), every claim of at least a value (--value, in yuan), and every claim that is at least so many \
            times the median of similar ones (--deviation, where there are five others). At least one of the three is asked for.

            A claim that is drawn is not approved before its review is concluded (ReviewConcluded).

            Example:
              triplicate review draw --as 210200 --from 2018-11-01 --to 2018-11-30 \\
                --share 5% --value 50000 --deviation 3 --number 2018-11
            """)

    private struct Drawn: Encodable {
        struct Claim: Encodable {
            let claim: String
            let causes: [String]
        }
        let stream: String
        let population: UInt32
        let claims: [Claim]
        let checkpointSize: UInt64
        let checkpointRoot: String
        let recorded: Recorded
    }

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("First day of acceptance, as 2018-11-01.", valueName: "date"))
    var from: String
    @Option(help: ArgumentHelp("Last day of acceptance; before today.", valueName: "date"))
    var to: String
    @Option(help: ArgumentHelp("The share that is drawn at random: 5% or 0.05.", valueName: "share"))
    var share: String?
    @Option(help: ArgumentHelp("Every claim of at least so many yuan.", valueName: "yuan"))
    var value: String?
    @Option(
        help: ArgumentHelp("Every claim of at least so many times the median of similar ones.", valueName: "factor"))
    var deviation: String?
    @Option(help: ArgumentHelp("The review's number; by default the days and the log's size.", valueName: "number"))
    var number: String?
    @OptionGroup var acting: ActorOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for date in [from, to] where CalendarDate(date) == nil {
            throw ValidationError("“\(date)” is no date; write it as 2018-10-11.")
        }
        guard share != nil || value != nil || deviation != nil else {
            throw ValidationError("Say what to draw: --share, --value or --deviation.")
        }
        if let share, ReviewDraw.decimal(share: share) == nil {
            throw ValidationError("“\(share)” is no share; write it as 5% or 0.05, from 0 to 100%.")
        }
        if let value, (Exact.fen(decimal: value) ?? 0) <= 0 {
            throw ValidationError("“\(value)” is no value in yuan; write it as 50000 or 50000.00.")
        }
        if let deviation, ReviewCriteria(randomShare: "", valueFrom: 0, deviationFactor: deviation) == nil {
            throw ValidationError("“\(deviation)” is no factor above 1; write it as 3 or 2.5.")
        }
        if let number, (try? StreamAddress("review/210200/\(number)")) == nil {
            throw ValidationError("“\(number)” is no number of a stream: letters, digits, '.', '_' and '-'.")
        }
    }

    /// A share as the event has it: `5%` and `0.05` are both `0.05`.
    static func decimal(share text: String) -> String? {
        let isPercent = text.hasSuffix("%")
        guard var share = Exact(decimal: isPercent ? text.dropLast() : text[...]), !share.isNegative else { return nil }
        if isPercent {
            guard let part = try? share * (try Exact(1, over: 100)) else { return nil }
            share = part
        }
        let decimal = share.decimalText
        guard share.numerator <= share.denominator, Exact(decimal: decimal) == share else { return nil }
        return decimal
    }

    func run() throws {
        guard let first = CalendarDate(from), let last = CalendarDate(to) else { return }
        let request = ReviewRequest(
            from: first, to: last, randomShare: share.flatMap(ReviewDraw.decimal) ?? "",
            valueFrom: value.flatMap { Exact.fen(decimal: $0) } ?? 0, deviationFactor: deviation ?? "", number: number)
        let (recorded, draw) = try node.withRecordingNode { node, _ in
            try node.drawReview(request, by: try acting.actor(on: node))
        }
        let document = Drawn(
            stream: recorded.stream, population: draw.population,
            claims: draw.claims.map { .init(claim: $0.claim, causes: $0.causes.map(\.word)) },
            checkpointSize: draw.checkpointSize, checkpointRoot: draw.checkpointRoot, recorded: recorded)
        try output.emit(document) { page in
            page.line(
                "\(Style.bold(recorded.stream))  \(draw.claims.count) of \(Int(draw.population).of("claim")) drawn")
            var table = Table("claim", "drawn")
            for claim in draw.claims { table.add(claim.claim, claim.causes.map(\.word).joined(separator: ", ")) }
            page.table(table)
            page.facts([("seed", "the log's root at size \(draw.checkpointSize): \(draw.checkpointRoot)")])
        }
    }
}

struct ReviewCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Recomputes a draw from the log, and says whether it is honest.",
        discussion: """
            Checked are the root that is the seed, that nothing stands between that head and the draw, the population, that no claim of these days was accepted afterwards, and which claims were drawn, \
            each with its causes. Exits with 1 if anything differs.

            Example:
              triplicate review check review/210200/2018-11 --json
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The review's stream, as review/210200/2018-11.", valueName: "stream"))
    var stream: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let check = try node.withNode(readOnly: true) { node, _ in try node.checkReview(stream) }
        try output.emit(check) { page in
            page.line("\(Style.bold(stream))  \(check.honest ? Style.green("honest") : Style.red("not honest"))")
            page.facts([
                ("population", "\(check.population)"), ("to be drawn", "\(check.drawn)"), ("log", check.log),
                ("seed", "root at size \(check.size): \(check.root)"),
            ])
            for problem in check.problems { page.line("  \(Style.red(problem))") }
        }
        if !check.honest { throw ExitCode(1) }
    }
}
