import Foundation
import TransparencyLog

@testable import Replication

/// What happens to a mirror, and what it does, as a text file in `Tests/Scenarios/mirroring` tells it.
///
///     # What it shows.
///     mirror filtered unit:a
///     append 300 every 3 to unit:a
///     poll
///     > committed 300 0
///     > cosign 300
///
/// A command stands on a line of its own; below it, after `>`, each line that it brings, in order. A server answers every request
/// at once; `lie REQUEST HOW [TIMES]` makes it answer otherwise: `absent`, `fail`, `silent`, `junk`, `flip`, `short`, `long`,
/// `huge`, `twice`, `stored`; for a page `without N`.
struct Scenario: CustomStringConvertible, Sendable {
    struct Malformed: Error {
        let line: String
    }

    struct Step: Sendable {
        let command: String
        var expected: [String] = []
    }

    let name: String
    var steps: [Step] = []

    var description: String { name }

    static let all: [Scenario] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Scenarios/mirroring")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }.compactMap {
            try? Scenario(
                name: $0.deletingPathExtension().lastPathComponent, text: String(contentsOf: $0, encoding: .utf8))
        }
    }()

    init(name: String, text: String) throws {
        self.name = name
        for line in text.split(separator: "\n").map(String.init) where !line.hasPrefix("#") {
            if line.hasPrefix("> ") {
                guard !steps.isEmpty else { throw Malformed(line: line) }
                steps[steps.count - 1].expected.append(String(line.dropFirst(2)))
            } else {
                steps.append(Step(command: line))
            }
        }
    }
}

/// Plays a scenario.
struct ScenarioPlayer {
    private var rig = Rig(.full)
    private var log = SampleLog()
    private var other = SampleLog()
    private var servesOther = false
    private var party = SampleLog.party
    /// How requests of a kind are answered, and how often.
    private var lies: [String: (how: String, argument: UInt64, times: Int)] = [:]
    private var failsCommits = false
    private var failsReceipts = false

    /// - Returns: what a command brings.
    mutating func play(_ command: String) throws -> [String] {
        let words = command.split(separator: " ").map(String.init)
        func number(_ place: Int) throws -> UInt64 {
            guard place < words.count, let number = UInt64(words[place]) else {
                throw Scenario.Malformed(line: command)
            }
            return number
        }
        switch words.first {
        case "mirror" where words.count > 1:
            let readers = Array(words.dropFirst(2))
            switch words[1] {
            case "full": rig = Rig(.full, readers: readers)
            case "filtered": rig = Rig(.filtered(readers: readers))
            case "heads": rig = Rig(.heads)
            default: throw Scenario.Malformed(line: command)
            }
        case "append", "append-other":
            // append COUNT [every STEP] [to PARTY…] [type TYPE]
            var step: UInt64 = 1
            var type: UInt16 = 7
            var readers: [String] = []
            var place = 2
            while place < words.count {
                switch words[place] {
                case "every": step = try number(place + 1)
                case "type": type = UInt16(try number(place + 1))
                case "to": readers.append(words[place + 1])
                default: throw Scenario.Malformed(line: command)
                }
                place += 2
            }
            for count in 0..<(try number(1)) {
                let addressed = count % step == 0 ? readers : []
                if words[0] == "append" {
                    log.append(to: addressed, type: type)
                } else {
                    other.append(to: addressed, type: type)
                }
            }
        case "append-header" where words.count == 4: log.append(to: [words[1]], previous: try number(3))
        case "append-foreign": log.append(origin: "triplicate.example/somebody-else")
        case "append-broken": log.add([1, 2, 3])
        case "fork": other = log.forked(at: Int(try number(1)))
        case "serve": servesOther = words[1] == "other"
        case "blob": rig.blobs[try number(1)] = TreeHash.leaf([UInt8(try number(1) & 255)])
        case "disclosed":
            rig.grants.insert(try number(1))
            log.grants[try number(1)] = try (2..<words.count).map { try number($0) }
        case "lie" where words.count >= 3:
            let argument = words[2] == "without" ? try number(3) : 0
            let times = words[2] == "without" ? 4 : 3
            lies[words[1]] = (words[2], argument, words.count > times ? Int(try number(times)) : .max)
        case "honest": lies = [:]
        case "commits": failsCommits = words[1] == "fail"
        case "receipts": failsReceipts = words[1] == "fail"
        case "restart":
            rig.restart()
            try settle()
        case "poll":
            rig.feed(.poll)
            try settle()
        case "wait":
            rig.now += Int64(try number(1))
            rig.feed(.tick)
            try settle()
        case "shown":
            let source = words[1] == "other" ? other : log
            rig.feed(.shown(note: words[1] == "junk" ? "junk\n" : source.note(try number(2)), by: "peer.example/p"))
            try settle()
        case "suspend": try change { $0.isSuspended = true }
        case "restore": try change { $0.isSuspended = false }
        case "end":
            let head = MirrorState.Head(size: try number(1), root: log.root(try number(1)))
            try change { $0.end = head }
        case "revoke":
            // revoke LASTGOOD [other]: the key is good up to it, a second one from there on.
            let size = try number(1)
            let root = words.count > 2 ? TreeHash.empty : log.root(size)
            try change {
                $0.lastGood = MirrorState.Head(size: size, root: root)
                $0.logKeys = [
                    .init(key: SampleLog.key.verifierKey, from: 0, until: size + 1),
                    .init(key: SampleLog.signer(9, .ed25519).verifierKey, from: size + 1, until: nil),
                ]
            }
        case "rotated": log.signingKey = SampleLog.signer(9, .ed25519)
        default: throw Scenario.Malformed(line: command)
        }
        defer { rig.events = [] }
        return rig.events
    }

    private mutating func change(_ body: (inout PartyRecord) -> Void) throws {
        body(&party)
        rig.feed(.party(party))
        try settle()
    }

    private mutating func settle() throws {
        var rounds = 0
        while !rig.asked.isEmpty || rig.package != nil || !rig.receipts.isEmpty {
            rounds += 1
            guard rounds < 20_000 else { throw Scenario.Malformed(line: "the mirror never rests") }
            if rig.package != nil {
                if failsCommits {
                    rig.package = nil
                    rig.feed(.commitFailed("no room"))
                } else {
                    rig.commit()
                }
            } else if let receipt = rig.receipts.popLast() {
                rig.feed(
                    failsReceipts
                        ? .receiptFailed(reader: receipt.reader)
                        : .receiptRecorded(reader: receipt.reader, number: receipt.number))
            } else {
                answer(rig.asked.removeFirst())
            }
        }
    }

    private mutating func answer(_ asked: Rig.Asked) {
        let truth: MirrorResponse
        switch asked.source {
        case .store: return rig.feed(.answered(asked.id, rig.stored(asked.request)))
        case .log: truth = (servesOther ? other : log).answer(asked.request, readers: rig.readers)
        case .peer: truth = other.answer(asked.request, readers: rig.readers)
        }
        let kind = Self.kind(of: asked.request)
        guard case .log = asked.source, var lie = lies[kind], lie.times > 0 else {
            return rig.feed(.answered(asked.id, truth))
        }
        lie.times -= 1
        lies[kind] = lie
        var bytes: [UInt8] = []
        if case .bytes(let right) = truth { bytes = right }
        switch lie.how {
        case "absent": rig.feed(.answered(asked.id, .absent))
        case "fail": rig.feed(.answered(asked.id, .failed("busy")))
        case "silent": break
        case "stored": rig.feed(.answered(asked.id, .stored))
        case "junk": rig.feed(.answered(asked.id, .bytes(Array("junk\n".utf8))))
        case "flip":
            if let last = bytes.indices.last { bytes[last - min(last, 3)] ^= 1 }
            rig.feed(.answered(asked.id, .bytes(bytes)))
        case "short": rig.feed(.answered(asked.id, .bytes(Array(bytes.dropLast()))))
        case "long": rig.feed(.answered(asked.id, .bytes(bytes + [0])))
        case "huge": rig.feed(.answered(asked.id, .bytes([UInt8](repeating: 0, count: 18 << 20))))
        case "twice":
            rig.feed(.answered(asked.id, truth))
            rig.feed(.answered(asked.id, truth))
        case "without":
            if var page = try? VisiblePage(bytes) {
                page.entries.removeAll { $0.number == lie.argument }
                bytes = page.bytes
            }
            rig.feed(.answered(asked.id, .bytes(bytes)))
        default: break
        }
    }

    private static func kind(of request: MirrorRequest) -> String {
        switch request {
        case .checkpoint: "checkpoint"
        case .tile(let tile): tile.content == .entries ? "bundle" : "tile"
        case .visible: "page"
        case .disclosed: "disclosed"
        case .blob: "blob"
        }
    }
}
