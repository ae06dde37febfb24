import ArgumentParser
import ClaimsLedger

struct EvidenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Makes and checks files that prove a case offline.",
        discussion: """
            Example:
              triplicate evidence export claim/210200/2019-000123 \\
                --data node --out case.evidence
              triplicate evidence keys --data node > trust.vkeys
              triplicate evidence verify case.evidence --trust trust.vkeys
            """,
        subcommands: [EvidenceExport.self, EvidenceVerify.self, EvidenceExhibit.self, EvidenceKeys.self])
}

struct EvidenceKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Prints the keys under which the logs of this node sign.",
        discussion: """
            One verifier key a line, as `evidence verify --trust` reads them. Keys that come with the evidence prove nothing: take them from the party itself, and \
            compare them over another way.

            Example:
              triplicate evidence keys --data node > trust.vkeys
            """)

    private struct Key: Encodable {
        let party: String
        let name: String
        let log: String
        let witness: String
        let mirror: String
    }

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let parties = try node.withNode(readOnly: true) { node, _ in node.parties }
        let keys = parties.map {
            Key(
                party: $0.party, name: $0.name, log: $0.verifierKeys.log, witness: $0.verifierKeys.witness,
                mirror: $0.verifierKeys.mirror)
        }
        try output.emit(keys) { page in
            for key in keys {
                page.line("# \(key.party) \(key.name)")
                page.line(key.log)
            }
        }
    }
}
