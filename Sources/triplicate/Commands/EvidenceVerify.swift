import ArgumentParser
import Claims
import ClaimsLedger
import Evidence

struct EvidenceVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks an evidence file offline, with keys that you trust.",
        discussion: """
            Needs no node. What is proven: each entry stands at its number in its log, under a head that the log's party signed; who witnessed the head, and when; what \
            a reader acknowledged; and, of a log that is exhibited, that it has two histories. What is not: that these are all entries of the case, that what they say is \
            true, or that their clocks were right. References to entries outside the file are counted.

            With --registrar, the keys of the parties' logs and witnesses are taken from that registrar's entries in the file: its key may be all that is trusted.

            Example:
              triplicate evidence verify case.evidence --trust trust.vkeys
            """)

    @Argument(help: ArgumentHelp("The evidence file.", valueName: "file"))
    var file: String
    @Option(help: ArgumentHelp("A file of verifier keys, one a line, or one key; may be repeated.", valueName: "vkeys"))
    var trust: [String] = []
    @Option(
        help: ArgumentHelp(
            "A file of keys of registrars' logs, one a line, or one key; may be repeated.", valueName: "vkeys"))
    var registrar: [String] = []
    @OptionGroup var speaking: LanguageOptions
    @OptionGroup var output: OutputOptions

    private struct Refused: Encodable {
        let ok = false
        let error: ErrorReport
    }

    func validate() throws {
        guard !trust.isEmpty || !registrar.isEmpty else {
            throw ValidationError("Missing expected argument '--trust <vkeys>' or '--registrar <vkeys>'")
        }
    }

    func run() throws {
        let trusted = try trust.map { try TrustFile.keys($0) }
        let marked = try registrar.map { try TrustFile.keys($0) }
        let keys = trusted.flatMap(\.keys)
        let registrars = trusted.flatMap(\.registrars) + marked.flatMap { $0.keys + $0.registrars }
        let bytes = try InputFile.beginning(file, what: "an evidence file", upTo: EvidenceLimit.fileBytes + 1)
        do {
            let verdict = VerdictDocument(try EvidenceFile(parsing: bytes).verify(trust: keys, registrars: registrars))
            try output.emit(verdict) { page in
                page.word = speaking.word
                verdict.write(on: &page)
            }
        } catch let error as EvidenceError {
            guard output.json else { throw error }
            print(try JSONText.of(Refused(error: ErrorReport(error))))
            Failure.say(error)
            throw ExitCode(1)
        }
    }
}
