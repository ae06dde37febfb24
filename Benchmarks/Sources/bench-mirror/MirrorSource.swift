import ClaimsLedger
import Foundation
import Ledger
import Logging
import Measuring
import Replication
import ReplicationHTTP
import Server
import TransparencyLog

/// The side of the log's own node, in a process of its own: `bench-mirror mirror-source` serves the node of `WorkNode` on loopback to one mirror.
///
/// It prints its address. Told a number of entries on a line of standard input, it appends so many, one at a time with `gap` milliseconds
/// between them, and prints for each its number in the log and the moment at which its append was answered. It ends with its input.
enum MirrorSource {
    static func run(_ arguments: Arguments) throws -> Measured {
        let node = try WorkNode.open(arguments)
        // What the start has left to do would be done while it serves.
        try node.ledger.flushViews()
        let gap = try arguments.number("gap")
        guard let log = node.ledger.logs.first(where: \.isHosted) else { throw Misuse(message: "the node has no log") }
        let mirror = try mirrorRecord(arguments)
        var own = PartyRecord(
            party: log.party, name: log.name, origin: log.origin,
            logKeys: [.init(key: try VerifierKey(log.verifierKeys[0]), from: 0, until: nil)])
        own.fullMirrors = [mirror.party]
        let directory = PartyDirectory([own, mirror])
        let quiet = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let server = NodeServer(
            node, configuration: .init(listen: ListenAddress(host: "127.0.0.1", port: 0)),
            parties: ServerParties(directory: { directory }, ledger: node.ledger), log: quiet)
        Task.detached {
            do {
                try await server.run { say($0) }
            } catch {
                say("mirror-source: \(error)")
                exit(1)
            }
        }
        var workload = try Workload(skew: .zipf, from: node.ledger.tree(of: log).frontier.size)
        while let line = readLine(), let count = Int(line) {
            for _ in 0..<count {
                let number = workload.index
                try WorkNode.append(&workload, 1, batch: 1, to: node)
                say("\(number) \(Measured.now(CLOCK_MONOTONIC))")
                usleep(UInt32(gap) * 1000)
            }
        }
        // As if it were killed: the next run begins after a crash.
        exit(0)
    }

    /// Prints a line at once. Not by C's streams: to flush them all waits for the one that another thread reads a line from.
    static func say(_ line: String) { try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8)) }

    /// Who may fetch, as a registrar would name it.
    private static func mirrorRecord(_ arguments: Arguments) throws -> PartyRecord {
        var record = PartyRecord(
            party: try arguments.text("party"), name: "Benchmark", origin: try arguments.text("origin"), logKeys: [])
        record.transportKeys = [try VerifierKey(try arguments.text("transport"))]
        return record
    }
}

/// The other process, as the mirror's side sees it.
final class ServedLog {
    /// Where it is reached.
    private(set) var address = ""
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest: [UInt8] = []

    /// Starts it for the party of this ledger, and waits until it serves.
    init(_ arguments: Arguments, for mirror: LogIdentity, gapMilliseconds: Int) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "mirror-source", "--directory", try arguments.text("directory"), "--gap", "\(gapMilliseconds)",
            "--party", mirror.party, "--origin", mirror.origin, "--transport", mirror.verifierKeys[3],
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = self.line()
        guard let line, line.hasPrefix("http") else {
            throw Misuse(message: "the log's node does not serve: \(line ?? "it has ended")")
        }
        address = line
    }

    /// How long the processor has worked for it, in seconds.
    var processorSeconds: Double { Self.processorSeconds(of: process) }

    static func processorSeconds(of process: Process) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)) ?? ""
        // After the program's name, which stands in parentheses, the 12th and 13th word: in user mode and in the system, in ticks.
        let words = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard words.count > 12, let user = Double(words[11]), let system = Double(words[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    func append(_ count: Int) { input.fileHandleForWriting.write(Data("\(count)\n".utf8)) }

    /// The next line that it prints; nil at the end.
    func line() -> String? {
        while true {
            if let end = rest.firstIndex(of: 10) {
                defer { rest.removeFirst(end + 1) }
                return String(decoding: rest[..<end], as: UTF8.self)
            }
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { return nil }
            rest += data
        }
    }

    /// Ends it.
    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
