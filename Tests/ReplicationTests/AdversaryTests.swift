import Testing
import TransparencyLog

@testable import Replication

/// Answers that are wrong in every way that an answer can be.
struct Adversary {
    var generator: SeededGenerator
    /// Of a hundred answers, so many are lies.
    var share: Int
    private var earlier: [MirrorResponse] = []

    init(seed: UInt64, share: Int) {
        generator = SeededGenerator(seed: seed)
        self.share = share
    }

    mutating func twist(_ response: MirrorResponse) -> MirrorResponse {
        defer { if earlier.count < 64 { earlier.append(response) } else { earlier[pick(64)] = response } }
        guard pick(100) < share, case .bytes(var bytes) = response else { return response }
        switch pick(9) {
        case 0: return .absent
        case 1: return .failed("busy\u{1b}[2J")
        case 2: return .bytes([])
        case 3: return earlier.isEmpty ? .absent : earlier[pick(earlier.count)]
        case 4: bytes.removeLast(min(bytes.count, 1 + pick(40)))
        case 5: bytes += [UInt8](repeating: 7, count: 1 + pick(40))
        case 6: bytes += [UInt8](repeating: 7, count: 20 << 20)
        case 7: return .stored
        default: if !bytes.isEmpty { bytes[pick(bytes.count)] ^= UInt8(1 << pick(8)) }
        }
        return .bytes(bytes)
    }

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }
}

@Suite("A mirror among liars")
struct AdversaryTests {
    static let modes: [MirrorMode] = [
        .full, .filtered(readers: ["unit:a"]), .filtered(readers: ["hospital:h", "unit:a"]), .heads,
    ]

    static func limits() -> MirrorLimits {
        var limits = MirrorLimits()
        limits.tilesInFlight = 5
        limits.bundlesInFlight = 3
        limits.packageEntries = 700
        limits.trustedTiles = 12
        return limits
    }

    /// A run in which everything goes wrong that can, at random; then a server that is honest.
    static func run(_ seed: UInt64, _ mode: MirrorMode) -> (rig: Rig, log: SampleLog) {
        var adversary = Adversary(seed: seed, share: 20)
        var log = SampleLog()
        var rig = Rig(mode, readers: mode == .full ? ["unit:a"] : [], limits: limits())
        rig.feed(.poll)
        for _ in 0..<120 {
            switch adversary.pick(12) {
            case 0, 1: for _ in 0..<adversary.pick(adversary.pick(6) == 0 ? 1_500 : 40) { grow(&log, &adversary, &rig) }
            case 2: rig.feed(.poll)
            case 3:
                rig.now += Int64(adversary.pick(40_000))
                rig.feed(.tick)
            case 4 where adversary.pick(6) == 0: rig.restart()
            case 5:
                if rig.package != nil, adversary.pick(3) == 0 {
                    rig.package = nil
                    rig.feed(.commitFailed("the disk is full"))
                } else {
                    rig.commit()
                }
            case 6 where log.size > 0:
                rig.feed(.shown(note: log.note(UInt64(adversary.pick(Int(log.size) + 1))), by: "peer.example/p"))
            case 7: rig.feed(.answered(RequestID(rawValue: UInt64(adversary.pick(1_000))), .absent))
            default:
                for _ in 0..<8 where !rig.asked.isEmpty {
                    let next = rig.asked.remove(at: adversary.pick(rig.asked.count))
                    if adversary.pick(12) == 0 { continue }
                    let response = adversary.twist(log.answer(next.request, readers: rig.readers))
                    rig.feed(.answered(next.id, response))
                    if adversary.pick(10) == 0 { rig.feed(.answered(next.id, response)) }
                }
            }
        }
        rig.now += 400_000
        rig.asked = []
        rig.feed(.tick)
        rig.catchUp(with: log)
        return (rig, log)
    }

    static func grow(_ log: inout SampleLog, _ adversary: inout Adversary, _ rig: inout Rig) {
        var readers: [String] = []
        if adversary.pick(5) == 0 { readers.append("unit:a") }
        if adversary.pick(9) == 0 { readers.append("hospital:h") }
        let number = log.size
        if adversary.pick(60) == 0, !readers.isEmpty { rig.blobs[number] = TreeHash.leaf([UInt8(number & 255)]) }
        if adversary.pick(80) == 0, number > 3, rig.mirror.state.mode != .full {
            log.grants[number] = [UInt64(adversary.pick(Int(number)))]
            // The one that the reader has not got already.
            if let opened = log.grants[number]?.first, readers == ["unit:a"], !log.isVisible(opened, rig.readers) {
                rig.grants.insert(number)
            }
        }
        log.append(to: readers, type: adversary.pick(10) == 0 ? 333 : 7)
    }

    @Test(
        "Whatever a server answers, the copy ends equal to the log, and no honest log is convicted.", arguments: modes)
    func honest(mode: MirrorMode) {
        for seed in UInt64(1)...25 {
            let (rig, log) = Self.run(seed, mode)
            var copy = rig
            for opened in log.grants where rig.grants.contains(opened.key) {
                for number in opened.value where !log.isVisible(number, rig.readers) { copy.entries[number] = nil }
            }
            #expect(
                copy.matches(log),
                "seed \(seed): \(rig.mirror.state.frontier.size) \(rig.mirror.state.filled) of \(log.size)")
            #expect(rig.mirror.state.exhibit == nil, "seed \(seed)")
            #expect(rig.mirror.state.missingBlobs.isEmpty, "seed \(seed)")
            for (reader, owed) in rig.mirror.state.owed {
                #expect(rig.mirror.state.receipted[reader].map { $0 >= owed } ?? false, "seed \(seed)")
            }
        }
    }

    @Test("A log that goes on differently is convicted, whatever the sizes.", arguments: modes)
    func forked(mode: MirrorMode) throws {
        var adversary = Adversary(seed: 99, share: 0)
        for round in 0..<60 {
            var log = SampleLog()
            let held = 1 + adversary.pick(round % 4 == 0 ? 900 : 300)
            for _ in 0..<held { log.append(to: adversary.pick(4) == 0 ? ["unit:a"] : []) }
            var rig = Rig(mode, limits: Self.limits())
            rig.catchUp(with: log)
            #expect(rig.matches(log))
            var other = log.forked(at: adversary.pick(held))
            for _ in 0...adversary.pick(600) { other.append(to: ["unit:a"]) }
            rig.now += 10_000
            let isShown = round % 2 == 0
            if isShown {
                rig.feed(.shown(note: other.note(other.size), by: "peer.example/p"))
                rig.catchUp(with: log, peers: ["peer.example/p": other])
            } else {
                rig.catchUp(with: other)
            }
            if rig.mirror.state.exhibit == nil, other.size < held, mode != .full {
                // A mirror without all leaf hashes cannot open its own tree everywhere: until the other history is longer.
                #expect(rig.problems.contains(MirrorProblem.Code.unproven.rawValue))
                while other.size <= held { other.append() }
                rig.now += 400_000
                rig.catchUp(with: other)
            }
            let exhibit = rig.mirror.state.exhibit
            #expect(exhibit != nil, "round \(round): \(held) and \(other.size)")
            let convicts = try exhibit?.convicts(origin: SampleLog.origin) { SampleLog.party.logKeys(at: $0) }
            #expect(convicts == true)
            rig.restart()
            rig.feed(.poll)
            #expect(rig.asked.isEmpty && rig.mirror.state.exhibit == exhibit)
        }
    }

    @Test("The same inputs give the same outputs.")
    func deterministic() {
        let first = Self.run(7, .filtered(readers: ["unit:a"])).rig
        let second = Self.run(7, .filtered(readers: ["unit:a"])).rig
        #expect(first.events == second.events && first.record == second.record)
    }
}
