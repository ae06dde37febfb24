/// The words of a settlement's steps in Chinese. The steps are stored as they were computed, in English; numbers and clauses stay.
enum StepWords {
    private static let whole = [
        "Total of the bill": "账单总额", "First self-pay of the whole bill": "整单先行自付", "In scope": "政策范围内",
        "All funds together": "基金支付合计", "Paid from the personal account": "个人账户支付", "Paid in cash": "现金支付",
    ]
    private static let beginnings = [
        ("Not covered: ", "全自费："), ("Over the limit: ", "超限价："), ("First self-pay: ", "先行自付："),
        ("No fund pays: ", "基金不予支付："), ("Shared at its own rate: ", "单独比例分担："),
    ]
    private static let funds = [
        ("Pooled fund", "统筹基金"), ("Major illness", "大病保险"), ("pooledFund", "统筹基金"), ("majorIllness", "大病保险"),
        ("civilServant", "公务员补助"), ("largeSum", "大额补助"),
    ]
    private static let endings = [
        (": looks at", "：计算基数"), (": deductible", "：起付线"), (": pays at least", "：保底支付"), (" pays", " 支付"),
        (": rounded half up to the fen", "：四舍五入到分"), (": rounded down to the fen", "：舍去分以下"),
        (": rounded up to the fen", "：进位到分"),
    ]
    private static let parts = [
        ("item by item, of ", "逐项计算，共 "), ("; charged for ", "；计收 "), (" periods", " 次"),
        (" of it used this year", " 本年度已用"),
        ("; due ", "；应计 "), ("; charged ", "；实计 "), (", instead of ", "，而非 "), ("; ", "；"),
    ]

    /// `Pooled fund: deductible` as `统筹基金：起付线`; a label of another form as it is.
    static func label(_ text: String) -> String {
        if let word = whole[text] { return word }
        for (english, chinese) in beginnings where text.hasPrefix(english) {
            return chinese + text.dropFirst(english.count)
        }
        var text = text
        for (english, chinese) in funds where text.hasPrefix(english) {
            text = chinese + text.dropFirst(english.count)
            break
        }
        for (english, chinese) in endings where text.hasSuffix(english) {
            return text.dropLast(english.count) + chinese
        }
        let band = ": band from "
        if let start = text.firstRange(of: band) {
            let range = text[start.upperBound...].replacing(" to ", with: " 至 ")
            return "\(text[..<start.lowerBound])：\(range)\(range.contains("至") ? " 段" : " 以上段")"
        }
        return text.replacing(": eligible at most ", with: "：可计入最高 ")
    }

    /// `23290.30` as `23,290.30`, as amounts stand everywhere else.
    static func grouped(_ text: String) -> String {
        var result = ""
        var digits = ""
        var isFraction = false
        func flush(before next: Character?) {
            // Four digits may be a year.
            let isNumber = digits.count > 4 || next == "."
            for (index, digit) in digits.enumerated() {
                if isNumber, !isFraction, index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
                result.append(digit)
            }
            digits = ""
        }
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else {
                flush(before: character)
                result.append(character)
                isFraction = character == "."
            }
        }
        flush(before: nil)
        return result
    }

    static func formula(_ text: String) -> String {
        var text = text
        for (english, chinese) in parts { text = text.replacing(english, with: chinese) }
        return text
    }
}
