import Foundation
import Testing

@testable import triplicate

@Suite("Help and form")
struct HelpTests {
    static let commands = [
        ["init"], ["record"], ["import", "fhir"], ["show"], ["list"], ["account"], ["trace"], ["find"], ["status"],
        ["verify"],
        ["scrub"],
        ["replay"], ["import"], ["policy"],
        ["evidence"], ["evidence", "export"], ["evidence", "verify"], ["evidence", "keys"], ["backup"], ["restore"],
        ["recover"], ["keys"], ["keys", "show"], ["keys", "rotate"], ["serve"], ["evidence", "exhibit"],
        ["settle"], ["policy", "check"], ["policy", "publish"], ["catalogue"], ["catalogue", "check"],
        ["catalogue", "publish"],
        ["mirror"], ["peers"], ["peers", "add"], ["peers", "remove"], ["peers", "show"],
        ["version"], ["worklist"], ["findings"], ["changes"], ["react"], ["books"], ["clearing"], ["clearing", "open"],
        ["clearing", "answer"], ["reconcile"], ["review"], ["review", "draw"],
        ["review", "check"],
    ]

    @Test("Every command has help with an example of it, that fits a terminal.", arguments: commands)
    func help(command: [String]) throws {
        let run = try Tool.run(command + ["--help"])
        #expect(run.status == 0)
        #expect(run.output.contains("Example"))
        #expect(run.output.contains("  triplicate \(command.joined(separator: " "))"))
        let examples = run.output.split(separator: "\n").filter {
            $0.hasPrefix("  triplicate ") || $0.hasPrefix("    --")
        }
        #expect(examples.allSatisfy { DisplayWidth.of($0) <= 80 })
        #expect(!run.output.contains("--in-process"))
    }

    @Test("The example of record is recorded as it stands in the help.")
    func example() throws {
        let node = try PlayedCase(steps: 2)
        let help = try Tool.run(["record", "--help"]).output
        let start = try #require(help.range(of: "  echo '")).lowerBound
        let end = try #require(help.range(of: "  triplicate record --batch")).lowerBound
        let program = "triplicate() { \"$TRIPLICATE\" \"$@\"; }\n"
        let run = try Tool.start(
            "/bin/sh", ["-c", program + help[start..<end]], node: node.node, environment: ["TRIPLICATE": Tool.path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("hospital:H11019900001 recorded FormStamped"))
    }

    @Test("version says the program's version and the formats.")
    func version() throws {
        let versions = try Tool.run(["version", "--json"]).object
        #expect(versions["version"] as? String == Version.number)
        #expect(versions["directoryFormat"] as? Int == 1)
        let changes = try String(contentsOfFile: "\(Tool.project)/CHANGELOG.md", encoding: .utf8)
        #expect(changes.contains("## \(Version.number)\n"))
    }

    @Test(
        "Chinese characters take two columns, combining marks none, colours none.",
        arguments: [
            ("", 0), ("abc", 3), ("滨城医疗", 8), ("１２", 4), ("e\u{301}", 1), ("\u{1b}[31m红\u{1b}[0m", 2), ("a…–│●", 5),
            ("（中）", 6), ("\u{20000}", 2), ("😀", 2), ("\u{200b}x", 1), ("한글", 4),
        ])
    func widths(text: String, width: Int) { #expect(DisplayWidth.of(text) == width) }

    @Test(
        "A text is broken at spaces where there are any, and nothing but these is lost.",
        arguments: [
            ("", []), ("short", ["short"]), ("one two three", ["one two", "three"]), ("滨城医疗保险中心", ["滨城医疗", "保险中心"]),
            ("abcdefghijkl", ["abcdefgh", "ijkl"]), ("a 滨城医疗保险", ["a 滨城医", "疗保险"]), ("12345678 9", ["12345678", "9"]),
        ])
    func wrapping(text: String, lines: [String]) {
        #expect(text.wrapped(to: 8) == lines)
        #expect(text.wrapped(to: 8).allSatisfy { DisplayWidth.of($0) <= 8 })
    }

    @Test(
        "Control characters of others' texts do not reach a terminal; our colours do.",
        arguments: [
            ("plain 林\n", "plain 林\n"), ("\u{1b}[31mred\u{1b}[0m", "\u{1b}[31mred\u{1b}[0m"),
            ("\u{1b}[2J", "\u{fffd}[2J"),
            ("\u{1b}]0;x\u{7}", "\u{fffd}]0;x\u{fffd}"), ("\u{1b}[m", "\u{fffd}[m"), ("a\rb", "a\u{fffd}b"),
            ("\u{9b}2J", "\u{fffd}2J"), ("\u{202e}abc", "\u{fffd}abc"), ("\u{1b}[12345678m", "\u{fffd}[12345678m"),
        ])
    func terminalText(text: String, safe: String) { #expect(TerminalText.safe(text) == safe) }

    @Test("A table's columns begin together, numbers end together, and empty columns are left out.")
    func tables() {
        var table = Table("name", "empty", ">yuan")
        table.add("林", "", "1.00")
        table.add("longer", "", "1,000.00")
        #expect(table.lines() == ["  name        yuan", "  林          1.00", "  longer  1,000.00"])
    }

    @Test(
        "Amounts show their currency's decimals.",
        arguments: [
            (Int64(123_456), "CNY", "1,234.56"), (-5, "", "-0.05"), (123_456, "USD", "1,234.56 USD"),
            (123, "JPY", "123 JPY"),
            (48_751, "KWD", "48.751 KWD"), (-7, "KWD", "-0.007 KWD"), (-12, "BHD", "-0.012 BHD"),
        ])
    func amounts(amount: Int64, currency: String, text: String) { #expect(amount.money(currency) == text) }
}
