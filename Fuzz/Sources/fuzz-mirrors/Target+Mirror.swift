import FuzzDriver
import Replication
import TransparencyLog

extension FuzzTarget {
    /// A mirror and what happens to it: a byte for its mode, then one for each thing that happens, with what it takes.
    ///
    /// Most of it are answers: honest ones, of either of two histories, changed ones, and bytes of the input itself.
    static let mirror = FuzzTarget.onArray("mirror", longest: 600) { bytes in
        guard let first = bytes.first else { return }
        let modes: [MirrorMode] = [.full, .filtered(readers: [SampleLog.reader]), .heads]
        var play = MirrorPlay(modes[Int(first) % modes.count], bytes.dropFirst())
        while play.step() {}
    }
}

/// One mirror, what it has committed, and what it waits for.
private struct MirrorPlay {
    private static let most = 1_200

    private let mode: MirrorMode
    private var input: ArraySlice<UInt8>
    private var mirror: Mirror
    private var durable: MirrorState
    private var asked: [(id: RequestID, request: MirrorRequest)] = []
    private var package: MirrorPackage?
    private var held: [UInt64: [UInt8]] = [:]
    private var now: Int64 = 1_000
    private var steps = 0
    /// What the server has, and of which history.
    private var size = 0
    private var isForked = false
    /// Whether anybody has shown the second history.
    private var hasSeenFork = false

    init(_ mode: MirrorMode, _ input: ArraySlice<UInt8>) {
        self.mode = mode
        self.input = input
        durable = MirrorState(origin: SampleTree.origin, mode: mode)
        mirror = Self.mirror(durable, 1_000)
    }

    private static func mirror(_ state: MirrorState, _ now: Int64) -> Mirror {
        let party = PartyRecord(
            party: "center:210200", name: "Center", origin: SampleTree.origin,
            logKeys: [.init(key: SampleTree.key.verifierKey, from: 0, until: nil)])
        return Mirror(state: state, party: party, receiptTypes: [333], readers: [SampleLog.reader], now: now)
    }

    private var log: SampleLog { isForked ? .forked : .honest }

    private mutating func next() -> Int { Int(input.popFirst() ?? 0) }

    /// - Returns: whether there may be more.
    mutating func step() -> Bool {
        guard !input.isEmpty, steps < Self.most else { return false }
        steps += 1
        switch next() % 13 {
        case 0: answer { $0 }
        case 1: for _ in 0..<asked.count { answer { $0 } }
        case 2: change()
        case 3:
            let bytes = Array(input.prefix(next()))
            input = input.dropFirst(bytes.count)
            answer { _ in .bytes(bytes) }
        case 4:
            let responses: [MirrorResponse] = [.absent, .failed("no"), .stored, .bytes([])]
            let response = responses[next() % responses.count]
            answer { _ in response }
        case 5: commit()
        case 6:
            package = nil
            feed(.commitFailed("the disk is full"))
        case 7:
            let (number, second) = (next(), next())
            show(min(number + second, SampleLog.count), of: second & 1 == 1 ? .forked : .honest)
        case 8:
            now += Int64(next()) << 11
            feed(.tick)
        case 9: feed(.poll)
        case 10: restart()
        case 11: isForked.toggle()
        default: size = min(next() + next(), SampleLog.count)
        }
        return true
    }

    /// Answers what was asked first, or, of several, one further on.
    private mutating func answer(_ twist: (MirrorResponse) -> MirrorResponse) {
        guard !asked.isEmpty else { return }
        let next = asked.removeFirst()
        if isForked { hasSeenFork = true }
        feed(.answered(next.id, twist(log.answer(next.request, size: size))))
    }

    private mutating func change() {
        let (place, bits, cut) = (next() << 8 | next(), UInt8(next()), next())
        answer { response in
            guard case .bytes(var bytes) = response, !bytes.isEmpty else { return response }
            bytes[place % bytes.count] ^= bits
            if cut < 32 { bytes.removeLast(min(cut, bytes.count)) }
            return .bytes(bytes)
        }
    }

    private mutating func show(_ size: Int, of log: SampleLog) {
        if size > SampleLog.firstDifference, log.notes[size] != SampleLog.honest.notes[size] { hasSeenFork = true }
        feed(.shown(note: log.notes[size], by: "peer.example/p"))
    }

    private mutating func feed(_ input: MirrorInput) {
        for output in mirror.receive(input, at: now) {
            switch output {
            case .request(let id, let request, _):
                demand(!asked.contains { $0.id == id }, "every request has its own number")
                asked.append((id, request))
            case .commit(let package):
                demand(self.package == nil, "one package is under way at a time")
                self.package = package
            case .cosign(let note), .cosignAsMirror(let note):
                demand(note == durable.checkpoint, "only what is durable is cosigned")
            case .receipt(_, let number, let leaf):
                demand(held[number].map { TreeHash.leaf($0) } == leaf, "a receipt is for an entry that is held")
            case .forked(let exhibit): check(exhibit)
            case .problem(let problem): show(problem)
            case .idle(let size, let filled): demand(filled <= size, "nothing is held that the tree has not")
            case .wake(let time): demand(time > now, "a mirror wakes later")
            }
        }
        demand(mirror.state == durable, "what is durable changes by commits only")
        demand(asked.count < 400, "a mirror asks for a bounded number of things at once")
    }

    private mutating func commit() {
        guard let package else { return }
        self.package = nil
        let state = package.state
        let size = Int(state.frontier.size)
        let history = [SampleLog.honest, .forked].first {
            size < $0.roots.count && $0.roots[size] == state.frontier.root
        }
        guard let history else { return demand(false, "only trees that the log has signed are committed") }
        if let note = state.checkpoint {
            let signed = must("a checkpoint that was committed verifies") {
                try SignedCheckpoint(
                    verifying: Note(note), origin: SampleTree.origin, logKeys: [SampleTree.key.verifierKey])
            }
            demand(
                signed.checkpoint.size == state.frontier.size && signed.checkpoint.root == state.frontier.root,
                "a tree stands under its checkpoint")
        } else {
            demand(size == 0, "a tree stands under a checkpoint")
        }
        demand(state.frontier.size >= durable.frontier.size, "a mirror never goes back")
        demand(
            history.roots[Int(durable.frontier.size)] == durable.frontier.root, "a mirror follows one history")
        demand(state.filled <= state.frontier.size, "nothing is held that the tree has not")
        for entry in package.entries {
            demand(entry.number < state.frontier.size, "an entry lies below the head")
            demand(history.entries[Int(entry.number)] == entry.bytes, "only entries of the tree are committed")
            demand(history.leaves[Int(entry.number)] == entry.leaf, "an entry has its own leaf hash")
            held[entry.number] = entry.bytes
        }
        for number in durable.filled..<max(durable.filled, state.filled) {
            let isWanted = mode == .full || mode != .heads && number % 5 == 0
            demand((held[number] != nil) == isWanted, "what is said to be filled is held, and nothing else")
        }
        demand(
            MirrorState(bytes: state.bytes, frontier: state.frontier, edge: state.edge) == state,
            "a state can be stored and read")
        if let exhibit = state.exhibit { check(exhibit) }
        durable = state
        feed(.committed(missingBlobs: [:], grants: []))
    }

    private func check(_ exhibit: ForkExhibit) {
        demand(hasSeenFork, "a log with one history is never convicted")
        let convicts = must("an exhibit can be judged") {
            try exhibit.convicts(origin: SampleTree.origin) { _ in [SampleTree.key.verifierKey] }
        }
        demand(convicts, "an exhibit convicts by itself")
    }

    private func show(_ problem: MirrorProblem) {
        demand(!problem.message.isEmpty && !problem.remedy.isEmpty, "a problem says what to do")
    }

    private mutating func restart() {
        package = nil
        asked = []
        guard let state = MirrorState(bytes: durable.bytes, frontier: durable.frontier, edge: durable.edge) else {
            return demand(false, "what was stored can be read")
        }
        mirror = Self.mirror(state, now)
        feed(.tick)
    }
}
