import ArgumentParser
import Claims
import Policies

struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Names every mistake in a policy, and shows what it pays.",
        discussion: """
            Each mistake comes with its line, its column, and what may have been meant. Where there is none, the policy's own samples are priced and compared with \
            what they expect, and bills of usual sizes are priced for every kind of case that the policy distinguishes. Docs/policies.md says how a policy is written.

            Exit code 1: the policy has mistakes, or a sample does not come out as expected.

            Example:
              triplicate policy check policy.yaml
            """)

    @Argument(help: ArgumentHelp("The policy.", valueName: "file"))
    var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        if try checkedProcedure() { return }
        let report = PolicyFile.check(try InputFile.text(file, what: "a policy"))
        guard report.mistakes.isEmpty, let policy = report.policy else {
            throw MistakenFile(path: file, mistakes: Mistakes(report.mistakes))
        }
        let failed = report.failedSamples
        guard failed.isEmpty else {
            // The steps say where policy and sample part; of two JSON documents nobody could read the first.
            if !output.json {
                var page = Page()
                for effect in report.samples where !effect.isAsExpected { page.show(failed: effect) }
                page.print()
            }
            throw MistakenFile(path: file, mistakes: Mistakes(failed))
        }
        try output.emit(PolicyCheckDocument(policy, report)) { $0.show(policy, report) }
    }
}

/// What `policy check` says of a policy without mistakes; amounts in fen, as text.
struct PolicyCheckDocument: Encodable {
    struct Effect: Encodable {
        struct Fund: Encodable {
            let name: String
            let amount: MinorUnits
        }

        let title: String
        var total: MinorUnits?
        var fullSelfPay: MinorUnits?
        var overLimit: MinorUnits?
        var firstSelfPay: MinorUnits?
        var inScope: MinorUnits?
        var deductible: MinorUnits?
        var funds: [Fund]?
        var fundTotal: MinorUnits?
        var personalShare: MinorUnits?
        /// Why the bill cannot be priced.
        var problem: String?

        init(_ effect: Policies.Effect) {
            title = effect.sample.title
            switch effect.result {
            case .success(let settlement):
                total = MinorUnits(settlement.total)
                fullSelfPay = MinorUnits(settlement.fullSelfPay)
                overLimit = MinorUnits(settlement.overLimit)
                firstSelfPay = MinorUnits(settlement.firstSelfPay)
                inScope = MinorUnits(settlement.inScope)
                deductible = MinorUnits(settlement.deductible)
                funds = settlement.funds.map { Fund(name: $0.name, amount: MinorUnits($0.amount)) }
                fundTotal = MinorUnits(settlement.fundTotal)
                personalShare = MinorUnits(settlement.personalShare)
            case .failure(let error): problem = error.description
            }
        }
    }

    let ok = true
    let policy: String
    let title: String
    let place: String
    let effectiveFrom: String?
    let effectiveTo: String?
    let funds: [String]
    /// The file's own samples, all as they expect.
    let samples: [Effect]
    /// Bills of usual sizes.
    let effects: [Effect]
    /// One item of a thousand yuan of each item class.
    let classes: [Effect]

    init(_ policy: Policy, _ report: PolicyReport) {
        self.policy = policy.id
        title = policy.title
        place = policy.place
        effectiveFrom = policy.effectiveFrom?.description
        effectiveTo = policy.effectiveTo?.description
        funds = policy.stages.map(\.fund)
        samples = report.samples.map(Effect.init)
        effects = report.effects.map(Effect.init)
        classes = report.classes.map(Effect.init)
    }
}

extension Page {
    /// A policy without mistakes: what it is, and what it pays.
    fileprivate mutating func show(_ policy: Policy, _ report: PolicyReport) {
        line("\(Style.bold(policy.id))  \(Style.green("no mistakes"))")
        let (from, to) = (policy.effectiveFrom, policy.effectiveTo)
        var funds: [String] = []
        for stage in policy.stages where !funds.contains(stage.fund) { funds.append(stage.fund) }
        facts([
            ("title", policy.title), ("place", policy.place),
            (
                "in effect",
                from == nil && to == nil
                    ? "" : "\(from?.description ?? "always") to \(to?.description ?? "further notice")"
            ),
            ("funds", funds.joined(separator: ", ")),
        ])
        if report.samples.isEmpty {
            line("  No samples: put the notice's own example under `samples`, to know that the rule is what it means.")
        } else {
            heading("Samples of the file, all as expected")
            show(report.samples, funds)
        }
        heading("What it pays for bills of usual sizes (in yuan)")
        show(report.effects, funds)
        guard !report.classes.isEmpty else { return }
        heading("What is in scope of one item of 1,000.00 of each class")
        var table = Table("class", ">not covered", ">over the limit", ">first self-pay", ">in scope")
        for effect in report.classes {
            switch effect.result {
            case .success(let one):
                table.add(
                    effect.sample.title, one.fullSelfPay.yuan, one.overLimit.yuan, one.firstSelfPay.yuan,
                    one.inScope.yuan)
            case .failure(let error): table.add(effect.sample.title, error.message, "", "", "")
            }
        }
        self.table(table)
    }

    /// One line for each bill: what the funds pay of it, and what is left.
    private mutating func show(_ effects: [Effect], _ funds: [String]) {
        var table = Table(
            [Table.Column(title: "case"), Table.Column(title: "in scope", isNumber: true)]
                + [Table.Column(title: "deductible", isNumber: true)]
                + funds.map { Table.Column(title: $0, isNumber: true) }
                + [
                    Table.Column(title: "the person", isNumber: true),
                    Table.Column(title: "paid of scope", isNumber: true),
                ])
        var problems: [(title: String, sentence: String)] = []
        for effect in effects {
            switch effect.result {
            case .success(let one):
                let paid = funds.map { fund in one.funds.first { $0.name == fund }?.amount.yuan ?? "0.00" }
                table.add(
                    [effect.sample.kind, one.inScope.yuan, one.deductible.yuan] + paid
                        + [one.personalShare.yuan, one.shareOfScope])
            case .failure(let error): problems.append((effect.sample.title, error.description))
            }
        }
        self.table(table)
        for problem in problems.prefix(5) { line("  \(problem.title): cannot be priced: \(problem.sentence)") }
        if problems.count > 5 { line("  … and \(problems.count - 5) more bills cannot be priced.") }
    }

    /// A sample that came out otherwise, with its steps.
    fileprivate mutating func show(failed effect: Effect) {
        guard case .success(let settlement) = effect.result else { return }
        heading("\(effect.sample.title), step by step")
        for step in settlement.steps where !step.formula.isEmpty {
            line("  \(step.label): \(step.formula)  \(Style.dim(step.clause))")
        }
    }
}

extension Sample {
    /// The title without the amount that bills of usual sizes end with: it has a column of its own.
    fileprivate var kind: String {
        guard let inScope = bill.inScope else { return title }
        let amount = Exact(fen: inScope).amountText
        if title == amount { return "any" }
        return title.hasSuffix(": \(amount)") ? String(title.dropLast(amount.count + 2)) : title
    }
}

extension Settlement {
    /// How much of what is in scope the funds pay, in whole percent, rounded down.
    fileprivate var shareOfScope: String {
        guard inScope > 0 else { return "" }
        return "\(fundTotal * 100 / inScope)%"
    }
}
