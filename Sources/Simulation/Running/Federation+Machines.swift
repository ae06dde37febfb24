import Replication
import TransparencyLog

/// What stands around the machines of a node: their inputs and outputs.
extension Federation {
    /// A clock that never goes back; each node's began at another time.
    func monotonic(_ node: Node) -> Int64 { now + 1_000_000 + Int64(node.index) * 77_777 }

    /// Starts a node's mirrors from what is durable.
    func boot(_ node: Node) {
        for log in nodes.indices {
            guard let mode = node.modes[log], let store = node.store(log) else { continue }
            var stored = store.state()
            if bug == .forgetsMirrors, node.incarnation > 0 { stored = MirrorState(origin: store.origin, mode: mode) }
            guard let state = stored else {
                fail("\(node.party) stores a mirror of \(store.origin) that its record and hashes do not make whole")
                continue
            }
            node.machines[log] = Mirror(
                state: state, party: records[log], receiptTypes: [SimulatedEvent.receiptType],
                readers: mode == .full ? [node.party] : [], limits: limits, now: monotonic(node))
            node.exhibits[log] = state.exhibit
            feed(node, log, .poll)
        }
    }

    /// Gives a mirror an input and does what it wants.
    func feed(_ node: Node, _ log: Int, _ input: MirrorInput) {
        guard node.isUp, var machine = node.machines[log] else { return }
        node.machines[log] = nil
        let outputs = machine.receive(input, at: monotonic(node))
        node.machines[log] = machine
        if outputs.count > Self.mostOutputs {
            fail("The mirror of \(records[log].origin) at \(node.party) wants \(outputs.count) things at once")
        }
        let incarnation = node.incarnation
        for output in outputs where node.isUp && node.incarnation == incarnation {
            perform(output, node, log, machine)
        }
    }

    /// More than one turn of a mirror of such a log may want.
    static let mostOutputs = 200

    private func perform(_ output: MirrorOutput, _ node: Node, _ log: Int, _ machine: Mirror) {
        switch output {
        case .request(let id, let request, let source): ask(node, log, id, request, source)
        case .commit(let package):
            trace.note(now, "commit", node.index, log, package.state.frontier.size)
            check(package, node, log)
            if bug == .cosignsBeforeCommit, package.state.cosigned != machine.state.cosigned,
                let note = package.state.checkpoint
            {
                cosign(node, log, note)
            }
            node.writing.append(.package(log: log, package))
            pumpWriter(node)
        case .cosign(let note):
            if crashes(node, at: "before cosigning") { return }
            cosign(node, log, note)
        case .cosignAsMirror(let note):
            if crashes(node, at: "before cosigning") { return }
            cosignAsMirror(node, log, note)
        case .receipt(let reader, let number, let leaf): receipt(node, log, reader, number, leaf)
        case .forked(let exhibit): convicted(node, log, exhibit)
        case .problem(let problem):
            if bug != .hushesProblems { node.problems[log].insert(problem.code) }
            tally.add(.checks, "problem \(problem.code.rawValue)")
            trace.say(now, "\(node.party): \(problem.message)")
        case .idle: break
        case .wake(let time):
            guard node.wakes[log].map({ time < $0 || $0 <= monotonic(node) }) ?? true else { return }
            node.wakes[log] = time
            plan(node, in: max(1, time - monotonic(node))) { [self] node in
                if node.wakes[log] == time { node.wakes[log] = nil }
                feed(node, log, .tick)
            }
        }
    }

    /// What a package must be, whatever the machine did.
    private func check(_ package: MirrorPackage, _ node: Node, _ log: Int) {
        var before: UInt64?
        for entry in package.entries {
            if TreeHash.leaf(entry.bytes) != entry.leaf {
                fail("\(node.party) is to store entry \(entry.number) of \(records[log].origin) under another's hash")
            }
            if before.map({ $0 >= entry.number }) ?? false {
                fail("\(node.party) is to store entries of \(records[log].origin) out of order")
            }
            // Two disclosures may open one entry.
            if bug != .forgetsMirrors, node.store(log)?.entries[entry.number] != nil,
                !isDisclosed(entry.number, of: log, to: node)
            {
                fail("\(node.party) is to store entry \(entry.number) of \(records[log].origin) twice")
            }
            before = entry.number
        }
        if package.state.filled > package.state.frontier.size {
            fail("\(node.party) says that it holds more of \(records[log].origin) than there is")
        }
    }

    private func cosign(_ node: Node, _ log: Int, _ note: String) {
        let generation = node.disk.current.witnessGeneration
        let key = node.member.witnessKeys[min(generation, node.member.witnessKeys.count - 1)]
        guard let checkpoint = (try? Note(note)).flatMap({ try? Checkpoint($0.text) }),
            let signature = try? key.cosign(checkpoint, at: UInt64(wallClock(node) / 1000))
        else { return fail("\(node.party) was asked to cosign what is no checkpoint") }
        tally.add(.world, "cosignatures")
        sendBack(signature, of: checkpoint, from: node, to: log)
        node.cosigned[log].append(
            Node.CosignedHead(generation: generation, size: checkpoint.size, root: checkpoint.root))
        trace.note(now, "cosign", node.index, log, checkpoint.size)
    }

    private func cosignAsMirror(_ node: Node, _ log: Int, _ note: String) {
        guard let checkpoint = (try? Note(note)).flatMap({ try? Checkpoint($0.text) }),
            (try? node.member.mirrorKey.cosign(checkpoint, at: UInt64(wallClock(node) / 1000))) != nil
        else { return fail("\(node.party) was asked to cosign what is no checkpoint") }
        tally.add(.world, "mirror cosignatures")
        node.mirrored[log] = max(node.mirrored[log], checkpoint.size)
    }

    private func receipt(_ node: Node, _ log: Int, _ reader: String, _ number: UInt64, _ leaf: Digest) {
        guard node.isHonest, node.mayAppend else {
            return plan(node, in: 5) { [self] node in feed(node, log, .receiptFailed(reader: reader)) }
        }
        let stands = node.own.facts.contains { $0.event == .received(log: log, number: number, leaf: leaf) }
        if stands {
            return plan(node, in: 1) { [self] node in
                feed(node, log, .receiptRecorded(reader: reader, number: number))
            }
        }
        var named = number
        if bug == .receiptsTooMuch, let store = node.store(log) { named = store.size - 1 }
        let draft = Draft(
            stream: "receipt/\(node.index)/\(log)", readers: [log],
            event: .received(log: log, number: named, leaf: leaf))
        append(node, [draft]) { [self] numbers in
            if numbers != nil { tally.add(.world, "receipts") }
            feed(
                node, log,
                numbers == nil
                    ? .receiptFailed(reader: reader) : .receiptRecorded(reader: reader, number: number))
        }
    }

    private func convicted(_ node: Node, _ log: Int, _ exhibit: ForkExhibit) {
        node.exhibits[log] = exhibit
        trace.note(now, "forked", node.index, log)
        if let reason = ExhibitJudge.objection(to: exhibit, origin: records[log].origin, keys: records[log].logKeys) {
            fail("\(node.party) shows an exhibit against \(records[log].origin) that convicts nobody: \(reason)")
        }
        if nodes[log].isHonest { fail("\(node.party) convicts \(records[log].origin), which is honest") }
    }
}
