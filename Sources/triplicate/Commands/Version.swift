import ArgumentParser
import Ledger

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the version of this program and of what it reads and writes.",
        discussion: """
            Example:
              triplicate version --json
            """)

    /// The program's version; CHANGELOG.md says what each brought.
    static let number = "0.1.0"

    private struct Versions: Encodable {
        let version: String
        /// Of a data directory, an entry and an evidence file.
        let directoryFormat: Int
        let entryFormat: Int
        let evidenceFormat: Int
    }

    @OptionGroup var output: OutputOptions

    func run() throws {
        let versions = Versions(
            version: Self.number, directoryFormat: DataDirectory.format, entryFormat: 1, evidenceFormat: 1)
        try output.emit(versions) { page in
            page.line("triplicate \(versions.version)")
            page.facts([
                ("data directory", "format \(versions.directoryFormat)"), ("entry", "format \(versions.entryFormat)"),
                ("evidence", "format \(versions.evidenceFormat)"),
            ])
        }
    }
}
