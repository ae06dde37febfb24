import ArgumentParser

struct PeersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peers",
        abstract: "Shows and keeps the parties whose logs this node mirrors.",
        discussion: """
            Without a subcommand: a table of logs, with the head here and there, what is outstanding, cosignatures, receipts and problems.

            Examples:
              triplicate peers --data node
              triplicate peers add --data node --url https://center.example:8443 \\
                --keys center.keys
              triplicate peers --data node --diff claim/210200/2026-000123
            """,
        subcommands: [PeersShow.self, PeersAdd.self, PeersRemove.self], defaultSubcommand: PeersShow.self)
}
