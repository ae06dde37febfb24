import ArgumentParser
import Foundation
import Glibc

/// Ends the program: says what went wrong, once, in words, and gives the exit code.
enum Failure {
    private struct Document: Encodable {
        let error: ErrorReport
    }

    /// Ends after the command line could not be read, or asked for help.
    static func exit(parsing error: any Error) -> Never {
        let isHelp = Triplicate.exitCode(for: error).isSuccess
        guard !isHelp else {
            print(Triplicate.fullMessage(for: error))
            Glibc.exit(0)
        }
        if CommandLine.arguments.contains("--json") {
            let message = Triplicate.message(for: error)
            printDocument(
                ErrorReport(
                    area: "command", number: 2, code: "misuse", message: message.endingAsSentence,
                    remedy: "See triplicate help."))
        }
        say(Triplicate.fullMessage(for: error))
        Glibc.exit(2)
    }

    /// Ends after a command failed: 1 if it was refused or a check failed, 2 if it was misused.
    static func exit(running error: any Error) -> Never {
        switch error {
        case let code as ExitCode: Glibc.exit(code.rawValue)
        case is CleanExit, is ValidationError: exit(parsing: error)
        default:
            let report = ErrorReport(error)
            if CommandLine.arguments.contains("--json") { printDocument(report) }
            say(error)
            Glibc.exit(error is Misuse ? 2 : 1)
        }
    }

    /// Says on standard error what went wrong.
    static func say(_ error: any Error) { say("error: \(ErrorReport(error).sentence)") }

    private static func printDocument(_ report: ErrorReport) {
        if let text = try? JSONText.of(Document(error: report)) { print(text) }
    }

    private static func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
