import Claims
import ClaimsLedger
import SwiftProtobuf

/// A past claim priced again, as JSON: each amount as recorded, by its policy, and what another policy would give.
struct PricingDocument: Encodable {
    struct Amount: Encodable {
        let name: String
        let recorded: MinorUnits?
        let computed: MinorUnits
        /// Computed less recorded.
        let difference: MinorUnits?
        let whatIf: MinorUnits?
        /// What-if less computed.
        let whatIfDifference: MinorUnits?
    }

    struct Side: Encodable {
        let policy: String
        let version: String
        let settlement: SettlementDocument
    }

    struct Assumption: Encodable {
        let zh: String
        let en: String
    }

    struct Adjustment: Encodable {
        let line: Int
        let name: String
        let code: String
        let billed: MinorUnits
        let adjusted: MinorUnits
        let overCeiling: MinorUnits
        let billedClass: String
        let catalogueClass: String
        /// How many times the usual price, as a decimal; absent below twice.
        let timesUsual: String?
        /// The decision that is offered, as `ClaimAdjudicated.lines` takes it but for the amounts in scope and approved; absent where
        /// nothing is to be adjusted.
        let decision: JSONValue?
    }

    let claim: String
    let day: String?
    let agrees: Bool?
    let amounts: [Amount]
    let recorded: JSONValue?
    let computed: Side
    let whatIf: Side?
    let assumptions: [Assumption]
    let catalogues: [String]
    let adjustments: [Adjustment]
    let unlisted: [Int]

    init(_ pricing: ClaimPricing) throws {
        claim = pricing.claim
        day = pricing.day?.description
        agrees = pricing.recorded.map { _ in pricing.differences.isEmpty }
        amounts = pricing.rows.map { row in
            Amount(
                name: row.name, recorded: row.recorded.map(MinorUnits.init), computed: MinorUnits(row.computed),
                difference: row.recorded.map { MinorUnits(row.computed - $0) },
                whatIf: row.whatIf.map(MinorUnits.init),
                whatIfDifference: row.whatIf.map { MinorUnits($0 - row.computed) })
        }
        recorded = try pricing.recorded.map { try JSONValue(text: try $0.jsonString()) }
        computed = try Self.side(pricing.repricing)
        whatIf = try pricing.whatIf.map(Self.side)
        assumptions = pricing.repricing.assumptions.map { Assumption(zh: $0.zh, en: $0.en) }
        catalogues = pricing.catalogue.catalogues
        adjustments = try pricing.catalogue.differences.map { difference in
            Adjustment(
                line: difference.line, name: difference.name, code: difference.item.code,
                billed: MinorUnits(difference.billed), adjusted: MinorUnits(difference.adjusted),
                overCeiling: MinorUnits(difference.overCeiling), billedClass: difference.billedClass.letter,
                catalogueClass: difference.item.itemClass.letter, timesUsual: difference.timesUsual?.shortText,
                decision: try difference.decision.map { try JSONValue(text: try $0.jsonString()) })
        }
        unlisted = pricing.catalogue.unlisted
    }

    private static func side(_ repricing: Repricing) throws -> Side {
        Side(
            policy: repricing.policy, version: repricing.version,
            settlement: try SettlementDocument(repricing.settlement))
    }
}

extension ClaimPricing {
    /// Each amount of the national split: recorded, computed, and what if.
    var rows: [(name: String, recorded: Int64?, computed: Int64, whatIf: Int64?)] {
        repricing.settlement.amounts.enumerated().map { index, amount in
            (
                amount.name, recorded?.split.amounts[index].fen, amount.fen,
                whatIf?.settlement.amounts[index].fen
            )
        }
    }
}

extension CatalogueDifference {
    /// The decision on the line that is offered; `nil` where only the price is striking.
    ///
    /// Grounds are of the office's own list: 10011 above the ceiling, 10012 another class.
    var decision: LineDecision? {
        guard overCeiling > 0 || isOtherClass else { return nil }
        var decision = LineDecision()
        decision.line = UInt32(line)
        decision.billed = billed
        decision.adjusted = adjusted
        if isOtherClass { decision.itemClass = item.itemClass }
        func ground(_ number: UInt32, _ text: String) {
            var ground = Ground()
            ground.number = number
            ground.text = text
            decision.grounds.append(ground)
        }
        if overCeiling > 0 { ground(10_011, "超过限价 \((item.ceiling ?? 0).yuan) 元") }
        if isOtherClass { ground(10_012, "目录为\(item.itemClass.chinese)，清单为\(billedClass.chinese)") }
        return decision
    }
}

extension ChargeLine.ItemClass {
    /// 甲类, 乙类, 丙类.
    var chinese: String {
        switch self {
        case .classA: "甲类"
        case .classB: "乙类"
        case .selfPay: "丙类"
        default: "未分类"
        }
    }
}

extension Exact {
    /// With one decimal at most, cut.
    var shortText: String {
        let text = decimalText
        guard let point = text.firstIndex(of: ".") else { return text }
        return String(text.prefix(upTo: text.index(point, offsetBy: 2, limitedBy: text.endIndex) ?? text.endIndex))
    }
}

extension Page {
    /// A past claim priced again: the amounts side by side, the steps where they differ, and the list beside the catalogue.
    mutating func show(_ pricing: ClaimPricing) {
        let version = pricing.repricing.version.isEmpty ? "" : ", version \(pricing.repricing.version)"
        line("\(Style.bold(pricing.claim)) under \(pricing.repricing.policy)\(version)")
        facts([
            ("benefit day", pricing.day?.description ?? ""),
            (
                "verdict",
                pricing.recorded == nil
                    ? "not priced yet: nothing to compare"
                    : pricing.differences.isEmpty
                        ? Style.green("the adjudication is what the policy gives")
                        : Style.red("the adjudication differs from what the policy gives")
            ),
        ])
        showAmounts(pricing)
        if !pricing.repricing.assumptions.isEmpty {
            heading("Taken as given")
            for assumption in pricing.repricing.assumptions { line("  \(assumption.en)") }
        }
        if let recorded = pricing.recorded, !pricing.differences.isEmpty, !recorded.split.steps.isEmpty {
            heading("Steps as recorded")
            for step in recorded.split.steps { showStep(step.label, step.formula, step.clause) }
        }
        if !pricing.differences.isEmpty || pricing.recorded == nil {
            heading("Steps by the policy")
            for step in pricing.repricing.settlement.steps { showStep(step.label, step.formula, step.clause) }
        }
        if let other = pricing.whatIf {
            heading("Steps by \(other.policy)")
            for step in other.settlement.steps { showStep(step.label, step.formula, step.clause) }
        }
        show(pricing.catalogue)
    }

    private mutating func showAmounts(_ pricing: ClaimPricing) {
        heading("Amounts")
        var table = Table("", ">recorded", ">by its policy", ">difference", ">what if", ">difference")
        for row in pricing.rows where row.computed != 0 || row.recorded ?? 0 != 0 || row.whatIf ?? 0 != 0 {
            let difference = row.recorded.map { row.computed - $0 } ?? 0
            let other = row.whatIf.map { $0 - row.computed } ?? 0
            table.add(
                row.name, row.recorded?.yuan ?? "", row.computed.yuan,
                difference == 0 ? "" : Style.red(difference.yuan), row.whatIf?.yuan ?? "", other == 0 ? "" : other.yuan)
        }
        self.table(table)
    }

    private mutating func showStep(_ label: String, _ formula: String, _ clause: String) {
        line("  \(label)" + (clause.isEmpty ? "" : "  \(Style.dim(clause))"))
        if !formula.isEmpty { line("    \(formula)") }
    }

    private mutating func show(_ comparison: CatalogueComparison) {
        guard !comparison.catalogues.isEmpty else { return }
        heading("Beside \(comparison.catalogues.joined(separator: ", "))")
        if comparison.differences.isEmpty { line("  No line differs.") }
        var table = Table(">line", "item", ">billed", ">ceiling", ">over", ">adjusted", "class", "")
        for difference in comparison.differences {
            table.add(
                "\(difference.line)", difference.name, difference.billed.yuan, difference.item.ceiling?.yuan ?? "",
                difference.overCeiling == 0 ? "" : difference.overCeiling.yuan,
                difference.decision == nil ? "" : difference.adjusted.yuan,
                difference.isOtherClass
                    ? "\(difference.billedClass.letter), here \(difference.item.itemClass.letter)" : "",
                difference.timesUsual.map { "\($0.shortText) times its usual price" } ?? "")
        }
        self.table(table)
        if !comparison.unlisted.isEmpty {
            line("  Not in it: \(comparison.unlisted.count.of("line")).")
        }
    }
}
