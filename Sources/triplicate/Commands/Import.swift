import ArgumentParser
import ClaimsLedger
import Foundation

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports what other systems write.",
        discussion: """
            Example:
              triplicate import fhir --as 210200 Examples/fhir/*.json
            """,
        subcommands: [ImportFHIR.self])
}

struct ImportFHIR: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fhir",
        abstract: "Imports the claims and explanations of FHIR R4 bundles.",
        discussion: """
            Every Claim and ExplanationOfBenefit becomes an event in a stream of its own (fhir-claim/CENTER/ID, fhir-explanation/CENTER/ID), with all its lines, in \
            minor units of its currency. All files are read first: if one is damaged, nothing is imported. What stands in the log already is passed over. Sums are \
            in minor units, each amount rounded half up from the printed decimal.

            Example:
              triplicate import fhir --data node --as 210200 Examples/fhir/*.json
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The bundles.", valueName: "file"))
    var files: [String]
    @OptionGroup var acting: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let bundles = try files.map { file in
            (name: URL(fileURLWithPath: file).lastPathComponent, bytes: try InputFile.bytes(file, what: "a bundle"))
        }
        let summary = try node.withRecordingNode { node, line in
            try node.importFHIR(bundles, by: try acting.actor(on: node)) { line.show($0) }
        }
        try output.emit(summary) { page in
            page.line("\(files.count.of("file")): \(summary.added) added, \(summary.alreadyPresent) there already")
            var table = Table("", ">count", ">minor units")
            table.add("claims", "\(summary.claims)", "\(summary.claimTotal)")
            table.add("explanations", "\(summary.explanations)", "\(summary.paymentTotal)")
            page.table(table)
            page.line(
                "  A minor unit is the smallest of its currency (a fen, a cent); all currencies are in one sum here.")
            guard !summary.byCurrency.isEmpty else { return }
            page.line()
            var currencies = Table("currency", ">claimed", ">paid")
            for (currency, sums) in summary.byCurrency.sorted(by: { $0.key < $1.key }) {
                currencies.add(currency, sums.claimTotal.money(currency), sums.paymentTotal.money(currency))
            }
            page.table(currencies)
        }
    }
}
