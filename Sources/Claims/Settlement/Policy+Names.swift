extension Policy {
    /// Facts that every policy may ask for and every bill may state.
    public static let factNames: Set<String> = [
        "level", "status", "age", "stay", "offSite", "filed", "designated", "networked", "setting", "place", "days",
        "year", "month",
    ]

    /// Those of `factNames` that are numbers.
    public static let numericFactNames: Set<String> = ["age", "stay", "days", "year", "month"]

    /// Those of `factNames` that are `yes` or `no`.
    public static let yesNoFactNames: Set<String> = ["filed", "designated", "networked"]

    /// What is known about one item of the bill; `class` and `kind` are texts.
    public static let itemNames: Set<String> = ["amount", "price", "quantity", "class", "kind"]

    /// Amounts that are known from the beginning.
    public static let openingNames: Set<String> = [
        "total", "account", "yearInScope", "yearDeductible", "yearFundTotal",
    ]

    /// Amounts that are known once the bill is broken down.
    public static let breakdownNames: Set<String> = ["fullSelfPay", "overLimit", "firstSelfPay", "inScope"]

    /// Amounts that change from stage to stage: what the funds have paid so far, and what is left.
    public static let runningNames: Set<String> = ["fundTotal", "personalShare", "personalInScope"]

    /// Amounts that a stage leaves for later ones: `deductible` is the first stage's, the others are those of the
    /// stage just before.
    public static let afterStageNames: Set<String> = ["deductible", "personalInBands", "overCap"]

    /// What a stage looks at: known in its deductible, rates and caps.
    public static let baseName = "base"

    /// What `NAME(FUND)` may ask for: the same of the stages of one fund, wherever they stand before.
    public static let ofFundNames: Set<String> = [baseName, "deductible", "personalInBands", "overCap"]

    /// How the amounts of a fund's stages are kept and written.
    public static func ofFund(_ name: String, _ fund: String) -> String { "\(name)(\(fund))" }

    /// All names that a policy's own values, facts and funds must not take.
    public static let builtInNames: Set<String> = factNames.union(itemNames).union(openingNames)
        .union(breakdownNames).union(runningNames).union(afterStageNames).union([baseName, "by", "else"])
}
