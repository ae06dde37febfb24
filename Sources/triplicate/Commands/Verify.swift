import ArgumentParser
import ClaimsLedger
import Foundation
import Ledger

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Recomputes every hash, root, signature, chain and document, and the books.",
        discussion: """
            Names the first entry that does not check, and exits with 1 if there is any problem. The check runs in a child process, because a damaged page of \
            the store can kill its reader; then that is the problem it reports. If everything checks and nobody else writes to the node, entries that a crash \
            left unsigned are signed.

            Example:
              triplicate verify --data node --json
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions
    @Flag(name: .customLong("in-process"), help: .hidden)
    var isChild = false
    @Flag(name: .customLong("sign"), help: .hidden)
    var signsTail = false

    func run() throws {
        let directory = try node.directory()
        if isChild { return signsTail ? try sign(directory) : try check(directory) }
        let line = ProgressLine()
        var report = try checkInChild(directory, line)
        if report.ok, report.unsigned > 0, case .report = try child(directory, ["--sign"], line) {
            report = try checkInChild(directory, line)
        }
        line.finish()
        try output.emit(report) { report.write(on: &$0, what: "verified") }
        if !report.ok { throw ExitCode(1) }
    }

    private func checkInChild(_ directory: String, _ line: ProgressLine) throws -> CheckReport {
        switch try child(directory, [], line) {
        case .report(let data): return try JSONDecoder().decode(CheckReport.self, from: data)
        case .failed(let code, let document): try output.relay(document, code)
        case .died(let signal, let progress): return CheckReport(death: signal, at: progress)
        }
    }

    private func child(_ directory: String, _ more: [String], _ line: ProgressLine) throws -> ChildCheck.Outcome {
        try ChildCheck.run(
            ["verify", "--data", directory, ChildCheck.option] + more + (output.json ? ["--json"] : []), progress: line)
    }

    // MARK: In the child

    private func check(_ directory: String) throws {
        let report: CheckReport
        do {
            let node = try Node(directory, readOnly: true, checksPages: true) { ChildCheck.tell($0) }
            defer { node.close() }
            report = CheckReport(try node.verify { ChildCheck.tell($0) })
        } catch let error as LedgerError where error.code == .damaged {
            report = CheckReport(problem: .init(message: "\(error.message) \(error.remedy)"))
        }
        try ChildCheck.report(report)
    }

    /// Opens the node for writing and closes it: the writer signs what a crash left unsigned.
    private func sign(_ directory: String) throws {
        do {
            try Node(directory, readOnly: false, checksPages: true).close()
        } catch LedgerError.Code.secondWriter {
            // The one who writes will sign.
        } catch LedgerError.Code.directoryUnusable, LedgerError.Code.noSpace {
            // It may not be written, or cannot be: it stays as it is.
        }
        try ChildCheck.report("done")
    }
}
