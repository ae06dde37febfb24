import Testing

@testable import TransparencyLog

@Suite("Frontier")
struct FrontierTests {
    private func restored(_ stored: [UInt8]) -> Frontier? { Frontier(stored.span.bytes) }

    @Test("After every append the root and the peaks are those of the definition.")
    func roots() {
        let twin = TwinTree(count: 300)
        var frontier = Frontier()
        #expect(frontier.root == TreeHash.empty && frontier.peaks.isEmpty && frontier.size == 0)
        for (number, leaf) in twin.leaves.enumerated() {
            frontier.append(leaf)
            #expect(frontier.size == UInt64(number + 1))
            #expect(frontier.root == twin.root(number + 1))
        }
        // 300 = 256 + 32 + 8 + 4
        #expect(
            frontier.peaks == [
                twin.hash(0, 256), twin.hash(256, 288), twin.hash(288, 296), twin.hash(296, 300),
            ])
    }

    @Test("Appending hands out every hash of the tile levels once, in order, as tiles define them.")
    func completedHashes() throws {
        let size = 256 * 256 + 256 * 3 + 17
        let twin = TwinTree(count: size)
        var rows: [[Digest]] = [[], [], []]
        var frontier = Frontier()
        for leaf in twin.leaves {
            frontier.append(leaf) { (level, index, hash) in
                #expect(index == UInt64(rows[Int(level)].count))
                rows[Int(level)].append(hash)
            }
        }
        #expect(rows[0] == twin.leaves)
        #expect(rows[1].count == size / 256 && rows[2].count == 1)
        for (index, hash) in rows[1].enumerated() { #expect(hash == twin.hash(index * 256, (index + 1) * 256)) }
        #expect(rows[2] == [twin.hash(0, 65536)])
        #expect(frontier.root == twin.root(size))
    }

    @Test("Leaves appended many at a time give the tree, and hand out the hashes, that they give one at a time.")
    func manyAtOnce() {
        var random = SeededGenerator(seed: 8)
        let twin = TwinTree(count: 256 * 256 + 3_000)
        var single = Frontier()
        var many = Frontier()
        var rows: [[Digest]] = [[], [], []]
        var batches: [[Digest]] = [[], [], []]
        var start = 0
        while start < twin.leaves.count {
            let longest = [1, 3, 40, 256, 700, 9_000].randomElement(using: &random) ?? 1
            let end = min(twin.leaves.count, start + Int.random(in: 0...longest, using: &random))
            for leaf in twin.leaves[start..<end] {
                single.append(leaf) { (level, _, hash) in rows[Int(level)].append(hash) }
            }
            many.append(contentsOf: Array(twin.leaves[start..<end])) { (level, index, hash) in
                #expect(index == UInt64(batches[Int(level)].count))
                batches[Int(level)].append(hash)
            }
            #expect(many == single && many.size == UInt64(end))
            start = end
        }
        #expect(batches == rows)
        #expect(many.root == twin.root(twin.leaves.count))
    }

    @Test("Many leaves whose hashes cannot be stored leave the frontier as it was.")
    func throwingSinkOfMany() {
        struct Full: Error {}
        let twin = TwinTree(count: 600)
        var frontier = Frontier()
        frontier.append(contentsOf: Array(twin.leaves[..<100]))
        let before = frontier
        #expect(throws: Full.self) {
            try frontier.append(contentsOf: Array(twin.leaves[100...])) { (level, index, _) throws(Full) in
                if level == 1, index == 1 { throw Full() }
            }
        }
        #expect(frontier == before && frontier.root == twin.root(100))
        frontier.append(contentsOf: Array(twin.leaves[100...]))
        #expect(frontier.root == twin.root(600))
    }

    @Test("An append whose hashes cannot be stored leaves the frontier as it was.")
    func throwingSink() {
        struct Full: Error {}
        let twin = TwinTree(count: 256)
        var frontier = Frontier()
        for leaf in twin.leaves.dropLast() { frontier.append(leaf) }
        let before = frontier
        // The 256th leaf completes a hash of level 1: fail there, after level 0 was taken.
        #expect(throws: Full.self) {
            try frontier.append(twin.leaves[255]) { (level, _, _) throws(Full) in
                if level == 1 { throw Full() }
            }
        }
        #expect(frontier == before && frontier.root == twin.root(255))
        frontier.append(twin.leaves[255])
        #expect(frontier.root == twin.root(256))
    }

    @Test("A frontier comes back from its stored form and goes on as if nothing had happened.")
    func storedForm() throws {
        let twin = TwinTree(count: 200)
        var frontier = Frontier()
        for number in 0...150 {
            let stored = frontier.bytes
            #expect(stored.count == 8 + 32 * number.nonzeroBitCount)
            #expect(stored.prefix(8).elementsEqual([UInt8(number), 0, 0, 0, 0, 0, 0, 0]))
            var again = try #require(restored(stored))
            #expect(again == frontier && again.root == frontier.root)
            #expect(Frontier(size: frontier.size, peaks: frontier.peaks) == frontier)
            for leaf in twin.leaves[number...] { again.append(leaf) }
            #expect(again.root == twin.root(200))
            frontier.append(twin.leaves[number])
        }
    }

    @Test("A frontier differs from one of other leaves and of another size, whatever stale hashes they keep.")
    func equality() {
        let twin = TwinTree(count: 4)
        var left = Frontier()
        var right = Frontier()
        for leaf in twin.leaves { left.append(leaf) }
        for leaf in [0, 1, 3, 2].map({ twin.leaves[$0] }) { right.append(leaf) }
        #expect(left != right)
        #expect(left == Frontier(size: 4, peaks: [twin.root(4)]))
        #expect(left != Frontier(size: 8, peaks: [twin.root(4)]))
    }

    @Test("A stored form of the wrong length is refused.")
    func malformedStoredForm() {
        var frontier = Frontier()
        for leaf in TwinTree(count: 7).leaves { frontier.append(leaf) }
        let stored = frontier.bytes
        for count in 0..<stored.count { #expect(restored(Array(stored[..<count])) == nil) }
        #expect(restored(stored + [0]) == nil)
        #expect(Frontier(size: 7, peaks: frontier.peaks.dropLast()) == nil)
        #expect(Frontier(size: 8, peaks: frontier.peaks) == nil)
    }

    @Test("A frontier of a very large tree goes on correctly.")
    func largeSizes() throws {
        let twin = TwinTree(count: 64)
        let size = UInt64.max - 1
        var frontier = try #require(Frontier(size: size, peaks: twin.leaves.prefix(63)))
        frontier.append(twin.leaves[63])
        #expect(frontier.size == UInt64.max && frontier.peaks == twin.leaves)
        // The root folds all 64 peaks from the right.
        #expect(frontier.root == twin.leaves.dropLast().reversed().reduce(twin.leaves[63]) { TreeHash.node($1, $0) })
    }
}
