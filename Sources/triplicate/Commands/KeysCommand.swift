import ArgumentParser
import Claims
import ClaimsLedger
import Foundation
import Ledger
import TransparencyLog

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Shows and replaces the keys of a party that this node hosts.",
        discussion: """
            Examples:
              triplicate keys --data node
              triplicate keys rotate --data node --purpose log --out rotation.jsonl
              triplicate record --data registrar --batch rotation.jsonl

            The last one runs on the registrar's node.
            """,
        subcommands: [KeysShow.self, KeysRotate.self], defaultSubcommand: KeysShow.self)
}

struct KeysShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a party's keys, and what its registrar has to record of those that were replaced.",
        discussion: """
            --out writes a line for each key that was ever replaced, as record --batch takes it on the registrar's node; what is recorded there already is \
            recorded once.

            Example:
              triplicate keys show --data node --as 210200 --out rotations.jsonl
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var which: KeyOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try which.requireFreeFile()
        try which.show(node, output, replaced: nil)
    }
}

struct KeysRotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Puts a new key in the place of a party's log, witness, mirror or transport key.",
        discussion: """
            The new key counts here from now on; a log key from the next entry on, or from --from. Others take what it signs once the registrar has recorded the \
            replacement, which the old key signs: --out writes it as record --batch takes it on the registrar's node. keys show writes it again. The node must not \
            be served meanwhile. Keep a copy of DIR/keys.

            Example:
              triplicate keys rotate --data node --purpose log --out rotation.jsonl
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("log, witness, mirror or transport.", valueName: "purpose"))
    var purpose: KeyPurposeName
    @Option(
        help: ArgumentHelp(
            "Of a log key: the size of the log from which on the new key signs; by default the next one.",
            valueName: "size"))
    var from: UInt64?
    @OptionGroup var which: KeyOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard from == nil || purpose == .log else { throw ValidationError("--from goes with --purpose log.") }
    }

    func run() throws {
        let origin = try node.withNode(readOnly: true) { node, _ in
            let log = try node.ownLog(as: which.as)
            // Before anything is changed.
            try which.requireFreeFile()
            _ = try which.registrar(of: log, in: node)
            return log.origin
        }
        let replaced = try Ledger.replaceKey(
            purpose.role, of: origin, in: DataDirectory(path: try node.directory()), from: from)
        try which.show(node, output, replaced: replaced)
    }
}

/// What a key is for, as options name it.
enum KeyPurposeName: String, ExpressibleByArgument, CaseIterable {
    case log, witness, mirror, transport

    var role: PartyKeyRole {
        switch self {
        case .log: .log
        case .witness: .witness
        case .mirror: .mirror
        case .transport: .transport
        }
    }
}

/// Whose keys, and for whom what was replaced is written.
struct KeyOptions: ParsableArguments {
    @Option(name: .customLong("as"), help: ArgumentHelp("The hosted party: its code, or role:code.", valueName: "code"))
    var `as`: String?
    @Option(
        help: ArgumentHelp(
            "Who records it, as registrar:210000; by default the one whose log on this node has admitted the party.",
            valueName: "party"))
    var registrar: String?
    @Option(help: ArgumentHelp("Where to write what the registrar has to record.", valueName: "file"))
    var out: String?
    @Flag(help: "Write it in the place of a file that is there already.")
    var replace = false

    func validate() throws {
        guard out != nil || !replace else { throw ValidationError("--replace goes with --out.") }
    }

    /// What was replaced, as the registrar gets it.
    private struct Document: Encodable {
        struct Replaced: Encodable {
            let purpose: String
            let oldKey: String
            let newKey: String
            let fromSize: UInt64
        }
        let party: String
        let name: String
        let origin: String
        let verifierKeys: NodeParty.VerifierKeys
        let replaced: [Replaced]
        let rotations: Int
    }

    /// Refuses a file that is there already and may not be written over.
    func requireFreeFile() throws(Misuse) {
        if let out { try OutputFile.requireFree(out, replaces: replace) }
    }

    func registrar(of log: LogIdentity, in node: Node) throws -> String {
        if let registrar { return registrar }
        guard let found = try node.registrar(of: log.party) else {
            throw Misuse(
                "This node does not know who admitted \(log.party), and a replacement is signed for its registrar.",
                remedy: "Name it with --registrar registrar:CODE.")
        }
        return found
    }

    /// Prints the keys, and writes what the registrar has to record of one replacement, or of all.
    fileprivate func show(_ options: NodeOptions, _ output: OutputOptions, replaced: KeyReplacement?) throws {
        try options.withNode(readOnly: true) { node, _ in
            let log = try node.ownLog(as: `as`)
            guard let party = node.parties.first(where: { $0.origin == log.origin }) else { return }
            let told = replaced.map { [$0] } ?? log.keyReplacements
            var rotations: [KeyRotation] = []
            if out != nil || replaced != nil {
                rotations = try node.keyRotations(of: log, registrar: registrar(of: log, in: node)).filter { rotation in
                    told.contains { $0.newKey == rotation.event.newKey }
                }
            }
            let lines = try rotations.map { try line($0) }
            if let out { try OutputFile.write(Array(lines.joined().utf8), to: out, replaces: replace) }
            let document = Document(
                party: party.party, name: party.name, origin: party.origin, verifierKeys: party.verifierKeys,
                replaced: told.map {
                    .init(purpose: "\($0.role)", oldKey: $0.oldKey, newKey: $0.newKey, fromSize: $0.fromSize)
                }, rotations: rotations.count)
            try output.emit(document) { page in
                page.line("\(party.party) (\(party.name))")
                page.facts([
                    ("origin", party.origin), ("log key", party.verifierKeys.log),
                    ("witness key", party.verifierKeys.witness), ("mirror key", party.verifierKeys.mirror),
                    ("transport key", party.verifierKeys.transport),
                ])
                for old in told {
                    let from = old.role == .log ? " from size \(old.fromSize) on" : ""
                    page.line("The \(old.role) key \(old.newKey) took the place of \(old.oldKey)\(from).")
                }
                if let out {
                    page.line("\(out): what the registrar has to record, for record --batch.")
                } else {
                    for line in lines { page.line(String(line.dropLast())) }
                }
            }
        }
    }

    /// A line of a batch.
    private func line(_ rotation: KeyRotation) throws -> String {
        let event = try rotation.eventJSON()
        return
            "{\"stream\":\(try JSONText.of(rotation.stream)),\"type\":\"KeyRotated\",\"eventId\":\(try JSONText.of(rotation.eventID)),\"event\":\(event)}\n"
    }
}
