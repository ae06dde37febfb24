import Foundation
import Glibc
import Testing

/// A node with three parties on which the forged invoice has been played, once for all tests; each test works on a copy.
final class PlayedCase {
    static let claim = "claim/210200/2019-000123"
    static let stay = "stay/H11019900001/2018-004711"
    static let center = "210200"
    static let unit = "91210299MA0TRPLC1U"
    static let hospital = "H11019900001"

    private let scratch: Scratch
    /// The node's directory.
    let node: String

    /// A copy of the node as it is after the files whose names begin with 1 to `steps`.
    init(steps: Int = 7) throws {
        scratch = try Scratch()
        node = scratch.path("node")
        try FileManager.default.copyItem(atPath: try Self.played(steps), toPath: node)
    }

    /// A path beside the node.
    func path(_ name: String) -> String { scratch.path(name) }

    /// Writes a file beside the node and returns its path.
    func file(_ name: String, _ text: String) throws -> String { try scratch.file(name, text) }

    /// Runs the program on the node.
    @discardableResult
    func run(_ arguments: String..., input: String = "") throws -> Tool.Run {
        try Tool.run(arguments, node: node, input: input)
    }

    // MARK: Playing

    static let parties = [
        ("center", center, "滨城医疗保险中心"), ("unit", unit, "海燕机械有限公司"), ("hospital", hospital, "北京示范医院"),
    ]

    private static let files = [
        ("1-center-register.jsonl", center, ""), ("2-unit-application.jsonl", unit, ""),
        ("3-hospital-stamp.jsonl", hospital, ""), ("4-center-record.jsonl", center, ""),
        ("5-hospital-stay.jsonl", hospital, ""), ("6-unit-claim.jsonl", unit, "papers/unit"),
        ("7-center-measures.jsonl", center, "papers/center"),
    ]

    static let examples = "\(Tool.project)/Examples/forged-invoice"

    /// Batches of the example with what each needs, for a node that is played by hand.
    static func batch(_ number: Int) -> [String] {
        let (file, party, papers) = files[number - 1]
        return ["record", "--batch", "\(examples)/\(file)", "--as", party]
            + (papers.isEmpty ? [] : ["--attach", "\(examples)/\(papers)"])
    }

    private static let scratchOfAll = Result { try Scratch() }
    private static let played: @Sendable (Int) throws -> String = { steps in
        try snapshots.get()[steps]
    }

    /// The node after each number of steps; played once.
    private static let snapshots: Result<[String], any Error> = Result {
        let scratch = try scratchOfAll.get()
        // A global has no end of its own.
        atexit { if case .success(let scratch) = PlayedCase.scratchOfAll { scratch.remove() } }
        let node = scratch.path("node")
        for (role, code, name) in parties {
            let made = try Tool.run([
                "init", "--data", node, "--role", role, "--code", code, "--name", name,
                "--origin", "triplicate.example/\(role)-\(code.lowercased())",
            ])
            try #require(made.status == 0, "\(made.errors)")
        }
        var snapshots: [String] = []
        for step in 0...files.count {
            if step > 0 {
                let run = try Tool.run(batch(step), node: node)
                try #require(run.status == 0, "\(files[step - 1].0): \(run.errors)")
            }
            let copy = scratch.path("after-\(step)")
            try FileManager.default.copyItem(atPath: node, toPath: copy)
            snapshots.append(copy)
        }
        return snapshots
    }
}
