import ArgumentParser
import Claims
import Policies

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Looks after policies: how a place reimburses, as data.",
        discussion: """
            Example:
              triplicate policy check policy.yaml
            """,
        subcommands: [PolicyCheck.self])
}

struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads a policy and names every mistake in it.",
        discussion: """
            Each mistake comes with its line, its column, and what may have been meant. Docs/policies.md says how a policy is written.

            Example:
              triplicate policy check policy.yaml
            """)

    private struct Summary: Encodable {
        let ok = true
        let policy: String
        let title: String
        let place: String
        let effectiveFrom: String?
        let effectiveTo: String?
        let funds: [String]
    }

    @Argument(help: ArgumentHelp("The policy.", valueName: "file"))
    var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let policy = try MistakenFile.reading(file, "a policy", PolicyFile.parse)
        let summary = Summary(
            policy: policy.id, title: policy.title, place: policy.place,
            effectiveFrom: policy.effectiveFrom?.description,
            effectiveTo: policy.effectiveTo?.description, funds: policy.stages.map(\.fund))
        try output.emit(summary) { page in
            page.line("\(Style.bold(policy.id))  \(Style.green("no mistakes"))")
            page.facts([
                ("title", policy.title), ("place", policy.place),
                (
                    "in effect",
                    summary.effectiveFrom == nil && summary.effectiveTo == nil
                        ? "" : "\(summary.effectiveFrom ?? "always") to \(summary.effectiveTo ?? "further notice")"
                ),
                ("funds", summary.funds.joined(separator: ", ")),
            ])
        }
    }
}
