import Testing

@testable import triplicate

@Suite("HTML text")
struct MarkupTests {
    @Test(
        "A text from outside is escaped; what would not be seen or would turn the writing is shown as U+FFFD.",
        arguments: [
            ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"), ("\u{202e}txt", "\u{fffd}txt"),
            ("\u{2066}a\u{2069}", "\u{fffd}a\u{fffd}"),
            ("\u{0}\u{1b}[31m", "\u{fffd}\u{fffd}[31m"), ("a\u{200b}b", "a\u{fffd}b"), ("\u{e0041}", "\u{fffd}"),
            ("𠮷野家 ﷺ é", "𠮷野家 ﷺ é"), ("葛\u{e0100}", "葛\u{e0100}"), ("a\nb\tc\r\n", "a b c  "), ("", ""),
            ("\u{2028}\u{2029}", "\u{fffd}\u{fffd}"), ("\u{e000}", "\u{fffd}"),
        ])
    func escapes(text: String, expected: String) {
        let markup: Markup = "\(text)"
        #expect(markup.text == expected)
    }

    @Test("What is markup already is not escaped again; a literal stays as it is.")
    func nested() {
        let inside: Markup = "<b>\("<")</b>"
        let outside: Markup = "<p title=\"\("\"")\">\(inside) \(7)</p>"
        #expect(outside.text == "<p title=\"&quot;\"><b>&lt;</b> 7</p>")
        #expect([inside, inside].joined(separator: ", ").text == "<b>&lt;</b>, <b>&lt;</b>")
    }

    @Test(
        "The steps of a settlement have Chinese words; a step of another form stays as it is.",
        arguments: [
            ("Pooled fund: deductible", "统筹基金：起付线"), ("majorIllness: looks at", "大病保险：计算基数"),
            ("Not covered: own pay", "全自费：own pay"), ("In scope", "政策范围内"),
            ("Pooled fund: band from 0.00 to 10,000.00", "统筹基金：0.00 至 10,000.00 段"),
            ("Pooled fund: band from 40,000.00", "统筹基金：40,000.00 以上段"), ("Something else", "Something else"),
        ])
    func words(english: String, chinese: String) { #expect(StepWords.label(english) == chinese) }

    @Test(
        "Amounts in a calculation are grouped by thousands, years and fractions are not.",
        arguments: [
            ("(23290.30 − 10000.00) × 88% = 11695.464", "(23,290.30 − 10,000.00) × 88% = 11,695.464"),
            ("800.00", "800.00"), ("since 2018-05-06", "since 2018-05-06"), ("1528.30", "1,528.30"),
            ("1,528.30", "1,528.30"), ("0.12345", "0.12345"), ("", ""),
        ])
    func groups(plain: String, grouped: String) { #expect(StepWords.grouped(plain) == grouped) }
}
