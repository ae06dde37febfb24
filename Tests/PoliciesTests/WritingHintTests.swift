import Claims
import Testing

@testable import Policies

/// Slips that come from how notices print and offices type: each gets one sentence with its place and what to write.
@Suite("Hints for what was written otherwise")
struct WritingHintTests {
    private func mistakes(_ text: String) -> [Mistake] {
        do {
            _ = try PolicyFile.parse(text)
            return []
        } catch {
            return error.all
        }
    }

    private func mistakesOfBill(_ text: String) -> [Mistake] {
        do {
            _ = try BillFile.parse(text)
            return []
        } catch {
            return error.all
        }
    }

    @Test(
        "A number that is written otherwise is named, with how it is written here.",
        arguments: [
            ("1,000", "1000"), ("12,000.50", "12000.50"), ("¥300", "300."), ("300元", "300."), ("300 yuan", "300."),
            ("3万", "30000"), ("1.5万元", "15000"), ("30百", "3000"), ("３００", "half width"), ("800，500", "half width"),
            ("1e30", "in digits"), (".nan", "in digits"), ("-.inf", "in digits"), ("0x10", "in digits"),
            ("300~400", "`by`"), ("八成", "80%"), ("200/400/800", "{by: level"), ("800 / 400", "{by: level"),
            ("{1: 200, 2: 400}", "{by: level"), ("{level: {1: 200}}", "{by: level"),
            ("{by：level, 1：300}", "{by: level"),
        ])
    func numbers(_ text: String, _ remedy: String) {
        let found = mistakes("policy: p\nstages:\n  - fund: pooledFund\n    deductible: \(text)\n    rate: 80%\n")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.place.line == 4)
        #expect(found.first?.remedy.contains(remedy) == true, "\(found)")
    }

    @Test(
        "Numbers between slashes are a list where notices write one, and a fraction where it is one.",
        arguments: [
            ("85%/80%/75%", true), ("85% / 80%", true), ("200/400", true), ("1/2/3", true), ("1/3", false),
            ("2 / 3", false),
            ("100/3", false), ("80%", false), ("total/200", false), ("(200 / 400)", false), ("85%/2", false),
            ("/", false),
        ])
    func lists(_ text: String, _ isList: Bool) {
        #expect(WritingHint.isList(text) == isList)
    }

    @Test(
        "An amount of a bill that is written otherwise is named, with line and column.",
        arguments: [
            ("total: 1,000.00", 8, "1000.00"), ("total: ¥100", 8, "100."), ("total: 1e30", 8, "digits"),
            ("total: .nan", 8, "digits"), ("total: -5", 8, "charge"), ("total: １００", 8, "half width"),
            ("total: 100.001", 8, "two decimals"), ("total: 100000000000.01", 8, "decimal point"),
            ("age: ４０", 6, "half width"), ("offSite: 转诊", 10, "\"referral\""), ("offSite: 异地急诊", 10, "\"emergency\""),
        ])
    func bills(_ line: String, _ column: Int, _ remedy: String) {
        let found = mistakesOfBill("inScope: 1.00\n" + line + "\n")
        #expect(found.map { "\($0.place.line):\($0.place.column)" } == ["2:\(column)"])
        #expect(found.first?.remedy.contains(remedy) == true, "\(found)")
    }

    @Test("The greatest amount is one that a bill can be priced with.")
    func greatest() throws {
        let bill = try BillFile.parse("inScope: 100000000000.00\n")
        let policy = try PolicyFile.parse("policy: p\nstages: [{fund: pooledFund, rate: 80%}]\n")
        #expect(try settle(bill, policy: policy).pooledFund == 8_000_000_000_000)
    }

    @Test(
        "A line's quantity must be a number above zero.", arguments: ["0", "-1", "0.00", "two", "１"])
    func quantity(_ text: String) {
        let found = mistakesOfBill("lines:\n  - {class: A, amount: 10.00, quantity: \(text)}\n")
        #expect(found.map { "\($0.place.line):\($0.place.column)" } == ["2:41"])
    }

    @Test(
        "A Chinese word for a key leads to the key.",
        arguments: [
            ("起付线: 300", "\"deductible\""), ("起付标准: 300", "\"deductible\""), ("年度最高支付限额: 300", "\"caps\""),
            ("报销比例: 80%", "\"rate\""), ("个人自付比例: 20%", "\"personalRate\""), ("封顶线: 1", "\"caps\""),
        ])
    func words(_ line: String, _ remedy: String) {
        let found = mistakes("policy: p\nstages:\n  - fund: pooledFund\n    \(line)\n")
        #expect(found.map { "\($0.place.line):\($0.place.column)" } == ["4:5"])
        #expect(found.first?.remedy.contains(remedy) == true, "\(found)")
    }

    @Test("Every word of the list leads to something that policies or bills know.")
    func known() {
        let known = Set(
            PolicyFile.keys + PolicyReader.stageKeys + PolicyReader.classKeys + BillFile.keys + BillFile.lineKeys
                + Expectation.fieldNames + Bill.offSiteKinds + Policy.builtInNames.sorted())
        for word in WritingHint.words { #expect(known.contains(word.english), "\(word)") }
    }

    @Test(
        "A text that is no YAML is told in words, with line and column.",
        arguments: [
            ("policy: p\nstages:\n\t- fund: pooledFund\n", "3:1", "a tab", "spaces"),
            ("policy：p\nstages：\n", "1:1", "a single value", "half-width colon"),
            ("policy:p\nstages:\n", "2:1", "", ""),
            ("policy: p\nx: {by: level, 1: 300， 2: 400}\n", "2:25", "full-width sign", "half width"),
            ("policy: p\nx: {by: level; 1: 300}\n", "2:17", "open in line 2, column 4", "close every"),
            ("policy: p\nx: {by: level, 1: 300\ny: 1\n", "3:2", "open in line 2, column 4", "close every"),
            ("policy: p: q\n", "1:10", "second \":\"", "quotes"),
            ("policy: p\nstages: []\npolicy: q\n", "3:1", "twice", "Keep one"),
            ("policy: p\nstages:\n  - {fund: a, rate: 80%, rate: 70%}\n", "3:26", "twice", "Keep one"),
            ("policy: p\nvalues:\n  a: 1\n  b:\n    by: level\n    a: 2\n  a: 3\n", "7:3", "twice", "Keep one"),
            ("policy: p\n---\npolicy: q\n", "2:1", "second document", "---"),
            ("a: &a [1]\nb: *a\n", "1:4", "anchors", "value out"),
        ])
    func syntax(_ text: String, _ place: String, _ message: String, _ remedy: String) {
        let found = mistakes(text)
        guard !message.isEmpty else {
            #expect(!found.isEmpty)
            return
        }
        #expect(found.first.map { "\($0.place.line):\($0.place.column)" } == place, "\(found)")
        #expect(found.first?.message.contains(message) == true, "\(found)")
        #expect(found.first?.remedy.contains(remedy) == true, "\(found)")
    }

    @Test("A byte order mark, lines that end as in Windows, and a full-width percent sign are read.")
    func accepted() throws {
        let policy = try PolicyFile.parse("\u{FEFF}policy: p\r\nstages:\r\n  - {fund: pooledFund, rate: 80％}\r\n")
        #expect(try settle(Bill(inScope: 10_000), policy: policy).pooledFund == 8_000)
    }

    @Test("A class that a formula asks for and the policy does not declare is to be declared.")
    func undeclaredClass() {
        let found = mistakes("policy: p\nstages:\n  - {fund: pooledFund, base: inClass(A), rate: 80%}\n")
        #expect(found.map(\.remedy) == ["Declare it under `classes`, as in `classes: {A: }`."])
    }

    @Test("The parts of a bill that does not add up are listed.")
    func parts() throws {
        let policy = try PolicyFile.parse("policy: p\nstages: [{fund: pooledFund, rate: 80%}]\n")
        let bill = try BillFile.parse(
            "total: 150000.00\nfullSelfPay: 15000.00\nfirstSelfPay: 4000.00\nclasses: {A: 80000.00, B: 55000.00}\n")
        do {
            _ = try settle(bill, policy: policy)
            Issue.record("it was priced")
        } catch {
            #expect(error.code == .doesNotAddUp)
            #expect(
                error.message.contains(
                    "154000.00 (classes 135000.00, fullSelfPay 15000.00, firstSelfPay 4000.00), and its total is 150000.00"
                ))
        }
    }

    @Test("A sample that is not priced, or otherwise, is a mistake of its line.")
    func samples() {
        let report = PolicyFile.check(
            """
            policy: p
            stages:
              - {fund: pooledFund, rate: {by: level, 1: 90%, 3: 80%}}
            samples:
              - {title: right, bill: {inScope: 100.00, level: 1}, expect: {pooledFund: 90.00}}
              - {title: wrong, bill: {inScope: 100.00, level: 3}, expect: {pooledFund: 90.00, cash: 20.00}}
              - {title: none, bill: {inScope: 100.00, level: 2}}
            """)
        #expect(!report.isSound)
        #expect(
            report.failedSamples.map { "\($0.place.line):\($0.place.column) \($0.path)" } == [
                "6:5 samples[2]", "7:5 samples[3]",
            ])
        #expect(report.failedSamples[0].message == "wrong: pooledFund is 80.00, expected 90.00")
        #expect(
            report.failedSamples[1].message.contains("cannot be priced")
                && report.failedSamples[1].message.contains("line 3"))
    }
}
