import ArgumentParser
import ClaimsLedger

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a node with its first party, or adds a hosted party to a node that is there.",
        discussion: """
            Makes the directory, the party's four keys and its empty log, and prints the verifier keys, which others need to check what the party \
            signs. The secret keys stay in DIR/keys: keep a copy of them in a safe place.

            Codes: a center, an agency or a registrar has a region of six digits (GB/T 2260), a hospital H and a pharmacy P with 11 digits, a unit its \
            unified credit code of 18 characters. The origin is the log's name for ever: a URL without its scheme.

            Example:
              triplicate init --data node --role hospital --code H11019900001 \\
                --name 北京示范医院 \\
                --origin triplicate.example/hospital-h11019900001
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("center, agency, hospital, pharmacy, unit or registrar.", valueName: "role"))
    var role: String
    @Option(help: ArgumentHelp("The party's code.", valueName: "code"))
    var code: String
    @Option(help: ArgumentHelp("The party's name, as people say it.", valueName: "name"))
    var name: String
    @Option(help: ArgumentHelp("The origin of the party's log.", valueName: "origin"))
    var origin: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let party = try Node.initialize(
            try node.directory(), role: role, code: code, name: name, origin: origin)
        try output.emit(party) { page in
            page.line("\(party.party) (\(party.name)) is hosted in \(node.shownDirectory).")
            page.facts([
                ("origin", party.origin), ("log key", party.verifierKeys.log),
                ("witness key", party.verifierKeys.witness),
                ("mirror key", party.verifierKeys.mirror), ("transport key", party.verifierKeys.transport),
            ])
        }
    }
}
