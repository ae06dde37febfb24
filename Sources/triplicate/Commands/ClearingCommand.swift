import ArgumentParser
import Claims
import ClaimsLedger

struct ClearingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clearing",
        abstract: "Lists a month's direct settlements as an agency, and answers such a list as a center.",
        discussion: """
            Example:
              triplicate clearing open --as 310100 --center 210200 --month 2026-03
              triplicate clearing answer --as 210200 clearing/210200/310100/2026-03
            """,
        subcommands: [ClearingOpen.self, ClearingAnswerCommand.self])
}

struct ClearingOpen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Lists what a center's fund owes through this agency and no clearing lists yet.",
        discussion: """
            A line for each settlement and, below zero, each reversal that the center recorded: of the month, and of the three months before where it came in after \
            their list was closed. A month is listed once it is over. Of earlier months that were never listed, or are too old for this list, a note says what is \
            left in them. --dry-run prints the lines and records nothing.

            Example:
              triplicate clearing open --as 310100 --center 210200 --month 2026-03 --dry-run
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("The center's code.", valueName: "code"))
    var center: String
    @Option(help: ArgumentHelp("The month, as 2026-03.", valueName: "month"))
    var month: String
    @Flag(help: "Records nothing.")
    var dryRun = false
    @OptionGroup var acting: ActorOptions
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        struct Line: Encodable {
            let settlement: String
            let institution: String
            let fund: MinorUnits
            let log: String
            let number: UInt64
        }
        struct Earlier: Encodable {
            let month: String
            let lines: Int
            let fund: MinorUnits
            let hasList: Bool
            let takenIn: Bool
            let listWith: String?
        }
        let stream: String
        let total: MinorUnits
        let lines: [Line]
        let recorded: [Recorded]
        /// Earlier months that were never listed, or of which something is too old for this list.
        let earlier: [Earlier]
    }

    func validate() throws {
        guard RegionCode(center) != nil else {
            throw ValidationError("“\(center)” is no code of a center; write six digits, as 210200.")
        }
        guard CalendarDate("\(month)-01") != nil else {
            throw ValidationError("“\(month)” is no month; write it as 2026-03.")
        }
    }

    func run() throws {
        let (agency, recorded, lines, earlier) =
            try dryRun
            ? node.withNode(readOnly: true) { node, _ in
                let actor = try acting.actor(on: node)
                try requireCenter(on: node)
                let open = try node.clearingToOpen(of: month, at: center, by: actor)
                return (actor.party.code, [Recorded](), open.lines, open.earlier)
            }
            : node.withRecordingNode { node, _ in
                let actor = try acting.actor(on: node)
                try requireCenter(on: node)
                let opened = try node.openClearing(of: month, at: center, by: actor)
                return (actor.party.code, opened.recorded, opened.lines, opened.earlier)
            }
        let total = lines.reduce(Int64(0)) { $0 &+ $1.fund }
        let document = Document(
            stream: StreamAddress.clearing(of: center, with: agency, in: month), total: MinorUnits(total),
            lines: lines.map {
                .init(
                    settlement: $0.settlement, institution: $0.institution, fund: MinorUnits($0.fund),
                    log: $0.entry.origin, number: $0.entry.number)
            },
            recorded: recorded,
            earlier: earlier.map {
                .init(
                    month: $0.month, lines: $0.lines, fund: MinorUnits($0.fund), hasList: $0.hasList,
                    takenIn: $0.isTakenIn, listWith: $0.listWith)
            })
        for left in earlier { Failure.note(note(on: left)) }
        try output.emit(document) { page in
            let word = speaking.word
            guard !lines.isEmpty else {
                return page.line(
                    word("nothing is open towards \(center) up to \(month)", "截至 \(month)，对 \(center) 无待列款项"))
            }
            page.title(
                document.stream,
                word("\(lines.count.of("line")), \(total.yuan) yuan", "\(lines.count) 行，合计 \(total.yuan) 元")
                    + (dryRun ? word(", not recorded", "，未记录") : ""))
            var table = Table(
                word("settlement", "结算"), word("institution", "机构"), word(">fund, yuan", ">基金应付（元）"),
                word("entry", "记录"))
            for line in lines {
                table.add(
                    line.settlement, line.institution, line.fund.yuan, "\(line.entry.origin)#\(line.entry.number)")
            }
            page.table(table)
        }
    }
}

extension ClearingOpen {
    /// Towards a center of which nothing is known here nothing can be open.
    private func requireCenter(on node: Node) throws {
        let centers = node.parties.filter { $0.role == Role.center.rawValue }.map(\.code)
        guard !centers.contains(center) else { return }
        let known = Set(centers).sorted().joined(separator: ", ")
        throw Misuse(
            "This node knows no center \(center).",
            remedy: known.isEmpty
                ? "Mirror the center's log; see peers." : "Give --center \(known), or mirror its log; see peers.")
    }

    /// What an earlier month has left, in words.
    private func note(on left: UnlistedMonth) -> String {
        let what = "\(left.lines.of("movement")) of \(left.month), \(left.fund.yuan),"
        guard !left.isTakenIn else {
            let verb = dryRun ? "would be" : recordedVerb(left.lines)
            return "\(left.month) was never listed: \(what) \(verb) listed with \(month)."
        }
        let reason = "\(what) \(left.lines == 1 ? "stands" : "stand") in no list, too old for that of \(month):"
        return left.listWith.map { "\(reason) list it with --month \($0)." }
            ?? "\(reason) settle it with the center by a correction outside of clearing."
    }

    private func recordedVerb(_ count: Int) -> String { count == 1 ? "is" : "are" }
}

struct ClearingAnswerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Acknowledges an agency's list, confirms what the center recorded, and disputes the rest.",
        discussion: """
            A disputed line names the number of the rule that it breaks, and what is wrong with it; the agency withdraws it, or maintains it with documents (ClearingLineAnswered). Run again, it \
            answers what is listed or maintained and not answered yet; a line in dispute waits for the agency. A line that the agency maintained and that is wrong still stays in dispute, \
            and is said with its ground each time. What is confirmed is paid with ClearingPaid.

            Example:
              triplicate clearing answer --as 210200 clearing/210200/310100/2026-03
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The clearing's stream.", valueName: "stream"))
    var stream: String
    @OptionGroup var acting: ActorOptions
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        struct Disputed: Encodable {
            let line: UInt32
            let number: UInt32
            let text: String

            init(_ line: UInt32, _ ground: Ground) {
                self.line = line
                number = ground.number
                text = ground.text
            }
        }
        let stream: String
        let confirmed: [UInt32]
        let disputed: [Disputed]
        /// Maintained by the agency, and wrong still.
        let stillDisputed: [Disputed]
        let recorded: [Recorded]
    }

    func run() throws {
        let answer = try node.withRecordingNode { node, _ in
            try node.answerClearing(stream, by: try acting.actor(on: node))
        }
        let document = Document(
            stream: stream, confirmed: answer.confirmed,
            disputed: answer.disputed.map { .init($0.line, $0.ground) },
            stillDisputed: answer.stillDisputed.map { .init($0.line, $0.ground) },
            recorded: answer.recorded)
        try output.emit(document) { page in
            let word = speaking.word
            page.title(
                stream,
                word(
                    "\(answer.confirmed.count) confirmed, \(answer.disputed.count) disputed",
                    "确认 \(answer.confirmed.count) 行，有争议 \(answer.disputed.count) 行"))
            if !answer.disputed.isEmpty { show(answer.disputed, on: &page) }
            guard !answer.stillDisputed.isEmpty else { return }
            page.heading(
                word(
                    "maintained by the agency, and wrong still: \(answer.stillDisputed.count)",
                    "经办机构坚持、仍不符：\(answer.stillDisputed.count) 行"))
            show(answer.stillDisputed, on: &page)
        }
    }

    private func show(_ lines: [(line: UInt32, ground: Ground)], on page: inout Page) {
        let word = speaking.word
        var table = Table(word(">line", ">行"), word(">rule", ">规则"), "")
        for (line, ground) in lines { table.add("\(line)", "\(ground.number)", Style.red(ground.text)) }
        page.table(table)
    }
}
