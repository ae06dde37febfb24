import Foundation
import Testing

@testable import TransparencyLog

/// The same log read by Go's own code: `Tests/Independent/tlogcheck`, over Debian's golang-golang-x-mod-dev.
@Suite("A log of ours, checked by golang.org/x/mod")
struct IndependentTests {
    private static let goPath = "/usr/share/gocode"

    private static var isAvailable: Bool {
        let found =
            FileManager.default.isExecutableFile(atPath: "/usr/bin/go")
            && FileManager.default.fileExists(atPath: goPath + "/src/golang.org/x/mod/sumdb/tlog")
        if !found {
            print("Skipped: install golang-go and golang-golang-x-mod-dev to have logs checked by Go's own code.")
        }
        return found
    }

    /// - Returns: the exit status and what the program printed.
    private func run(_ program: String, _ arguments: [String]) throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["GO111MODULE"] = "off"
        environment["GOPATH"] = Self.goPath
        environment["GOFLAGS"] = ""
        environment["GOCACHE"] = environment["GOCACHE"] ?? NSTemporaryDirectory() + "/tlogcheck-cache"
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private func writeLog(to directory: URL, size: Int, oldSize: Int) throws {
        var generator = SeededGenerator(seed: 99)
        let name = "triplicate.example/center-210200"
        let log = try SignerKey(name: name, type: .ed25519, seed: [UInt8](repeating: 8, count: 32))
        let witness = try SignerKey(name: "w.example", type: .cosignature, seed: [UInt8](repeating: 9, count: 32))
        var frontier = Frontier()
        var rows: [[Digest]] = [[], [], []]
        var bundles: [[UInt8]] = []
        func write(_ bytes: [UInt8], _ path: String) throws {
            let file = directory.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
        func writeHead(_ path: String) throws {
            let checkpoint = try Checkpoint(origin: name, size: frontier.size, root: frontier.root)
            let note = try checkpoint.signed(by: log).adding([witness.cosign(checkpoint, at: 1_700_000_000)])
            try write(Array(note.encoded.utf8), path)
        }
        for number in 0..<size {
            if number == oldSize { try writeHead("old") }
            if number % 256 == 0 { bundles.append([]) }
            let length = Int.random(in: 0...40, using: &generator)
            let entry = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            try EntryBundle.append(entry.span.bytes, to: &bundles[bundles.count - 1])
            frontier.append(TreeHash.leaf(entry)) { (level, _, hash) in rows[Int(level)].append(hash) }
        }
        try writeHead("new")
        try write(Array(log.verifierKey.text.utf8), "vkey")
        try write(Array(witness.verifierKey.text.utf8), "witness")
        for tile in Tile.added(.entries, from: 0, to: UInt64(size)) {
            try write(bundles[Int(tile.index)], tile.path)
        }
        for level in 0..<3 {
            for tile in Tile.added(.hashes(level: UInt8(level)), from: 0, to: UInt64(size)) {
                let first = Int(tile.index) * 256
                try write(Tile.bytes(of: Array(rows[level][first..<first + tile.width])), tile.path)
            }
        }
        let hashes = { (level: UInt8, index: UInt64) in rows[Int(level)][Int(index)] }
        let leaves = [0, 1, 255, 256, size / 2, size - 2, size - 1].filter { $0 < size }
        let lines = try leaves.map { leaf in
            let proof = try MerkleTree.inclusionProof(index: UInt64(leaf), size: UInt64(size), hashes: hashes)
            return ([String(leaf)] + proof.map(\.base64)).joined(separator: " ") + "\n"
        }
        try write(Array(lines.joined().utf8), "inclusion")
        let proof = try MerkleTree.consistencyProof(from: UInt64(oldSize), to: UInt64(size), hashes: hashes)
        try write(Array(proof.map(\.base64).joined(separator: " ").utf8), "consistency")
    }

    @Test(
        "Go verifies our keys, checkpoints, cosignatures, tiles, bundles and proofs, and refuses each one damaged.",
        .enabled(if: isAvailable))
    func checkedByGo() throws {
        let scratch = FileManager.default.temporaryDirectory.appending(component: "tlogcheck-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let source = Vectors.directory.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Independent/tlogcheck/main.go")
        let program = scratch.appending(component: "tlogcheck").path
        let (built, messages) = try run("/usr/bin/go", ["build", "-o", program, source.path])
        try #require(built == 0, "\(messages)")

        // The last is large enough for a full tile of level 1 and a tile of level 2.
        for (size, oldSize) in [(1, 0), (256, 255), (257, 256), (700, 300), (66_000, 65_536)] where oldSize > 0 {
            let directory = scratch.appending(component: "log-\(size)")
            try writeLog(to: directory, size: size, oldSize: oldSize)
            let (status, output) = try run(program, [directory.path])
            #expect(status == 0, "\(size): \(output)")
            #expect(output.hasPrefix("verified: \(size) entries, "))
        }
        // Any one byte of any file changed, and it is refused.
        let directory = scratch.appending(component: "log-700")
        for path in [
            "vkey", "witness", "old", "new", "inclusion", "consistency", "tile/0/001", "tile/0/002.p/188",
            "tile/1/000.p/2", "tile/entries/002.p/188",
        ] {
            let file = directory.appending(path: path)
            let good = try Data(contentsOf: file)
            var bad = good
            bad[bad.count / 2] ^= 1
            try bad.write(to: file)
            let (status, output) = try run(program, [directory.path])
            #expect(status == 1 && output.hasPrefix("not verified: "), "\(path): \(output)")
            try good.write(to: file)
        }
        #expect(try run(program, [directory.path]).0 == 0)
    }
}
