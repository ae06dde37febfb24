import ArgumentParser
import CityYear
import ClaimsLedger
import Foundation

/// Makes a year of a city, and counts what the findings make of it.
@main
struct City: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "city",
        abstract: "Records a seeded year of one insured city on a node, with frauds and mistakes planted in it.",
        discussion: """
            The labels of what is planted stand outside the ledger: in the file of --labels. With --report the findings are run over the node, and \
            each is counted: what it hit, what it missed, what it took for something else. Exits with 1 if anything that was planted is missed, \
            or something is found that was not planted. Docs/generator.md says more.

            Examples:
              city --seed 7 --claims 2000 --data year
              city --seed 7 --claims 2000 --data year --labels year.jsonl --report
              triplicate findings --data year --number 30
            """)

    @Option(help: "The seed: the same one gives the same year.")
    var seed: UInt64 = 1

    @Option(help: "How many claims the year has, planted ones among them.")
    var claims = 2000

    @Option(
        help: ArgumentHelp(
            "Where the node is made; there must be nothing. Without it a temporary one is made and removed.",
            valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("Where the labels are written, one JSON object a line.", valueName: "file"))
    var labels: String?

    @Flag(help: "Write the labels in the place of a file that is there already.")
    var replace = false

    @Flag(help: "Run the findings over the year and count them.")
    var report = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    func validate() throws {
        guard (CityYear.smallest...1_000_000).contains(claims) else {
            throw ValidationError("--claims takes a number from \(CityYear.smallest) to 1000000.")
        }
        guard data != nil || report else {
            throw ValidationError(
                "Say where the node is to be made (--data DIR), or what is to be done with it (--report).")
        }
        guard labels != nil || !replace else { throw ValidationError("--replace goes with --labels.") }
        if let labels, !replace, FileManager.default.fileExists(atPath: labels) {
            throw ValidationError("“\(labels)” is there already; name another file, or write over it with --replace.")
        }
        if let data, FileManager.default.fileExists(atPath: data) {
            throw ValidationError("“\(data)” is there already; name a directory that is not.")
        }
    }

    func run() throws {
        let line = ProgressLine()
        let folder = data ?? "\(NSTemporaryDirectory())triplicate-city-\(UUID().uuidString)"
        defer { if data == nil { try? FileManager.default.removeItem(atPath: folder) } }
        let start = ProcessInfo.processInfo.systemUptime
        let made = try YearRecorder.make(CityYear(seed: seed, claims: claims), seed: seed, in: folder) { line.show($0) }
        line.finish()
        let seconds = ProcessInfo.processInfo.systemUptime - start
        say(
            "seed \(seed): \(made.claims) claims, \(made.entries) entries in \(rounded(seconds)) s (\(Int(Double(made.entries) / max(seconds, 0.001))) a second)"
        )
        if let labels { try write(made.labels, to: labels) }
        guard report else { return }
        let node = try Node(folder, readOnly: true)
        defer { node.close() }
        let examined = ProcessInfo.processInfo.systemUptime
        let found = try FindingsReport(of: node, labels: made.labels) { line.show($0) }
        line.finish()
        say("\(found.examined) streams examined in \(rounded(ProcessInfo.processInfo.systemUptime - examined)) s")
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            print(String(decoding: try encoder.encode(found), as: UTF8.self))
        } else {
            print(found.text)
        }
        if !found.isClean { throw ExitCode(1) }
    }

    private func write(_ labels: [Label], to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = try labels.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
        try Data(lines.joined().utf8).write(to: URL(filePath: path))
    }

    /// What is no result goes to standard error.
    private func say(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8)) }

    private func rounded(_ number: Double) -> String { String(format: "%.1f", number) }
}
