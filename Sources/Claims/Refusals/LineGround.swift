/// Why a line of an itemised list is recognised for less than it is billed: the grounds that every office has.
///
/// `Docs/grounds.md` lists them. A ground of a line has one of these numbers, the number of a refusal, a finding or a reason
/// of a policy, or a number from 10000 of the office's own list.
public struct LineGround: Sendable, Identifiable {
    public let number: UInt32
    public let code: String
    public let english: String
    public let chinese: String
    public var id: UInt32 { number }

    private init(_ number: UInt32, _ code: String, _ english: String, _ chinese: String) {
        self.number = number
        self.code = code
        self.english = english
        self.chinese = chinese
    }

    /// Every ground, by number.
    public static let all = [
        LineGround(1601, "work-injury", "The work injury fund pays (article 30).", "应由工伤保险基金支付"),
        LineGround(1602, "third-party", "A liable third party pays (article 30).", "应由第三人负担"),
        LineGround(1603, "public-health", "Public health pays (article 30).", "应由公共卫生负担"),
        LineGround(1604, "abroad", "Treatment abroad is excluded (article 30).", "境外就医"),
        LineGround(1611, "not-in-catalogue", "The item is not in the catalogue.", "不在医保目录内"),
        LineGround(1612, "above-ceiling", "The price is above the catalogue's ceiling.", "超过限价"),
        LineGround(1613, "class-changed", "The catalogue puts the item into another class.", "项目类别不符"),
        LineGround(1614, "charged-twice", "The item is charged twice.", "重复收费"),
        LineGround(1615, "split-charge", "The item is part of another one that is charged.", "分解收费"),
        LineGround(1616, "not-in-hospital-bill", "The hospital's own bill does not hold the item.", "医院账单中无此项目"),
        LineGround(1617, "outside-stay", "The item is of a day outside the treatment.", "不在就医期间"),
        LineGround(1618, "does-not-fit-diagnosis", "The item does not fit the diagnosis.", "与诊断不符"),
        LineGround(1619, "too-many", "More is charged than the treatment can have used.", "数量不合理"),
        LineGround(1620, "not-needed", "The item was not needed.", "非必需项目"),
    ]

    private static let numbers = Set(all.map(\.number))

    /// Whether a number may stand in a ground of a line.
    public static func isKnown(_ number: UInt32) -> Bool {
        switch number {
        // Findings, refusals and what a policy cannot price.
        case 1...99, 101...999, 1_401...1_499: true
        case 10_000...: true
        default: numbers.contains(number)
        }
    }
}
