/// A bill split the national way: what is not covered, over the limit, borne first, and in scope.
struct Breakdown {
    var total: Int64 = 0
    var fullSelfPay: Int64 = 0
    var overLimit: Int64 = 0
    var firstSelfPay: Exact = .zero
    /// Classes that are shared at a rate of their own.
    var ownShares: [OwnShare] = []
    /// What the bill's lines came to, in order.
    var lines: [LineParts] = []
    var classes: [ClassParts] = []

    struct OwnShare {
        var itemClass: Policy.ItemClass
        var inScope: Exact
        var fundRate: Exact
    }

    struct LineParts {
        var amount: Int64
        var fullSelfPay: Int64 = 0
        var overLimit: Int64 = 0
        var firstSelfPay: Exact = .zero
        var classIndex: Int?
    }

    /// The sums of one class.
    struct ClassParts {
        var name: String
        var rule: ClassRule?
        var amount: Int64 = 0
        var fullSelfPay: Int64 = 0
        var overLimit: Int64 = 0
        var firstSelfPay: Exact = .zero
        /// The one rate of first self-pay of all its items; `nil` where they differ.
        var firstSelfPayRate: Exact?
        var hasOneRate = true

        func inScope() throws(SettlementError) -> Exact {
            try Exact(fen: amount - fullSelfPay - overLimit) - firstSelfPay
        }
    }

    func inScope() throws(SettlementError) -> Exact {
        try Exact(fen: total - fullSelfPay - overLimit) - firstSelfPay
    }

    func ownShared() throws(SettlementError) -> Exact {
        var sum = Exact.zero
        for share in ownShares { sum = try sum + share.inScope }
        return sum
    }
}

extension Breakdown {
    /// Amounts beyond a hundred billion yuan are slips, and would leave no room for exact arithmetic.
    static let greatestAmount = Bill.greatestAmount

    /// Splits a bill with the policy's item classes. The situation learns `total` first, and the other amounts after.
    init(_ bill: Bill, _ situation: Situation) throws(SettlementError) {
        try Self.checkAmounts(of: bill)
        if bill.classes.isEmpty && bill.lines.isEmpty && bill.rest == nil {
            try splitSums(bill)
            situation.set("total", Exact(fen: total))
        } else {
            try splitParts(bill, situation)
        }
    }

    private static func checkAmounts(of bill: Bill) throws(SettlementError) {
        func check(_ amount: Int64?, _ name: String) throws(SettlementError) {
            guard let amount, !(0...greatestAmount).contains(amount) else { return }
            throw SettlementError(
                .amountOutOfRange, "\(name) is \(Exact(fen: amount).amountText)",
                remedy: "Amounts lie between 0.00 and \(Exact(fen: greatestAmount).amountText) yuan; set a refund off "
                    + "against its charge.")
        }
        try check(bill.total, "total")
        try check(bill.fullSelfPay, "fullSelfPay")
        try check(bill.overLimit, "overLimit")
        try check(bill.firstSelfPay, "firstSelfPay")
        try check(bill.inScope, "inScope")
        try check(bill.account, "account")
        for sum in bill.classes { try check(sum.amount, "class \(sum.name)") }
        for (index, line) in bill.lines.enumerated() {
            do throws(SettlementError) {
                try check(line.amount, "amount")
                try check(line.ceiling, "ceiling")
                guard line.quantity > .zero, line.quantity <= Exact(1_000_000_000) else {
                    throw SettlementError(
                        .amountOutOfRange, "quantity is \(line.quantity)", remedy: "State a quantity above zero.")
                }
                if let rate = line.firstSelfPay, rate.isNegative || rate > .one {
                    throw SettlementError(
                        .amountOutOfRange, "firstSelfPayRate is \(rate.percentText)",
                        remedy: "State a rate between 0% and 100%.")
                }
            } catch {
                throw error.inBillLine(index + 1)
            }
        }
    }

    /// A bill that states sums only.
    private mutating func splitSums(_ bill: Bill) throws(SettlementError) {
        let stated = try Self.sum([bill.fullSelfPay, bill.overLimit, bill.firstSelfPay])
        var whole = bill.total
        if whole == nil, let inScope = bill.inScope { whole = try Self.sum([inScope, stated]) }
        guard let whole else {
            throw SettlementError(
                .noAmount, "the bill states no amount", remedy: "State `total`, `inScope`, `classes` or `lines`.")
        }
        total = whole
        overLimit = bill.overLimit ?? 0
        firstSelfPay = Exact(fen: bill.firstSelfPay ?? 0)
        guard let inScope = bill.inScope else {
            guard stated <= total else { throw Self.tooMuch(stated, of: total) }
            fullSelfPay = bill.fullSelfPay ?? 0
            return
        }
        let outside = total - inScope
        if bill.fullSelfPay == nil, outside >= stated {
            fullSelfPay = outside - stated
        } else {
            guard outside == stated else {
                throw SettlementError(
                    .doesNotAddUp,
                    "total \(Self.yuan(total)) less full self-pay, over limit and first self-pay \(Self.yuan(stated)) "
                        + "is \(Self.yuan(total - stated)), and the bill states \(Self.yuan(inScope)) in scope",
                    remedy: "Correct the amounts, or leave `inScope` or `fullSelfPay` out.")
            }
            fullSelfPay = bill.fullSelfPay ?? 0
        }
    }

    /// A bill made of class sums and lines.
    private mutating func splitParts(_ bill: Bill, _ situation: Situation) throws(SettlementError) {
        let stated = try Self.sum([bill.fullSelfPay, bill.overLimit, bill.firstSelfPay])
        let parts = try Self.sum(bill.classes.map(\.amount) + bill.lines.map(\.amount) + [stated])
        total = bill.total ?? parts
        var rest: Int64 = 0
        if parts != total {
            guard bill.rest != nil, parts < total else {
                throw SettlementError(
                    .doesNotAddUp,
                    "the parts of the bill add up to \(Self.yuan(parts))\(try Self.list(of: bill)), and its total is "
                        + Self.yuan(total),
                    remedy: parts < total
                        ? "State the class of the other \(Self.yuan(total - parts)), or `rest: CLASS`."
                        : stated > 0
                            ? "Correct the amounts; what a class or a line holds already is not stated beside them again."
                            : "Correct the amounts.")
            }
            rest = total - parts
        }
        situation.set("total", Exact(fen: total))
        fullSelfPay = bill.fullSelfPay ?? 0
        overLimit = bill.overLimit ?? 0
        firstSelfPay = Exact(fen: bill.firstSelfPay ?? 0)

        var sorter = ClassSorter(policy: situation.policy)
        for sum in bill.classes {
            let line = Bill.Line(itemClass: sum.name, amount: sum.amount)
            _ = try add(line, &sorter, situation)
        }
        for (index, line) in bill.lines.enumerated() {
            do throws(SettlementError) {
                lines.append(try add(line, &sorter, situation))
            } catch {
                throw error.inBillLine(index + 1)
            }
        }
        if let name = bill.rest, rest > 0 {
            _ = try add(Bill.Line(itemClass: name, amount: rest), &sorter, situation)
        }
        situation.item = nil
        try close(situation)
        if let inScope = bill.inScope, try inScope != total - fullSelfPay - overLimit - firstSelfPay.fen() {
            throw SettlementError(
                .doesNotAddUp,
                "the bill states \(Self.yuan(inScope)) in scope, and its parts give "
                    + Self.yuan(total - fullSelfPay - overLimit - (try firstSelfPay.fen())),
                remedy: "Correct the parts, or leave `inScope` out.")
        }
    }

    /// Sums the classes up, and sets those apart that have a rate of their own.
    private mutating func close(_ situation: Situation) throws(SettlementError) {
        for index in classes.indices {
            if situation.policy.rounding.level >= .step {
                classes[index].firstSelfPay = Exact(fen: try classes[index].firstSelfPay.fen())
            }
            let parts = classes[index]
            fullSelfPay += parts.fullSelfPay
            overLimit += parts.overLimit
            firstSelfPay = try firstSelfPay + parts.firstSelfPay
            let inScope = try parts.inScope()
            let name = Policy.normalised(parts.name)
            situation.inClass[name] = try (situation.inClass[name] ?? .zero) + inScope
            guard let rule = parts.rule?.itemClass, let rate = rule.rate, inScope > .zero else { continue }
            let number = try situation.number(rate).clamped(.zero, .one)
            let fundRate = rule.isPersonalRate ? try .one - number : number
            ownShares.append(OwnShare(itemClass: rule, inScope: inScope, fundRate: fundRate))
        }
    }

    static func sum(_ amounts: [Int64?]) throws(SettlementError) -> Int64 {
        var sum: Int64 = 0
        for case let amount? in amounts {
            let (next, over) = sum.addingReportingOverflow(amount)
            guard !over, next <= greatestAmount else {
                throw SettlementError(
                    .amountOutOfRange, "the bill adds up to more than \(yuan(greatestAmount))",
                    remedy: "Check the amounts for a slipped decimal point.")
            }
            sum = next
        }
        return sum
    }

    /// The parts of a bill, for a refusal: " (classes 900.00, firstSelfPay 100.00)".
    private static func list(of bill: Bill) throws(SettlementError) -> String {
        var parts: [(name: String, amount: Int64)] = []
        if !bill.classes.isEmpty { parts.append(("classes", try sum(bill.classes.map(\.amount)))) }
        if !bill.lines.isEmpty { parts.append(("lines", try sum(bill.lines.map(\.amount)))) }
        for (name, amount) in [
            ("fullSelfPay", bill.fullSelfPay), ("overLimit", bill.overLimit), ("firstSelfPay", bill.firstSelfPay),
        ] {
            if let amount { parts.append((name, amount)) }
        }
        guard parts.count > 1 else { return "" }
        return " (\(parts.map { "\($0.name) \(yuan($0.amount))" }.joined(separator: ", ")))"
    }

    static func yuan(_ fen: Int64) -> String { Exact(fen: fen).amountText }

    private static func tooMuch(_ stated: Int64, of total: Int64) -> SettlementError {
        SettlementError(
            .doesNotAddUp,
            "full self-pay, over limit and first self-pay are \(yuan(stated)) together, more than the total \(yuan(total))",
            remedy: "Correct the amounts.")
    }
}
