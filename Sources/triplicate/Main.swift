import ArgumentParser

/// The program's entry. Exit codes: 0 done, 1 refused or a check failed, 2 misuse.
@main
enum Main {
    static func main() {
        FatalSignals.ignoreFileSizeLimit()
        var command: any ParsableCommand
        do {
            command = try Triplicate.parseAsRoot()
        } catch {
            Failure.exit(parsing: error)
        }
        do {
            try RepeatedOption.refuse(in: Array(CommandLine.arguments.dropFirst()), of: type(of: command))
        } catch {
            Failure.exit(running: error)
        }
        if !(command is any Nodeless) { FatalSignals.tell() }
        do {
            try command.run()
        } catch {
            Failure.exit(running: error)
        }
        Failure.end(0)
    }
}

/// A command that reads no node: if it dies, no node's files are to blame.
protocol Nodeless {}

extension Settle: Nodeless {}
extension PolicyCheck: Nodeless {}
extension EvidenceVerify: Nodeless {}
extension Version: Nodeless {}
