import Replication
import TransparencyLog

/// What a node answers: from its own log, and from what it mirrors.
extension Federation {
    /// A server's answer, lies included.
    func answer(_ server: Node, _ log: Int, _ request: MirrorRequest, to asker: Node) -> Answer {
        if server.index == log, server.adversary != nil {
            return lyingAnswer(server, request, to: asker)
        }
        let answer =
            server.index == log
            ? serveOwn(server.own, server.published, server, request, to: asker)
            : serveMirrored(server, log, request, to: asker)
        if server.isHonest, case .bytes(let bytes) = answer {
            checkSecrecy(of: bytes, request, log: log, from: server, to: asker)
        }
        return answer
    }

    /// Answers from an own log, under the head that is shown.
    func serveOwn(
        _ history: LogHistory, _ head: Node.Head?, _ server: Node, _ request: MirrorRequest, to asker: Node
    ) -> Answer {
        guard let head else { return .absent }
        switch request {
        case .checkpoint: return .bytes(Array(head.note.utf8))
        case .tile(let tile):
            if tile.content == .entries, !mayReadAll(asker, server.index), bug != .servesEverybody { return .absent }
            return history.tile(tile, under: head.size).map { .bytes($0) } ?? .absent
        case .visible(let after):
            return page(from: after, to: head.size, asker) { number in
                let place = Int(number)
                return (history.facts[place], history.entries[place])
            }
        case .disclosed(let grant, let after):
            guard grant < head.size, case .disclosed(asker.index, let numbers) = history.facts[Int(grant)].event else {
                return .absent
            }
            let opened = numbers.filter { $0 < head.size && $0 >= after }.sorted()
            return .bytes(
                VisiblePage(through: head.size, entries: opened.map { ($0, history.entries[Int($0)]) }).bytes)
        case .blob(let name, let number):
            guard number < head.size else { return .absent }
            return blob(name, server, history.facts[Int(number)], server.index, to: asker)
        }
    }

    /// Answers from a mirror: tiles and heads from any, entries from a full one.
    private func serveMirrored(_ server: Node, _ log: Int, _ request: MirrorRequest, to asker: Node) -> Answer {
        guard let store = server.store(log) else { return .absent }
        let isFull = server.modes[log] == .full
        switch request {
        case .checkpoint: return store.checkpoint.map { .bytes(Array($0.utf8)) } ?? .absent
        case .tile(let tile):
            if tile.content == .entries, !mayReadAll(asker, log), bug != .servesEverybody { return .absent }
            return store.tile(tile).map { .bytes($0) } ?? .absent
        case .visible(let after):
            guard isFull, let filled = server.machines[log]?.state.filled, after <= filled else { return .absent }
            var isWhole = true
            let page = page(from: after, to: filled, asker) { number in
                guard let facts = store.facts[number], let bytes = store.entry(number) else {
                    isWhole = false
                    return nil
                }
                return (facts, bytes)
            }
            return isWhole ? page : .failed("an entry is damaged here")
        case .disclosed(let grant, let after):
            guard isFull, let facts = store.facts[grant], case .disclosed(asker.index, let numbers) = facts.event else {
                return .absent
            }
            let opened = numbers.sorted().compactMap { number in store.entry(number).map { (number, $0) } }
            guard opened.count == numbers.count else { return .failed("an entry is not here yet") }
            return .bytes(VisiblePage(through: store.size, entries: opened.filter { $0.0 >= after }).bytes)
        case .blob(let name, let number):
            guard let facts = store.facts[number] else { return .absent }
            return blob(name, server, facts, log, to: asker)
        }
    }

    /// A page of the entries that are addressed to the asker.
    private func page(
        from after: UInt64, to size: UInt64, _ asker: Node, _ entry: (UInt64) -> (EntryFacts, [UInt8])?
    ) -> Answer {
        var page = VisiblePage(through: max(after, size), entries: [])
        var number = after
        while number < size {
            guard let (facts, bytes) = entry(number) else { break }
            if facts.addresses(asker.party) || bug == .servesEverybody {
                if page.entries.count == limits.pageEntries {
                    page.through = number
                    break
                }
                page.entries.append((number, bytes))
            }
            number += 1
        }
        return .bytes(page.bytes)
    }

    private func blob(_ name: Digest, _ server: Node, _ facts: EntryFacts, _ log: Int, to asker: Node) -> Answer {
        guard facts.blobs.contains(name), mayRead(asker, log, facts), let bytes = server.disk.blob(name) else {
            return .absent
        }
        return .bytes(bytes)
    }

    /// Whether a party may read a log whole.
    func mayReadAll(_ asker: Node, _ log: Int) -> Bool { records[log].fullMirrors.contains(asker.party) }

    /// Whether a party may read an entry that it was addressed, or the whole log.
    private func mayRead(_ asker: Node, _ log: Int, _ facts: EntryFacts) -> Bool {
        facts.addresses(asker.party) || mayReadAll(asker, log)
    }

    /// No hidden entry leaves an honest node: every byte that it sends is looked at.
    private func checkSecrecy(
        of bytes: [UInt8], _ request: MirrorRequest, log: Int, from server: Node, to asker: Node
    ) {
        switch request {
        case .tile(let tile) where tile.content == .entries:
            if !mayReadAll(asker, log) { fail("\(server.party) gave whole bundles to \(asker.party), which may not") }
        case .visible, .disclosed:
            guard let page = try? VisiblePage(bytes) else { return fail("\(server.party) gave a page that is none") }
            for entry in page.entries {
                guard let facts = EntryFacts(entry.bytes) else { continue }
                if !facts.addresses(asker.party), !isDisclosed(entry.number, of: log, to: asker) {
                    fail("\(server.party) gave entry \(entry.number) of \(records[log].origin) to \(asker.party)")
                }
            }
        default: break
        }
    }

    /// Whether the log's party opened an entry to somebody.
    func isDisclosed(_ number: UInt64, of log: Int, to asker: Node) -> Bool {
        func opens(_ facts: EntryFacts) -> Bool {
            if case .disclosed(asker.index, let numbers) = facts.event { return numbers.contains(number) }
            return false
        }
        return nodes[log].own.facts.contains(where: opens)
            || asker.store(log)?.facts.values.contains(where: opens) ?? false
            || nodes[log].adversary?.second?.facts.contains(where: opens) ?? false
    }
}
