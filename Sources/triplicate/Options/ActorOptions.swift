import ArgumentParser
import Claims
import ClaimsLedger
import Foundation

/// Who acts.
struct ActorOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The hosted party that acts: its code, or role:code.", valueName: "code"))
    var party: String?

    @Option(
        help: ArgumentHelp(
            "The person or system of the party that acts; by default the user of this machine.", valueName: "name"))
    var `operator`: String?

    @Option(help: ArgumentHelp("The party (role:code) or person for whom it is done.", valueName: "whom"))
    var onBehalfOf: String?

    func actor(on node: Node) throws -> Actor {
        try node.actor(as: party, operatorName: `operator` ?? NSUserName(), onBehalfOf: onBehalfOf ?? "")
    }
}
