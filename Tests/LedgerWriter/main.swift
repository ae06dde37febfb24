// A writer for tests that kill it, fill its disk or damage its files: what must happen in a process of its own.
import EntryFormat
import Foundation
import Ledger
import TransparencyLog

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count >= 2, let mode = arguments.first else {
    Output.line(
        "usage: LedgerWriter init|write|mirror|fill|hold|logs|verify|watch|flips|view-flips DIRECTORY [NUMBER or FILE]")
    exit(2)
}
let directory = DataDirectory(path: arguments[arguments.startIndex + 1])
let number = arguments.count > 2 ? Int(arguments[arguments.startIndex + 2]) : nil
do {
    switch mode {
    case "init":
        try Ledger.addParty(
            in: directory, role: "center", code: "210200", name: "Test", origin: "triplicate.example/center-210200")
    case "write": try Load(directory).run()
    case "mirror": try Mirroring(directory).run()
    case "logs": try logs(directory)
    case "fill": try Filling(directory, fileBytes: number ?? 1 << 20).run()
    case "hold": try hold(directory)
    case "verify": try verify(directory)
    case "watch": try Watch(directory).run(milliseconds: number ?? 1_000)
    case "view-flips": try ViewFlips(directory).run()
    case "view-flip": try ViewFlips(directory).run(bit: number ?? 0)
    case "view-flip-unchecked": try ViewFlips(directory, checked: false).run(bit: number ?? 0)
    case "flips": try Flips(directory, file: arguments.last ?? "").run()
    default: exit(2)
    }
} catch {
    Output.line("error \((error as? LedgerError)?.code.rawValue ?? 0) \(error)")
    exit(1)
}

/// Opens the ledger for writing until standard input ends.
func hold(_ directory: DataDirectory) throws {
    try Ledger(directory, decider: { "center:\($0.decider)" }).closing { _ in
        Output.line("open")
        _ = FileHandle.standardInput.readDataToEndOfFile()
    }
}

/// Opens the ledger for reading; says how many logs it has, and once standard input has ended how many there are then, the newest log's
/// record and size, and how many entries of one claim it sees.
func logs(_ directory: DataDirectory) throws {
    var options = Ledger.Options()
    options.readOnly = true
    try Ledger(directory, decider: { "center:\($0.decider)" }, options: options).closing { ledger in
        Output.line("open \(ledger.logs.count)")
        _ = FileHandle.standardInput.readDataToEndOfFile()
        let seen = try ledger.contents(of: StreamName("claim/210200/3")).ordered.count
        guard let log = ledger.logs.last else { return }
        let record = try ledger.mirrorRecord(of: log) ?? []
        Output.line("logs \(ledger.logs.count) \(record) \(try ledger.tree(of: log).frontier.size) \(seen)")
    }
}

/// Checks the node, and says what every table of its log holds: what is not reported must not have changed.
func verify(_ directory: DataDirectory) throws {
    let result = try Ledger.verify(directory)
    Output.line(result.ok ? "ok" : "not ok")
    for problem in result.problems { Output.line(problem.message) }
    if result.ok { Output.line("contents \(try contents(of: directory))") }
    exit(result.ok ? 0 : 1)
}
