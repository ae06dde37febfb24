import Claims

/// What to do about slips that come from how numbers and words are written in notices and typed in offices.
enum WritingHint {
    /// What a text that cannot be read was probably meant to be.
    ///
    /// - Returns: `nil` where nothing is known about it.
    static func remedy(for text: String) -> String? {
        if let full = text.first(where: isFullWidth) {
            return "\"\(full)\" is a full-width character: type digits and signs in half width, as in 300, 80%, \": \"."
        }
        if isThousands(text) { return "Write numbers without commas: \(text.filter { $0 != "," && $0 != " " })." }
        if let amount = amount(text) { return "Write the number alone, in yuan: \(amount)." }
        if let last = text.last, last == "成" || last == "折" { return "Write a percentage, as 80%." }
        if text.contains(where: { $0 == "~" || $0 == "～" || $0 == "—" }) {
            return "One number stands here: choose between several with `by`."
        }
        let lower = text.lowercased()
        if lower.hasPrefix("0x") || (lower.contains("e") && lower.allSatisfy { "0123456789.e+-".contains($0) }) {
            return "Write the number out in digits."
        }
        if [".nan", ".inf", "-.inf", "nan", "inf"].contains(lower) { return "Write a number in digits." }
        return nil
    }

    /// Whether a text is numbers between slashes as notices list them: `200/400/800`, `85%/80%`, and no fraction as `1/3`.
    static func isList(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard parts.count > 1 else { return false }
        let numbers = parts.map { Exact(decimal: $0.hasSuffix("%") ? String($0.dropLast()) : $0) }
        guard !numbers.contains(nil) else { return false }
        return parts.count > 2 || parts.allSatisfy { $0.hasSuffix("%") }
            || numbers.allSatisfy { $0.map { $0 >= Exact(50) } ?? false }
    }

    /// Full-width signs look like their half-width ones, and mean nothing to YAML.
    static func isFullWidth(_ character: Character) -> Bool {
        character.unicodeScalars.contains { (0xFF01...0xFF5E).contains($0.value) || $0.value == 0x3000 }
    }

    private static func isThousands(_ text: String) -> Bool {
        text.contains(",") && text.contains(where: \.isNumber)
            && text.allSatisfy { $0.isNumber || $0 == "," || $0 == "." || $0 == " " }
    }

    /// `300元`, `¥300`, `300 yuan` and `3万` as a plain number.
    private static func amount(_ text: String) -> String? {
        var rest = Substring(text)
        for sign in ["¥", "￥", "RMB", "CNY"] where rest.hasPrefix(sign) { rest = rest.dropFirst(sign.count) }
        let digits = rest.drop(while: \.isWhitespace).prefix { ("0"..."9").contains($0) || $0 == "." }
        guard let number = Exact(decimal: digits) else { return nil }
        rest = rest.drop(while: \.isWhitespace).dropFirst(digits.count).drop(while: \.isWhitespace)
        var unit = Exact.one
        let units: [Character: Int] = ["百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000]
        while let first = rest.first, let one = units[first] {
            unit = (try? unit * Exact(one)) ?? unit
            rest = rest.dropFirst()
        }
        let isCurrency = ["", "元", "圆", "块", "yuan", "rmb", "cny"].contains(rest.lowercased())
        guard isCurrency, digits.count != text.count, let whole = try? number * unit else { return nil }
        return whole.decimalText
    }

    /// The word of policies and bills for a word of notices, among those that are possible.
    static func english(for word: String, among names: some Collection<String>) -> String? {
        // The longest says most: 自付比例 before 比例.
        words.filter { word.contains($0.chinese) && names.contains($0.english) }
            .max { $0.chinese.count < $1.chinese.count }?.english
    }

    /// As `Docs/policies.md` lists them.
    static let words: [(chinese: String, english: String)] = [
        ("起付线", "deductible"), ("起付标准", "deductible"), ("起付", "deductible"), ("门槛费", "deductible"),
        ("封顶", "caps"), ("最高支付限额", "caps"), ("限额", "caps"), ("分段", "bands"), ("报销比例", "rate"),
        ("支付比例", "rate"), ("比例", "rate"), ("自付比例", "personalRate"), ("统筹基金", "pooledFund"),
        ("统筹", "pooledFund"), ("大病", "majorIllness"), ("先行自付", "firstSelfPay"), ("先自付", "firstSelfPay"),
        ("乙类自付", "firstSelfPay"), ("全自费", "fullSelfPay"), ("自费", "fullSelfPay"), ("超限价", "overLimit"),
        ("政策范围内", "inScope"), ("合规费用", "inScope"), ("范围内", "inScope"), ("总费用", "total"),
        ("总额", "total"), ("医疗费", "total"), ("个人账户", "account"), ("账户", "account"), ("现金", "cash"),
        ("级别", "level"), ("等级", "level"), ("身份", "status"), ("人员类别", "status"), ("年龄", "age"),
        ("住院次数", "stay"), ("次数", "stay"), ("异地", "offSite"), ("备案", "filed"), ("定点", "designated"),
        ("转诊", "referral"), ("转院", "referral"), ("急诊", "emergency"), ("抢救", "emergency"),
        ("安置", "resettled"), ("长期居住", "longTerm"), ("常驻", "posted"), ("临时外出", "travel"), ("本地", "local"),
        ("入院", "admitted"), ("出院", "discharged"), ("明细", "lines"), ("类别", "class"), ("金额", "amount"),
        ("数量", "quantity"), ("单价", "price"), ("限价", "ceiling"), ("自付", "personalRate"), ("不予支付", "excluded"),
    ]
}
