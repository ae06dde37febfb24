import Claims
import Testing

@testable import Policies

@Suite("Mistakes in policy files")
struct MistakeTests {
    private func mistakes(_ text: String) -> [Mistake] {
        do {
            _ = try PolicyFile.parse(text)
            return []
        } catch {
            return error.all
        }
    }

    /// A policy whose stage has one more line, which stands in line 5, column 5.
    private func stage(_ line: String) -> String {
        "policy: test\nstages:\n  - fund: pooledFund\n    rate: 80%\n    \(line)\n"
    }

    @Test("Several mistakes are told at once, in the order of the file, each with line and column.")
    func several() {
        let found = mistakes(
            """
            policy: test
            titel: A city
            effective: {from: 2024-02-30}
            stages:
              - fund: pooledFund
                deductable: 300
                rate: 80
                points: -5
              - fund: pooledFund
                bands:
                  - {from: 0, to: 10000, rate: 80%}
                  - {from: 10001, rate: 90%}
            rounding: sometimes
            """)
        #expect(
            found.map { "\($0.place.line):\($0.place.column)" } == [
                "2:1", "3:19", "6:5", "7:11", "8:13", "12:16", "13:11",
            ])
        #expect(found[0].remedy == "Did you mean \"title\"?")
        #expect(found[2].remedy == "Did you mean \"deductible\"?")
        #expect(found[3].remedy == "Did you mean 80%?")
        #expect(found[4].remedy == "Did you mean -5%?")
        #expect(found[5].message.contains("10001.00") && found[5].message.contains("10000.00"))
        #expect(found.allSatisfy { $0.description.hasPrefix("line \($0.place.line), column \($0.place.column): ") })
    }

    @Test(
        "A mistake in a stage is found, with what to do about it.",
        arguments: [
            ("deductible: 300 yuan", 21, "cannot be read", "in yuan: 300."),
            ("deductible: 1,200", 18, "cannot be read", "without commas: 1200."),
            ("deductible: 20%", 17, "percentage", "of total"),
            ("deductible: 300.555", 17, "parts of a fen", "two decimals"),
            ("deductible: -300", 17, "below zero", "amount"),
            ("deductible: 5% of avergeWage", 17, "not a fact", "values"),
            ("deductible: 5% of base2", 17, "not a fact", "\"base\""),
            ("deductible: status × 3", 17, "not a number", "by: status"),
            ("deductible: price", 17, "not known", "Docs/policies.md"),
            ("deductible: deductible", 17, "not known", "Docs/policies.md"),
            ("deductible: overCap", 17, "not known", "Docs/policies.md"),
            ("deductible: [300]", 17, "a list", "a number"),
            ("deductible:", 16, "nothing", "a number"),
            ("deductible: {by: levl, 1: 300}", 22, "not a fact", "\"level\""),
            ("deductible: {by: age, old: 300}", 27, "does not fit age", "0-17"),
            ("deductible: {by: filed, maybe: 300}", 29, "never \"maybe\"", "yes"),
            ("deductible: {by: offSite, referal: 300}", 31, "never \"referal\"", "\"referral\""),
            ("deductible: {by: level}", 17, "no rows", "KEY: VALUE"),
            ("deductible: {by: level, 1, 2: 300}", 29, "nothing follows", "or"),
            ("deductible: {by: level, 1: 300, againAfterDays: 90}", 17, "", ""),
            ("deductible: {amount: 300}", 17, "a map of \"amount\"", "{value: 300"),
            ("deductible: {per: year}", 17, "no value", "value"),
            ("deductible: {value: 300, per: week}", 35, "not possible", "stay, year"),
            ("deductible: {value: 300, again: 200}", 17, "without", "90"),
            ("bands: []", 5, "bands and rate", "one of"),
            ("personalRate: 20%", 5, "rate and personalRate", "one of"),
            ("personalFactor: 60", 21, "large factor", "60%"),
            ("per: stays", 10, "not possible", "\"stay\""),
            ("caps: {fundPerYears: 60000}", 12, "not a key", "\"fundPerYear\""),
            ("when: always", 11, "condition", "filed: no"),
            ("when: {offsite: travel}", 12, "not a fact", "\"offSite\""),
            ("when: {offSite: [travel, refer]}", 30, "never \"refer\"", ""),
            ("base: inClass(B)", 11, "no item class", ""),
            ("title: {a: b}", 12, "a map", "text"),
            ("atLeast: 105%", 14, "percentage", "of total"),
        ])
    func inStage(_ line: String, _ column: Int, _ message: String, _ remedy: String) {
        let found = mistakes(stage(line))
        guard message != "" else {
            // Keys of a choice are free texts: a level may be called anything.
            #expect(found == [])
            return
        }
        #expect(found.count == 1, "\(found)")
        #expect(
            found.first.map { "\($0.place.line):\($0.place.column)" }
                == (line.hasPrefix("bands") || line.hasPrefix("personalRate") ? "3:5" : "5:\(column)"))
        #expect(found.first?.message.contains(message) == true, "\(found)")
        #expect(found.first?.remedy.contains(remedy) == true, "\(found)")
    }

    @Test(
        "A mistake elsewhere is found.",
        arguments: [
            ("", "empty"), ("[]", "keys are expected"), ("policy", "keys are expected"), ("policy: a", "no stages"),
            ("stages: [{fund: pooledFund, rate: 80%}]", "no name"), ("policy: a\nstages: []", "no stages"),
            ("policy: a\nstages: [{rate: 80%}]", "which fund pays"),
            ("policy: a\nstages: [{fund: pooledFund}]", "no rate"),
            ("policy: a\nstages: [{fund: total, rate: 80%}]", "means something already"),
            ("policy: a\nstages: [{fund: civil servants, rate: 80%}]", "cannot be a name"),
            ("policy: a\nstages: [{fund: a, bands: [{rate: 80%}, {rate: 90%}]}]", "no end"),
            ("policy: a\nstages: [{fund: a, bands: [{from: 5, to: 3, rate: 80%}]}]", "not after its beginning"),
            ("policy: a\nstages: [{fund: a, bands: [{to: 3}]}]", "no rate"),
            ("policy: a\nstages: [{fund: a, bands: [{to: 3, rate: 1%, personalRate: 1%}]}]", "two rates"),
            ("policy: a\nstages: [{fund: a, rate: 101%}]", "more than 100%"),
            ("policy: a\nstages: [{fund: a, rate: -1%}]", "below zero"),
            ("policy: a\nvalues: {age: 3}\nstages: [{fund: a, rate: 8%}]", "means something already"),
            ("policy: a\nvalues: {a: 3}\nstages: [{fund: a, rate: 8%}]", "a fact or a fund already"),
            ("policy: a\nvalues: {b: c, c: b}\nstages: [{fund: a, rate: 8%}]", "leads back to itself"),
            ("policy: a\nvalues: {b: base}\nstages: [{fund: a, base: b, rate: 8%}]", "needs \"base\""),
            ("policy: a\nvalues: [b]\nstages: [{fund: a, rate: 8%}]", "keys are expected"),
            ("policy: a\nfacts: {level: number}\nstages: [{fund: a, rate: 8%}]", "level is a text"),
            ("policy: a\nfacts: {b: {values: [c], default: d}}\nstages: [{fund: a, rate: 8%}]", "not among"),
            ("policy: a\nfacts: {b: {values: number, default: d}}\nstages: [{fund: a, rate: 8%}]", "not a number"),
            ("policy: a\nfacts: {b: numbers}\nstages: [{fund: a, rate: 8%}]", "values of a fact"),
            ("policy: a\nclasses: {B: {firstSelfPay: 10}}\nstages: [{fund: a, rate: 8%}]", "more than 100%"),
            ("policy: a\nclasses: {B: {excluded: maybe}}\nstages: [{fund: a, rate: 8%}]", "neither yes nor no"),
            ("policy: a\nclasses: {B: {rate: 1%, personalRate: 1%}}\nstages: [{fund: a, rate: 8%}]", "two rates"),
            ("policy: a\nclasses: {B: , b: }\nstages: [{fund: a, rate: 8%}]", "stands twice"),
            (
                "policy: a\nclasses: {B: {firstSelfPay: inScope}}\nstages: [{fund: a, rate: 8%}]",
                "not known for an item"
            ),
            ("policy: a\nclasses: {B: {rate: price}}\nstages: [{fund: a, rate: 8%}]", "before the bill"),
            ("policy: a\nfirstSelfPay: {of: total}\nstages: [{fund: a, rate: 8%}]", "no rate"),
            ("policy: a\nrefuse: [{reason: b}]\nstages: [{fund: a, rate: 8%}]", "no condition"),
            ("policy: a\nrefuse: [{when: {filed: no}}]\nstages: [{fund: a, rate: 8%}]", "no reason"),
            (
                "policy: a\neffective: {from: 2024-02-01, to: 2024-01-01}\nstages: [{fund: a, rate: 8%}]",
                "before the first"
            ),
            ("policy: a\nyearStarts: 13-01\nstages: [{fund: a, rate: 8%}]", "day of the year"),
            ("policy: a\npolicy: b\nstages: [{fund: a, rate: 8%}]", "stands twice"),
            ("policy: a\nstages: &x [{fund: a, rate: 8%}]", "anchors"),
            ("policy: a\n---\npolicy: b", "second document"),
            ("policy: a\nstages: [{fund: a, rate: 8%}", "are not closed"), ("policy: \"a", "unexpected end"),
            ("policy: a\n\tstages: 3", ""), ("policy: a\n? [b]\n: c", "a key is a list"),
            ("policy: a\nsamples: [{title: b}]\nstages: [{fund: a, rate: 8%}]", "no bill"),
            ("policy: a\nsamples: [{bill: {totl: 3}}]\nstages: [{fund: a, rate: 8%}]", "not a key"),
            ("policy: a\u{0}b", "control characters"),
        ])
    func elsewhere(_ text: String, _ message: String) {
        let found = mistakes(text)
        #expect(found.count == 1, "\(text) → \(found)")
        #expect(found.first?.message.contains(message) == true, "\(text) → \(found)")
        #expect(
            found.allSatisfy {
                $0.place.line > 0 && $0.place.column > 0 && $0.remedy.hasSuffix(".") || $0.remedy.hasSuffix("?")
            })
    }

    @Test(
        "Files made to exhaust a reader are refused, and quickly.",
        arguments: [
            String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
            "policy: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
            "policy: a\nstages:\n" + (0..<400).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            String(repeating: "- ", count: 5000), String(repeating: "a", count: 5 << 20),
            "a: &a [x,x,x,x,x,x,x,x,x]\n" + (0..<30).map { "a\($0): &a\($0) [*a,*a,*a,*a,*a,*a]\n" }.joined(),
            "policy: a\nstages: " + String(repeating: "?", count: 3000),
            (0..<300).map { "key\($0): 1\n" }.joined(),
        ])
    func hostile(_ text: String) async {
        // On a task's thread, whose stack is small.
        let found = await Task.detached { mistakes(text) }.value
        #expect(!found.isEmpty && found.count <= 100)
    }

    @Test("A text with & in it is a text.")
    func ampersand() throws {
        let policy = try PolicyFile.parse("policy: a\ntitle: Smith & Sons, R&D\nstages: [{fund: a, rate: 8%}]")
        #expect(policy.title == "Smith & Sons, R&D")
    }

    @Test("A bill of many lines in braces is read, however many brackets that makes.")
    func manyBrackets() throws {
        let lines = (0..<500).map { _ in "  - {class: A, amount: 1.00}\n" }.joined()
        #expect(try BillFile.parse("lines:\n" + lines).lines.count == 500)
    }
}
