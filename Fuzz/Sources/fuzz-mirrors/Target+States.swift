import FuzzDriver
import Replication
import TransparencyLog

extension FuzzTarget {
    /// What a node has stored of a log that it mirrors, beside trees of several sizes; then a mirror that goes on from it.
    static let mirrorState = FuzzTarget.onArray("mirror-state", longest: 2048) { bytes in
        for tree in SampleTree.trees {
            guard let state = MirrorState(bytes: bytes, frontier: tree.frontier, edge: tree.edge) else { continue }
            demand(state.bytes == bytes, "there is one byte string for one state")
            demand(
                MirrorState(bytes: state.bytes, frontier: tree.frontier, edge: tree.edge) == state,
                "reading gives the same state")
            demand(state.filled <= state.frontier.size, "nothing is held that the tree has not")
            demand(
                SampleTree.trees.allSatisfy {
                    $0.frontier == tree.frontier
                        || MirrorState(bytes: bytes, frontier: $0.frontier, edge: $0.edge) == nil
                }, "a state is of one tree")
            goOn(from: state)
        }
    }

    private static func goOn(from state: MirrorState) {
        let party = PartyRecord(
            party: "center:210200", name: "Center", origin: state.origin,
            logKeys: [.init(key: SampleTree.key.verifierKey, from: 0, until: nil)])
        var mirror = Mirror(state: state, party: party, receiptTypes: [333], readers: ["unit:a"], now: 0)
        var asked: [RequestID] = []
        for (time, input) in [MirrorInput.tick, .poll, .shown(note: state.checkpoint ?? "", by: "p")].enumerated() {
            for output in mirror.receive(input, at: Int64(time)) {
                if case .request(let id, _, _) = output { asked.append(id) }
            }
        }
        demand(asked.count <= 200, "a mirror asks for a bounded number of things at once")
        demand(mirror.state == state, "nothing is taken for durable before it was committed")
        for id in asked { _ = mirror.receive(.answered(id, .bytes([])), at: 4) }
        for number in [0, 1, UInt64.max] {
            _ = mirror.receive(.receiptRecorded(reader: "unit:a", number: number), at: 5)
        }
        _ = mirror.receive(.tick, at: 1 << 40)
        demand(mirror.state == state, "nothing is taken for durable before it was committed")
    }
}
