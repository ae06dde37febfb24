import ArgumentParser
import ClaimsLedger

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a node with its first party, or adds a hosted party to a node that is there.",
        discussion: """
            Makes the directory, the party's four keys and its empty log, and prints the verifier keys, which others need to check what the party \
            signs. The secret keys stay in DIR/keys: keep a copy of them in a safe place.

            Codes: a center, an agency, a registrar or an arbiter has a region of six digits (GB/T 2260), a hospital H and a pharmacy P with 11 digits, a unit its \
            unified credit code of 18 characters. The origin is the log's name for ever: a URL without its scheme.

            A party whose log has ended (it is convicted of two histories, or lost) goes on under a new origin: --continues names the log that ends here, and \
            --last-size its last undisputed head, as the registrar's LogEnded has it. The keys are new; the registrar admits the party again with them.

            Example:
              triplicate init --data node --role hospital --code H11019900001 \\
                --name 北京示范医院 \\
                --origin triplicate.example/hospital-h11019900001
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("center, agency, hospital, pharmacy, unit, registrar or arbiter.", valueName: "role"))
    var role: String
    @Option(help: ArgumentHelp("The party's code.", valueName: "code"))
    var code: String
    @Option(help: ArgumentHelp("The party's name, as people say it.", valueName: "name"))
    var name: String
    @Option(help: ArgumentHelp("The origin of the party's log.", valueName: "origin"))
    var origin: String
    @Option(
        help: ArgumentHelp(
            "The party's log on this node that ends, and in whose place the new one goes on.", valueName: "origin"))
    var continues: String?
    @Option(
        help: ArgumentHelp(
            "With --continues: the size of that log's last undisputed head, as the registrar has ended it.",
            valueName: "size"))
    var lastSize: UInt64?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (continues == nil) == (lastSize == nil) else {
            throw ValidationError("--continues and --last-size go together.")
        }
    }

    func run() throws {
        let forerunner: (origin: String, size: UInt64)? =
            if let continues, let lastSize { (continues, lastSize) } else { nil }
        let party = try Node.initialize(
            try node.directory(), role: role, code: code, name: name, origin: origin, continues: forerunner)
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
