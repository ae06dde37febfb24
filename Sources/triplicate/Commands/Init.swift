import ArgumentParser
import ClaimsLedger
import Foundation
import Ledger
import ReplicationHTTP

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a node with its first party, or adds a hosted party to a node that is there.",
        discussion: """
            Makes the directory, the party's four keys and its empty log, and prints the verifier keys, which others need to check what the party \
            signs. The secret keys stay in DIR/keys: keep a copy of them in a safe place.

            Codes: a center, an agency, a registrar or an arbiter has a region of six digits (GB/T 2260), a hospital H and a pharmacy P with 11 digits, a unit its \
            unified credit code of 18 characters. The origin is the log's name for ever: a URL without its scheme.

            A party whose log has ended (it is convicted of two histories, or lost) goes on under a new origin: --continues names the log that ends here, and \
            --last-size its last undisputed head, as the registrar's LogEnded has it. The new log's first entry, LogContinued, says so, in party/REGISTRAR/ROLE-CODE. \
            The keys are new; the registrar admits the party again with them, and with the head as previous. Whatever is interrupted, run it again.

            Example:
              triplicate init --data node --role hospital --code H11019900001 \\
                --name 北京示范医院 \\
                --origin triplicate.example/hospital-h11019900001
              triplicate init --data node --role hospital --code H11019900001 \\
                --name 北京示范医院 \\
                --origin triplicate.example/hospital-h11019900001-2 \\
                --continues triplicate.example/hospital-h11019900001 --last-size 812
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
            "The party's log that has ended, and in whose place the new one goes on.", valueName: "origin"))
    var continues: String?
    @Option(
        help: ArgumentHelp(
            "With --continues: the size of that log's last undisputed head, as the registrar has ended it.",
            valueName: "size"))
    var lastSize: UInt64?
    @Option(
        help: ArgumentHelp(
            "With --continues: that head's root, 64 hexadecimal digits; by default the one that the log has here.",
            valueName: "root"))
    var lastRoot: String?
    @Option(
        help: ArgumentHelp(
            "With --continues: who admits the party, as 210000 or registrar:210000; by default who has admitted it, or the only registrar known.",
            valueName: "code"))
    var registrar: String?
    @Option(help: ArgumentHelp("With --continues: why the log before has ended.", valueName: "text"))
    var reason: String?
    @Option(
        name: .customLong("operator"),
        help: ArgumentHelp("With --continues: who records it; by default the user of this machine.", valueName: "name"))
    var operatorName: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (continues == nil) == (lastSize == nil) else {
            throw ValidationError("--continues and --last-size go together.")
        }
        guard continues != nil || [lastRoot, registrar, reason, operatorName].allSatisfy({ $0 == nil }) else {
            throw ValidationError("--last-root, --registrar, --reason and --operator go with --continues.")
        }
    }

    func run() throws {
        let party = try make(in: try node.directory())
        try output.emit(party) { page in
            page.line("\(party.party) (\(party.name)) is hosted in \(node.shownDirectory).")
            page.facts([
                ("origin", party.origin), ("log key", party.verifierKeys.log),
                ("witness key", party.verifierKeys.witness),
                ("mirror key", party.verifierKeys.mirror), ("transport key", party.verifierKeys.transport),
            ])
            guard let last = party.previous else { return }
            page.line(
                "Its first entry says that it goes on from \(last.origin) at size \(last.size), root \(last.root).")
        }
    }

    private func make(in directory: String) throws -> NodeParty {
        guard let continues, let lastSize else {
            return try Node.initialize(directory, role: role, code: code, name: name, origin: origin)
        }
        var forerunner = Forerunner(
            origin: continues, size: lastSize, root: lastRoot, registrar: registrar,
            reason: reason ?? "the log before has ended")
        // The log of a registrar that was named just now may not be here yet.
        forerunner.namedRegistrars = try PeerList(DataDirectory(path: directory)).peers.filter(\.isRegistrar).map(
            \.party)
        return try Node.initialize(
            directory, role: role, code: code, name: name, origin: origin, continues: forerunner,
            operatorName: operatorName ?? NSUserName())
    }
}
