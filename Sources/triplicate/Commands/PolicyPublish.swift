import ArgumentParser
import Claims
import ClaimsLedger
import Policies

struct PolicyPublish: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publishes a version of a policy, or of the settings of procedure.",
        discussion: """
            Name, version and dates are the file's. A policy is recorded in policy/CENTER/NAME, settings of procedure (a file that begins with the key procedure) in \
            policy/CENTER/procedure, an arbiter's in policy/ARBITER/arbiter/procedure, with the text and its SHA-256. What does not check is refused, with the line and column of each mistake. Published again, the same \
            text is already there; another text needs another version.

            Settings with extends: VERSION take what they do not state from that version. Days off and worked week-ends of all versions count together, so a file \
            for another year only adds its days.

            Examples:
              triplicate policy publish policy.yaml --as 210200
              triplicate policy publish procedure.yaml --as 210200
              triplicate policy publish arbiter.yaml --as arbiter:110000
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var actor: ActorOptions
    @Argument(help: ArgumentHelp("The policy, or the settings.", valueName: "file"))
    var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let text = try InputFile.text(file, what: "a policy")
        let published = try MistakenFile.naming(file) {
            try node.withRecordingNode { node, _ in
                try node.publishPolicy(text, by: actor.actor(on: node))
            }
        }
        try output.emit(published) { $0.show(published) }
    }
}
