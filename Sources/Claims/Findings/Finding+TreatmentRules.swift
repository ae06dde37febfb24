extension Finding.Rule {
    public static let noSuchStay = Finding.Rule(
        16, "no-such-stay",
        "The hospital's own log, held here past the claim's discharge or its own request for the direct settlement, has no such stay and no such invoice.",
        "医院自己的日志中没有该次住院或该发票")
    public static let invoiceReversed = Finding.Rule(
        19, "invoice-reversed",
        "The hospital has annulled or replaced the invoice that is claimed.",
        "医院已作废或更换所申报的发票")
    public static let classChanged = Finding.Rule(
        26, "class-changed",
        "The claim's list gives an item a better class than the catalogue in force on the first day of the treatment.",
        "清单所列类别优于目录类别")
    public static let strikingPrice = Finding.Rule(
        27, "price-many-times-usual",
        "One unit of an item is charged at many times its usual price.",
        "单价数倍于通常价格")
    public static let repeatedCharge = Finding.Rule(
        28, "charge-repeated",
        "A bed or a nursing item is charged more often than its days allow.",
        "床位或护理费重复收取")
    public static let splitCharge = Finding.Rule(
        29, "charge-split",
        "The same item of the same day is charged in two claims or direct settlements of one person, on two invoices of one hospital.",
        "同一项目拆分在两张发票上重复申报或结算")
    public static let staysOverlap = Finding.Rule(
        30, "stays-overlap",
        "Stays of one person overlap, in one hospital or two.",
        "同一人住院时间重叠")
    public static let moreThanBeds = Finding.Rule(
        31, "more-inpatients-than-beds",
        "On a day of the stay the hospital has more inpatients than beds.",
        "住院人数超过床位数")
    public static let groupTogether = Finding.Rule(
        32, "group-together",
        "Many persons of one unit, or of one agent, are admitted to a hospital together and discharged together.",
        "同一单位或经办人的多人同日入院、同日出院")
    public static let stayMismatch = Finding.Rule(
        33, "stay-mismatch",
        "The stay that is named is another person's, does not hold all days that are claimed or settled, or is not there while another one is.",
        "所引住院系他人、日期不符，或不存在而另有住院")

    /// The rules about what was treated, where, when and at what price.
    static let treatmentRules: [Finding.Rule] = [
        .noSuchStay, .invoiceReversed, .classChanged, .strikingPrice, .repeatedCharge, .splitCharge, .staysOverlap,
        .moreThanBeds, .groupTogether, .stayMismatch,
    ]
}
