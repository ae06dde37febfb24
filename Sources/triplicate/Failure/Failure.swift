import ArgumentParser
import Foundation
import Glibc
import Ledger

/// Ends the program: says what went wrong, once, in words, and gives the exit code.
enum Failure {
    private struct Document: Encodable {
        let error: ErrorReport
    }

    /// Ends after the command line could not be read, or asked for help.
    static func exit(parsing error: any Error) -> Never {
        let text = Triplicate.fullMessage(for: error)
        guard !Triplicate.exitCode(for: error).isSuccess else {
            // Without a subcommand the parser shows help as well.
            let isAsked = CommandLine.arguments.contains { ["-h", "--help", "help", "--version"].contains($0) }
            isAsked ? print(text) : say(text)
            end(isAsked ? 0 : 2)
        }
        let report = ErrorReport(
            area: "command", number: 1501, code: "misuse", message: Triplicate.message(for: error).endingAsSentence,
            remedy: text.split(separator: "\n").last.map { $0.trimmingCharacters(in: .whitespaces) }
                ?? "See triplicate help.")
        if CommandLine.arguments.contains("--json") { printDocument(report) }
        let usage = text.split(separator: "\n").filter { $0.hasPrefix("Usage:") }.joined(separator: "\n")
        say("error: \(report.sentence)\(usage.isEmpty ? "" : "\n\(usage)")")
        end(2)
    }

    /// Ends after a command failed: 1 if it was refused or a check failed, 2 if it was misused.
    static func exit(running error: any Error) -> Never {
        if let code = error as? ExitCode { end(code.rawValue) }
        // Help is a command too, and ends by an error of the parser's.
        let code = Triplicate.exitCode(for: error)
        if code.isSuccess || code == .validationFailure { exit(parsing: error) }
        if CommandLine.arguments.contains("--json") { printDocument(ErrorReport(error)) }
        say(error)
        end(error is Misuse ? 2 : 1)
    }

    /// Ends with an exit code; with 1 where it would be 0 and not all of the output could be written.
    static func end(_ code: Int32) -> Never {
        if let failure = StandardOutput.flush() {
            say(
                "error: Standard output took not all of the answer: \(String(cString: strerror(failure))). [1504] Make room where it goes; what was recorded stands."
            )
            Glibc.exit(max(code, 1))
        }
        Glibc.exit(code)
    }

    /// Says on standard error what went wrong.
    static func say(_ error: any Error) { say("error: \(ErrorReport(error).sentence)") }

    /// Says on standard error what was put right without anybody's doing.
    @Sendable static func note(_ error: LedgerError) { note(ErrorReport(error).sentence) }

    /// Says on standard error what the user should know of an answer that stands.
    static func note(_ text: String) { say("note: \(text)") }

    private static func printDocument(_ report: ErrorReport) {
        if let text = try? JSONText.of(Document(error: report)) { print(text) }
    }

    private static func say(_ text: String) {
        // If this fails, nobody is left to tell.
        try? FileHandle.standardError.write(contentsOf: Data("\(TerminalText.safe(text))\n".utf8))
    }
}
