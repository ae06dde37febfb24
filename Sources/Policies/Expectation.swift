public import Claims

/// Amounts that a settlement must have: the printed results of an example, by the names of a settlement's fields.
public struct Expectation: Sendable, Equatable {
    /// Amounts in fen by field or fund.
    public var amounts: [String: Int64]
    /// What the fund pays, or the person bears, in each band that is reached.
    public var bandFund: [Int64]?
    public var bandPersonal: [Int64]?

    public init(amounts: [String: Int64] = [:], bandFund: [Int64]? = nil, bandPersonal: [Int64]? = nil) {
        self.amounts = amounts
        self.bandFund = bandFund
        self.bandPersonal = bandPersonal
    }

    /// What is otherwise than expected, one sentence each; empty where all is as it should be.
    public func differences(from settlement: Settlement) -> [String] {
        var differences: [String] = []
        for (name, expected) in amounts.sorted(by: { $0.key < $1.key }) {
            let found = settlement.amount(named: name) ?? 0
            if found != expected { differences.append("\(name) is \(yuan(found)), expected \(yuan(expected))") }
        }
        func compare(_ name: String, _ expected: [Int64]?, _ found: [Int64]) {
            guard let expected, expected != found else { return }
            differences.append(
                "\(name) is \(found.map(yuan).joined(separator: ", ")), expected "
                    + expected.map(yuan).joined(separator: ", "))
        }
        compare("bandFund", bandFund, settlement.bands.map(\.fund))
        compare("bandPersonal", bandPersonal, settlement.bands.map(\.personal))
        return differences
    }

    private func yuan(_ fen: Int64) -> String { Exact(fen: fen).amountText }

    static let fieldNames = [
        "total", "fullSelfPay", "overLimit", "firstSelfPay", "inScope", "deductible", "pooledFund", "majorIllness",
        "otherFunds", "fundTotal", "personalShare", "personalInBands", "account", "cash",
    ]
}

extension Settlement {
    /// An amount by the name of its field, or of the fund that paid it; `personalInBands` is the person's part of the
    /// first stage's bands.
    func amount(named name: String) -> Int64? {
        switch name {
        case "total": total
        case "fullSelfPay": fullSelfPay
        case "overLimit": overLimit
        case "firstSelfPay": firstSelfPay
        case "inScope": inScope
        case "deductible": deductible
        case "pooledFund": pooledFund
        case "majorIllness": majorIllness
        case "otherFunds": otherFunds
        case "fundTotal": fundTotal
        case "personalShare": personalShare
        case "personalInBands": bands.reduce(0) { $0 + $1.personal }
        case "account": account
        case "cash": cash
        default: funds.first { $0.name == name }?.amount
        }
    }
}

extension Reading {
    /// Reads expected amounts; `funds` are names that may stand beside the fields.
    func expectation(_ tree: Tree, _ path: String, funds: [String], besides: [String] = []) -> Expectation {
        let known = Expectation.fieldNames + ["bandFund", "bandPersonal"] + funds + besides
        let fields = fields(tree, path, known: known)
        var expectation = Expectation()
        for name in Expectation.fieldNames + funds where fields[name] != nil {
            expectation.amounts[name] = fields.read(name, amount)
        }
        func amounts(_ tree: Tree, _ path: String) -> [Int64]? { list(tree, path).compactMap { amount($0, path) } }
        expectation.bandFund = fields.read("bandFund", amounts)
        expectation.bandPersonal = fields.read("bandPersonal", amounts)
        return expectation
    }
}

/// One case of an example folder: a bill, a history where there is one, and what must come out.
package struct ExpectedCase: Sendable {
    package var bill: String
    package var history: String?
    package var expectation: Expectation

    /// Reads an `expect.yaml`: the amounts for `bill.yaml`, or `cases` that name their files.
    ///
    /// - Parameter funds: names of funds that may be expected beside the fields of a settlement.
    package static func parse(_ text: String, funds: [String]) throws(Mistakes) -> [ExpectedCase] {
        let tree = try Tree.read(text)
        let reading = Reading()
        let parts = tree.value(of: "cases").map { reading.list($0, "cases") } ?? [tree]
        let cases = parts.map { part in
            ExpectedCase(
                bill: part.value(of: "bill").flatMap { reading.text($0, "bill") } ?? "bill.yaml",
                history: part.value(of: "history").flatMap { reading.text($0, "history") },
                expectation: reading.expectation(part, "", funds: funds, besides: ["bill", "history"]))
        }
        return try reading.finished(cases)
    }
}
