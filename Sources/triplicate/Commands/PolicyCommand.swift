import ArgumentParser

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Looks after policies: how a place reimburses, as data.",
        discussion: """
            Example:
              triplicate policy check policy.yaml
            """,
        subcommands: [PolicyCheck.self, PolicyPublish.self])
}
