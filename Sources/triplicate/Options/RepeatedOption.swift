import ArgumentParser
import Foundation

/// An option for a single value that is given twice: the parser would take the last one and say nothing.
enum RepeatedOption {
    /// What the parser says of a command's arguments.
    private struct Description: Decodable {
        struct Command: Decodable {
            let arguments: [Argument]?
        }
        struct Argument: Decodable {
            struct Name: Decodable {
                let name: String
            }
            let kind: String
            let isRepeating: Bool
            let names: [Name]?
        }
        let command: Command
    }

    /// - Parameter arguments: as they were given, without the program's name.
    /// - Throws: ``Misuse`` that names the option.
    static func refuse(in arguments: [String], of command: any ParsableCommand.Type) throws(Misuse) {
        var seen: Set<String> = []
        var repeated: [String] = []
        for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
            let name = String(argument.dropFirst(2).prefix { $0 != "=" })
            if !seen.insert(name).inserted { repeated.append(name) }
        }
        // The description costs some time, and is seldom needed.
        guard !repeated.isEmpty,
            let description = try? JSONDecoder().decode(Description.self, from: Data(command._dumpHelp().utf8))
        else { return }
        let single = (description.command.arguments ?? []).filter { $0.kind == "option" && !$0.isRepeating }
            .flatMap { $0.names ?? [] }.map(\.name)
        if let name = repeated.first(where: { single.contains($0) }) {
            throw Misuse("The option --\(name) is given more than once.", remedy: "Give it once: it takes one value.")
        }
    }
}
