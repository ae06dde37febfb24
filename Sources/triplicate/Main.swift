import ArgumentParser
import Glibc

/// The program's entry. Exit codes: 0 done, 1 refused or a check failed, 2 misuse.
@main
enum Main {
    static func main() {
        var command: any ParsableCommand
        do {
            command = try Triplicate.parseAsRoot()
        } catch {
            Failure.exit(parsing: error)
        }
        do {
            try command.run()
        } catch {
            Failure.exit(running: error)
        }
    }
}
