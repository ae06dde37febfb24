import Foundation
import Testing

/// `Scripts/forgeries` in its short form: forged keys, notes, checkpoints, proof files, proofs, tiles, bundles and evidence, judged
/// by the modules (`Tests/ForgeryJudge`), by Python and by Go, and compared case by case.
@Suite("Forgeries, judged by three")
struct ComparisonTests {
    private static let script = ForgeryTests.independent.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Scripts/forgeries")

    /// - Returns: the exit status and what the script printed.
    private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        // The judge's executable lies beside the tests.
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let judge = tests.deletingLastPathComponent().appendingPathComponent("ForgeryJudge").path
        let python = ProcessInfo.processInfo.environment["TRIPLICATE_PYTHON"] ?? "/usr/bin/env"
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments =
            (python == "/usr/bin/env" ? ["python3"] : []) + [Self.script.path(), "--program", judge] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test("Every forgery is refused, three verifiers agree case by case, and a check left out of any is noticed.")
    func compared() throws {
        let (status, output) = try run(["--seed", "1", "--times", "1"])
        print(output)
        #expect(status == 0, "\(output)")
        // Twelve checks left out, two of them Go's; Go may not be installed.
        let noticed = output.split(separator: "\n").filter { $0.hasPrefix("without `") }
        #expect(noticed.count >= 10)
        #expect(output.contains("Every forgery was refused"))
    }
}
