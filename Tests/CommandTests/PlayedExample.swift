import Foundation
import Testing

/// A folder of Examples, played on one node that hosts all its parties.
struct PlayedExample {
    let node: String
    private let scratch: Scratch

    /// - Parameters:
    ///   - name: the folder.
    ///   - isPlayed: which of its batches are recorded, by the name of the file.
    ///   - afterwards: runs after each batch, with its name and the node.
    init(
        _ name: String, isPlayed: (String) -> Bool = { _ in true },
        afterwards: (String, String) throws -> Void = { _, _ in }
    ) throws {
        scratch = try Scratch()
        node = scratch.path("node")
        let folder = "\(Tool.project)/Examples/\(name)"
        let parties = try String(contentsOfFile: "\(folder)/parties.tsv", encoding: .utf8)
        var codes: [String: String] = [:]
        for line in parties.split(separator: "\n") {
            let fields = line.split(separator: "\t").map(String.init)
            codes[fields[0]] = fields[1]
            let made = try Tool.run([
                "init", "--data", node, "--role", fields[0], "--code", fields[1], "--name", fields[2], "--origin",
                fields[3],
            ])
            try #require(made.status == 0, "\(made.errors)")
        }
        let batches = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }
        for batch in batches.sorted() where isPlayed(batch) {
            let role = String(batch.split(separator: "-")[1])
            let papers = "\(folder)/papers/\(role)"
            let attach = FileManager.default.fileExists(atPath: papers) ? ["--attach", papers] : []
            let code = try #require(codes[role])
            let run = try Tool.run(["record", "--batch", "\(folder)/\(batch)", "--as", code] + attach, node: node)
            try #require(run.status == 0, "\(batch): \(run.errors)")
            try afterwards(batch, node)
        }
    }
}
