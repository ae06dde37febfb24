import Testing
import TransparencyLog

@testable import Replication

@Suite("Heads")
struct HeadTests {
    /// A log of which only the hashes from level 1 on are known.
    private struct Hollow {
        var levels: [[Digest]] = Array(repeating: [], count: 8)
        let size: UInt64
        var frontier = Frontier()

        init(hundreds: Int) {
            size = UInt64(hundreds) * 256
            let ones = (0..<hundreds).map { Digest(word0: UInt64($0), word1: 1, word2: 2, word3: 3) }
            frontier.append(contentsOf: ones) { (level, _, hash) in levels[Int(level) + 1].append(hash) }
        }

        func answer(_ request: MirrorRequest) -> MirrorResponse {
            switch request {
            case .checkpoint:
                guard let head = try? Checkpoint(origin: SampleLog.origin, size: size, root: frontier.root),
                    let note = try? head.signed(by: SampleLog.key)
                else { return .absent }
                return .bytes(Array(note.encoded.utf8))
            case .tile(let tile):
                guard case .hashes(let level) = tile.content else { return .absent }
                let first = Int(tile.index) * 256
                return .bytes(Tile.bytes(of: Array(levels[Int(level)][first..<first + tile.width])))
            default: return .absent
            }
        }
    }

    @Test("A head a hundred million entries further is taken in one package, with a bounded window of requests.")
    func jump() {
        let log = Hollow(hundreds: 400_000)
        var rig = Rig(.heads)
        rig.feed(.poll)
        var most = 0
        while let next = rig.asked.first {
            most = max(most, rig.asked.count)
            rig.asked.removeFirst()
            rig.feed(.answered(next.id, log.answer(next.request)))
        }
        #expect(most == MirrorLimits().tilesInFlight)
        let package = rig.package
        #expect(package?.state.frontier.size == log.size && package?.state.frontier.root == log.frontier.root)
        for level in 1..<8 {
            let run = package?.hashes.first { $0.tileLevel == UInt8(level) }
            #expect((run?.hashes ?? []) == log.levels[level])
        }
    }

    @Test("A log that is said to have grown is asked at once, but not before the backoff says so.")
    func announced() {
        let log = Hollow(hundreds: 5)
        var rig = Rig(.heads)
        rig.feed(.poll)
        while !rig.asked.isEmpty {
            let next = rig.asked.removeFirst()
            rig.feed(.answered(next.id, log.answer(next.request)))
        }
        rig.commit()
        #expect(rig.asked.isEmpty)
        rig.feed(.announced)
        #expect(rig.asked.map(\.request) == [.checkpoint])
        // One look at a time; what is announced meanwhile is looked at after it.
        rig.feed(.announced)
        #expect(rig.asked.count == 1)
        rig.feed(.answered(rig.asked.removeFirst().id, .failed("no")))
        #expect(rig.asked.isEmpty)
        rig.now += MirrorLimits().backoffMilliseconds
        rig.feed(.tick)
        #expect(rig.asked.map(\.request) == [.checkpoint])
    }

    @Test("A head further than the limit is not taken, whatever the log signs.")
    func tooFar() {
        let log = Hollow(hundreds: 5)
        var limits = MirrorLimits()
        limits.jumpEntries = 5 * 256 - 1
        var rig = Rig(.heads, limits: limits)
        rig.feed(.poll)
        rig.settle { log.answer($0.request) }
        #expect(rig.problems == [MirrorProblem.Code.oversized.rawValue] && rig.frontier.size == 0)
    }

    @Test("A tree grows from any size to any other, and only to what continues it.")
    func growth() throws {
        var generator = SeededGenerator(seed: 3)
        var log = SampleLog()
        for _ in 0..<70_000 { log.leaves.append(Digest(word0: generator.next(), word1: 0, word2: 0, word3: 0)) }
        func hashes(_ tile: Tile) -> [Digest] {
            guard case .hashes(let level) = tile.content else { return [] }
            return (0..<UInt64(tile.width)).map { log.hash(level, tile.index << 8 + $0) }
        }
        func tree(_ size: UInt64) -> (Frontier, [Digest]) {
            var frontier = Frontier()
            frontier.append(contentsOf: Array(log.leaves[..<Int(size)]))
            return (frontier, Array(log.leaves[Int(size & ~255)..<Int(size)]))
        }
        var pairs: [(UInt64, UInt64)] = [(0, 1), (0, 256), (255, 256), (256, 257), (65_535, 65_536), (65_536, 65_537)]
        pairs += [(1, 70_000), (65_300, 66_000), (65_792, 66_048), (0, 65_536), (511, 65_537)]
        for _ in 0..<60 {
            let old = UInt64.random(in: 0..<2_000, using: &generator)
            pairs.append((old, UInt64.random(in: old + 1...2_500, using: &generator)))
        }
        for (old, size) in pairs {
            let (frontier, edge) = tree(old)
            let growth = TreeGrowth(frontier: frontier, edge: edge, size: size)
            var tiles: [Tile: [Digest]] = [:]
            for tile in growth.tiles { tiles[tile] = hashes(tile) }
            let grown = try #require(growth.grown(tiles), "\(old) \(size)")
            let (expected, newEdge) = tree(size)
            #expect(grown.frontier == expected && grown.edge == newEdge)
            for run in grown.runs {
                #expect(run.first % 256 == 0)
                for (place, hash) in run.hashes.enumerated().prefix(600) {
                    #expect(hash == log.hash(run.tileLevel, run.first + UInt64(place)))
                }
            }
            // Any change of any tile leads elsewhere.
            for tile in growth.tiles {
                var wrong = tiles
                let place = Int.random(in: 0..<tile.width, using: &generator)
                wrong[tile]?[place] = TreeHash.empty
                let led = growth.grown(wrong)?.frontier
                #expect(led == nil || led?.root != expected.root, "\(old) \(size) \(tile)")
                wrong[tile] = nil
                #expect(growth.grown(wrong) == nil)
            }
        }
    }

    @Test("A peer that shows heads without end does not keep the log's own from being looked at.")
    func flood() {
        var log = SampleLog()
        for _ in 0..<300 { log.append() }
        var rig = Rig(.heads)
        rig.catchUp(with: log)
        let newer = log.forked(at: 300)
        var shown = newer
        for _ in 0..<300 { shown.append() }
        for _ in 0..<40 {
            rig.now += 1_000
            rig.feed(.shown(note: shown.note(600), by: "peer.example/p"))
            rig.settle { asked in
                if case .log = asked.source { log.answer(asked.request, readers: []) } else { .failed("busy") }
            }
        }
        for _ in 0..<10 { log.append() }
        rig.now += 6_000
        rig.feed(.tick)
        rig.settle { log.answer($0.request, readers: []) }
        #expect(rig.frontier.size == 310)
    }
}
