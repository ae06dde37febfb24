import ArgumentParser
import Claims
import ClaimsLedger
import Evidence

struct EvidenceVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks an evidence file offline, with keys that you trust.",
        discussion: """
            Needs no node. What is proven: each entry stands at its number in its log, under a head that the log's party signed. What is not: that these are all \
            entries of the case, that what they say is true, or that their clocks were right. References to entries outside the file are counted.

            Example:
              triplicate evidence verify case.evidence --trust trust.vkeys
            """)

    @Argument(help: ArgumentHelp("The evidence file.", valueName: "file"))
    var file: String
    @Option(help: ArgumentHelp("A file of verifier keys, one a line, or one key; may be repeated.", valueName: "vkeys"))
    var trust: [String]
    @OptionGroup var output: OutputOptions

    private struct Refused: Encodable {
        let ok = false
        let error: ErrorReport
    }

    func run() throws {
        let keys = try trust.flatMap { try TrustFile.keys($0) }
        let bytes = try InputFile.beginning(file, what: "an evidence file", upTo: EvidenceLimit.fileBytes + 1)
        do {
            let verdict = VerdictDocument(try EvidenceFile(parsing: bytes).verify(trust: keys))
            try output.emit(verdict) { verdict.write(on: &$0) }
        } catch let error as EvidenceError {
            guard output.json else { throw error }
            print(try JSONText.of(Refused(error: ErrorReport(error))))
            Failure.say(error)
            throw ExitCode(1)
        }
    }
}
