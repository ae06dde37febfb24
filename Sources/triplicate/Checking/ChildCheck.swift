import Foundation
import Glibc
import Ledger

/// Runs a check in a child process of this program, because a damaged page of the store can kill the process that reads it.
///
/// The child writes lines to its standard output: `progress DONE TOTAL LABEL` as often as it likes, then `report JSON` once. A child
/// that ends without a report is a problem of its own.
enum ChildCheck {
    /// How the child ended.
    enum Outcome {
        /// It reported.
        case report(Data)
        /// It refused with this exit code, and has said why on standard error; in JSON it says so here.
        case failed(Int32, document: String?)
        /// It was killed by this signal, or ended without a word, after it had come so far.
        case died(signal: Int32?, progress: Ledger.Progress?)
    }

    /// The option that makes this program the child.
    static let option = "--in-process"

    /// Starts `arguments` of this program as a child, shows its progress, and waits for it.
    static func run(_ arguments: [String], progress line: ProgressLine) throws(Misuse) -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        // The crash of a reader is expected here: no traces of it on the terminal.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        do {
            try process.run()
        } catch {
            throw Misuse(
                "This program cannot start itself for the check.",
                remedy: "Check that \(CommandLine.arguments[0]) may be run.")
        }
        var lines = ChildLines()
        while true {
            let chunk = pipe.fileHandleForReading.availableData
            if chunk.isEmpty { break }
            lines.take(chunk) { line.show($0) }
        }
        process.waitUntilExit()
        if let report = lines.report { return .report(report) }
        if process.terminationReason == .uncaughtSignal {
            return .died(signal: process.terminationStatus, progress: lines.newest)
        }
        return process.terminationStatus == 0
            ? .died(signal: nil, progress: lines.newest) : .failed(process.terminationStatus, document: lines.document)
    }

    // MARK: In the child

    static func tell(_ progress: Ledger.Progress) {
        write("progress \(progress.done) \(progress.total) \(progress.label)\n")
    }

    static func report(_ value: some Encodable) throws { write("report \(try JSONText.of(value))\n") }

    /// Straight to the file, so that nothing that was said is lost if the process dies.
    private static func write(_ text: String) {
        StandardOutput.write(text)
        StandardOutput.flush()
    }
}

/// The child's output, line by line.
private struct ChildLines {
    private var rest = Data()
    private(set) var report: Data?
    private(set) var newest: Ledger.Progress?
    private(set) var document: String?

    mutating func take(_ chunk: Data, show: (Ledger.Progress) -> Void) {
        rest += chunk
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(line: rest[rest.startIndex..<end], show: show)
            rest = Data(rest[rest.index(after: end)...])
        }
    }

    private mutating func take(line: Data, show: (Ledger.Progress) -> Void) {
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("report ") {
            report = Data(text.dropFirst(7).utf8)
            return
        }
        if text.hasPrefix("{") { document = text }
        let words = text.split(separator: " ", maxSplits: 3)
        guard words.count == 4, words[0] == "progress", let done = UInt64(words[1]), let total = UInt64(words[2]) else {
            return
        }
        let progress = Ledger.Progress(label: String(words[3]), done: done, total: total)
        newest = progress
        show(progress)
    }
}
