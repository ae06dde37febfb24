import Claims
import ClaimsLedger
import Foundation
import Glibc
import Ledger
import Measuring

/// What nothing in memory costs: a node's start after a loss of power, and claims and traces that were not read before.
///
/// The system keeps no page of the node's files before the start, and none before each claim or trace. What the disk, or the host of
/// a virtual one, keeps of its own is beyond this.
enum NodeCold {
    /// Proposals of 1,000 events that are appended before the node is left as by a crash, so that the next start has a tail to read.
    private static let proposals = 20

    /// Starts the node, which serves when it has answered for one claim; operations are the entries that its log has.
    static func run(_ arguments: Arguments) throws -> Measured {
        let samples = try arguments.number("samples")
        let files = try NodeFiles(arguments.text("directory") + "/node")
        try files.forget()
        let readBefore = try NodeFiles.bytesRead()
        var opened: Node?
        var measurement = try Measured("node-cold") {
            let node = try WorkNode.open(arguments)
            opened = node
            let end = try node.ledger.end()
            guard end > 0, try !node.state(of: Workload.claim(Workload.claims(in: end) / 2)).entries.isEmpty else {
                throw Misuse(message: "the node is empty")
            }
            return Int(end)
        }
        guard let node = opened else { throw Misuse(message: "the node was not opened") }
        WorkNode.abandon(node)
        measurement.figures["start"] = measurement.seconds
        measurement.figures["start read"] = try NodeFiles.bytesRead() - readBefore

        try node.ledger.flushViews()
        let claims = Workload.claims(in: UInt64(measurement.operations))
        var random = Generator(state: 11)
        let chosen = (0..<samples).map { _ in Workload.claim(random.below(claims)) }
        try cold("state ", chosen, files, into: &measurement) {
            try node.state(of: $0).entries.allSatisfy { $0.verdict == .regular }
        }
        try cold("trace ", chosen.prefix(max(1, samples / 2)), files, into: &measurement) {
            try node.trace($0).verification.ok
        }
        var workload = try Workload(skew: WorkNode.skew(arguments), from: UInt64(measurement.operations))
        try WorkNode.append(&workload, Self.proposals * 1_000, batch: 1_000, to: node)
        return measurement
    }

    /// Reads each stream once, from nothing, and checks what was read.
    private static func cold(
        _ name: String, _ streams: some Collection<String>, _ files: NodeFiles, into measurement: inout Measured,
        _ read: (String) throws -> Bool
    ) throws {
        var latencies = Latencies()
        var bytes = 0.0
        for stream in streams {
            try files.forget()
            let before = try NodeFiles.bytesRead()
            guard try latencies.time({ try read(stream) }) else { throw Misuse(message: "\(stream) is not in order") }
            bytes += try NodeFiles.bytesRead() - before
        }
        guard bytes > 0 else { throw Misuse(message: "the system's cache of the node's files could not be emptied") }
        measurement.figures.merge(latencies.figures(name)) { $1 }
        measurement.figures["\(name)read"] = bytes / Double(streams.count)
    }
}

/// The files of a node that are mapped or read, and whether the system keeps pages of them.
private struct NodeFiles {
    private let paths: [String]

    init(_ directory: String) throws {
        paths = try ["log", "views"].map { folder in
            let path = "\(directory)/\(folder)/data.mdb"
            guard FileManager.default.fileExists(atPath: path) else { throw Misuse(message: "there is no \(path)") }
            return path
        }
    }

    /// Has the system forget all pages of the files, those too that this process has mapped for reading.
    func forget() throws {
        for line in try String(contentsOfFile: "/proc/self/maps", encoding: .utf8).split(separator: "\n")
        where paths.contains(where: line.hasSuffix) {
            let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt(String($0), radix: 16) }
            guard ends.count == 2, let start = UnsafeMutableRawPointer(bitPattern: ends[0]) else { continue }
            madvise(start, Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
        for path in paths {
            let file = open(path, O_RDONLY)
            defer { close(file) }
            // Only what is on the disk can be forgotten.
            guard file >= 0, fdatasync(file) == 0, posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0 else {
                throw Misuse(message: "\(path) cannot be evicted")
            }
        }
    }

    /// Bytes that this process has had read from the disk.
    static func bytesRead() throws -> Double {
        let counts = try String(contentsOfFile: "/proc/self/io", encoding: .utf8)
        guard let line = counts.split(separator: "\n").first(where: { $0.hasPrefix("read_bytes:") }),
            let bytes = Double(line.dropFirst("read_bytes: ".count))
        else { throw Misuse(message: "/proc/self/io says no read_bytes") }
        return bytes
    }
}
