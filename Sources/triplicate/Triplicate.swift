import ArgumentParser

/// The root of the commands.
struct Triplicate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "triplicate",
        abstract: "Keeps every party's copy of a medical-insurance case the same, and makes each of them provable.",
        discussion: """
            A node is a directory (--data DIR, or TRIPLICATE_DATA in the environment). It holds the logs of the parties that it hosts.

            Example:
              export TRIPLICATE_DATA=node
              triplicate init --role center --code 210200 --name 滨城医疗保险中心 \\
                --origin triplicate.example/center-210200
              triplicate record --batch 1-center-register.jsonl
              triplicate list persons
              triplicate verify

            Exit codes: 0 done, 1 refused or a check failed, 2 misuse. Errors say in one sentence what is wrong, with a number and a remedy; \
            with --json they are also printed as {"error": …} on standard output.
            """,
        subcommands: [],
        groupedSubcommands: [
            CommandGroup(name: "Recording", subcommands: [Init.self, Record.self, Import.self, ReactCommand.self]),
            CommandGroup(
                name: "Reading",
                subcommands: [
                    Show.self, List.self, Find.self, AccountCommand.self, WorklistCommand.self, TraceCommand.self,
                    FindingsCommand.self, ChangesCommand.self, Status.self,
                ]),
            CommandGroup(
                name: "Money", subcommands: [BooksCommand.self, ClearingCommand.self, ReconcileCommand.self]),
            CommandGroup(name: "Reviewing", subcommands: [ReviewCommand.self]),
            CommandGroup(
                name: "Proving", subcommands: [Verify.self, Scrub.self, ReplayCommand.self, EvidenceCommand.self]),
            CommandGroup(
                name: "Replicating", subcommands: [Serve.self, MirrorCommand.self, PeersCommand.self, KeysCommand.self]),
            CommandGroup(name: "Keeping", subcommands: [Backup.self, Restore.self, Recover.self]),
            CommandGroup(
                name: "Pricing and rules",
                subcommands: [Settle.self, PolicyCommand.self, CatalogueCommand.self, Version.self]),
        ])
}
