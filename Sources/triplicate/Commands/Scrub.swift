import ArgumentParser
import ClaimsLedger
import Foundation
import Ledger

struct Scrub: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads everything that is stored, looks for rot, and mends what can be computed again.",
        discussion: """
            Reads every entry with its checksum, the trees, the heads and every document, then compares the views with the log, unless another process writes to the node. What `verify` proves about the \
            domain (events, books) is left out; what it leaves out (views) is read. --repair builds damaged views again; nothing else can be mended here: the log \
            is restored from a backup. Runs in a child process, as verify does.

            Example:
              triplicate scrub --data node --repair
            """)

    @OptionGroup var node: NodeOptions
    @Flag(help: "Build damaged views again.")
    var repair = false
    @OptionGroup var output: OutputOptions
    @Flag(name: .customLong("in-process"), help: .hidden)
    var isChild = false

    func run() throws {
        let directory = try node.directory()
        if isChild { return try check(directory) }
        let line = ProgressLine()
        let arguments =
            ["scrub", "--data", directory, ChildCheck.option] + (repair ? ["--repair"] : [])
            + (output.json ? ["--json"] : [])
        let outcome = try ChildCheck.run(arguments, progress: line)
        line.finish()
        let report: CheckReport
        switch outcome {
        case .report(let data): report = try JSONDecoder().decode(CheckReport.self, from: data)
        case .failed(let code, let document): try output.relay(document, code)
        case .died(let signal, let progress): report = CheckReport(death: signal, at: progress)
        }
        try output.emit(report) { report.write(on: &$0, what: "scrubbed") }
        if !report.ok { throw ExitCode(1) }
    }

    // MARK: In the child

    private func check(_ directory: String) throws {
        let report: CheckReport
        do {
            report = try scrub(directory)
        } catch let error as LedgerError where error.code == .damaged {
            report = CheckReport(problem: .init(message: "\(error.message) \(error.remedy)"))
        }
        try ChildCheck.report(report)
    }

    private func scrub(_ directory: String) throws -> CheckReport {
        var report: CheckReport
        do {
            let node = try Node(directory, readOnly: true, checksPages: true) { ChildCheck.tell($0) }
            defer { node.close() }
            report = CheckReport(try node.ledger.verify { ChildCheck.tell($0) })
        }
        guard report.ok else {
            report.viewsNotCompared = "a damaged log is no measure for them."
            return report
        }
        do {
            let node = try Node(
                directory, readOnly: false, checksPages: true, progress: { ChildCheck.tell($0) }, notice: Failure.note)
            defer { node.close() }
            report.views = try node.replay(view: nil, check: true).map { try view($0, on: node, &report) }
        } catch LedgerError.Code.secondWriter {
            report.viewsNotCompared = "another process writes to the node. Repeat scrub when it has ended."
        } catch LedgerError.Code.directoryUnusable {
            report.viewsNotCompared = "the directory may not be written by this user."
        }
        return report
    }

    private func view(_ replay: Replay, on node: Node, _ report: inout CheckReport) throws -> CheckReport.View {
        let isSound = replay.matches != false
        if !isSound {
            if repair { _ = try node.replay(view: replay.view, check: false) }
            if !repair {
                report.ok = false
                report.problemCount += 1
                report.problems.append(
                    .init(message: "The view \(replay.view) is not what the log says. Build it again: scrub --repair."))
            }
        }
        return CheckReport.View(name: replay.view, rows: replay.rows, ok: isSound, rebuilt: !isSound && repair)
    }
}
