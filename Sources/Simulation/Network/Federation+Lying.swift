import EntryFormat
import Replication
import TransparencyLog

/// What a liar answers about its own log.
extension Federation {
    /// Whether a party lies now.
    func lies(_ node: Node) -> Bool {
        guard let adversary = node.adversary else { return false }
        return isFaulty || adversary.persists || !adversary.lie.isOnlyInAnswers
    }

    /// The history and head that a liar shows to somebody.
    func shown(_ server: Node, to asker: Node) -> (LogHistory, Node.Head?) {
        guard let adversary = server.adversary, let second = adversary.second, adversary.victims.contains(asker.index)
        else {
            if let fork = server.adversary?.forkSize, server.adversary?.second != nil,
                server.published?.size ?? 0 > fork
            {
                server.adversary?.firstShown = true
            }
            return (server.own, server.published)
        }
        if second.size > adversary.forkSize { server.adversary?.secondShown = true }
        return (second, head(server, second))
    }

    func lyingAnswer(_ server: Node, _ request: MirrorRequest, to asker: Node) -> Answer {
        let (history, head) = shown(server, to: asker)
        let honest = serveOwn(history, head, server, request, to: asker)
        guard lies(server), let adversary = server.adversary, adversary.victims.contains(asker.index) else {
            return honest
        }
        if adversary.lie.isFork { return honest }
        let answer = lie(adversary.lie, honest, history, server, request)
        switch (honest, answer) {
        case (.bytes(let right), .bytes(let wrong)) where right == wrong: break
        case (.absent, .absent): break
        default: tally.add(.lies, adversary.lie.rawValue)
        }
        return answer
    }

    private func lie(
        _ lie: Lie, _ honest: Answer, _ history: LogHistory, _ server: Node, _ request: MirrorRequest
    ) -> Answer {
        switch (lie, request, honest) {
        case (.withholdsEntries, .tile(let tile), _) where tile.content == .entries:
            return .absent
        case (.withholdsEntries, .visible, .bytes(let bytes)), (.withholdsEntries, .disclosed, .bytes(let bytes)):
            guard var page = try? VisiblePage(bytes), !page.entries.isEmpty else { return honest }
            if isFaulty {
                page.entries.remove(at: random.draw(0...page.entries.count - 1))
            } else {
                // Whoever goes on keeps the same ones back: with others each time, everything would come in the end, but slowly.
                page.entries.removeAll { Digest.words(server.index, Int($0.number), 1).bytes[0] < 32 }
            }
            return .bytes(page.bytes)
        case (.withholdsBlobs, .blob, _): return .absent
        case (.withholdsTiles, .tile(let tile), _) where tile.content != .entries: return .absent
        case (.showsOldHeads, .checkpoint, .bytes):
            let size = UInt64(random.draw(0...Int(history.size)))
            return head(server, history.prefix(size)).map { .bytes(Array($0.note.utf8)) } ?? honest
        case (.floods, _, .bytes(let bytes)): return flood(bytes, request)
        case (.garbles, _, .bytes(let bytes)) where random.happens(percent: 60):
            return garble(bytes, history, server, request)
        case (.oversupplies, .visible(let after), .bytes):
            var entries: [(number: UInt64, bytes: [UInt8])] = []
            for number in after..<max(after, min(history.size, after + 5)) {
                entries.append((number, history.entries[Int(number)]))
            }
            return .bytes(VisiblePage(through: max(after, min(history.size, after + 5)), entries: entries).bytes)
        case (.signsNonsense, .checkpoint, .bytes):
            let size = history.size + UInt64(random.draw(0...3))
            let note = sign(
                server.origin, size, Digest.words(random.draw(0...2), 1, 1), server.member.logKeys[0])
            return note.map { .bytes(Array($0.utf8)) } ?? honest
        default: return honest
        }
    }

    /// More than was asked for, or a page that leads nowhere for ever.
    private func flood(_ bytes: [UInt8], _ request: MirrorRequest) -> Answer {
        switch request {
        case .checkpoint:
            if random.happens(percent: 50) { return .bytes(bytes + Array(repeating: 0x41, count: 70_000)) }
            let line = "— stranger.example AAAAAKLBAcW+pwUqVeLcJl9BFxmQFvUsBlX5J3QWZ+4cBKwYUEo=\n"
            return .bytes(bytes + Array(String(repeating: line, count: 200).utf8))
        case .tile(let tile):
            let more = tile.content == .entries ? 300 : Tile.fullWidth * Digest.byteCount
            return .bytes(bytes + Array(repeating: 7, count: more))
        case .visible(let after):
            guard var page = try? VisiblePage(bytes) else { return .absent }
            switch random.draw(0...2) {
            case 0: page.through = after
            case 1: page.through = EntryLimit.number
            default:
                let entry = page.entries.first?.bytes ?? [1]
                page.entries = (0..<5_000).map { (after + UInt64($0), entry) }
                page.through = after + 5_000
                tally.add(.lies, "page of 5,000 entries")
            }
            if page.through <= page.entries.last?.number ?? 0, page.through != after { return .bytes(bytes) }
            return .bytes(page.bytes)
        case .disclosed, .blob: return .bytes(bytes + Array(repeating: 9, count: 100_000))
        }
    }

    /// One field of an answer is wrong.
    private func garble(_ bytes: [UInt8], _ history: LogHistory, _ server: Node, _ request: MirrorRequest) -> Answer {
        switch request {
        case .checkpoint: return garbledNote(bytes, history, server)
        case .tile, .blob:
            var bytes = bytes
            switch random.draw(0...3) {
            case 0: bytes[random.draw(0...bytes.count - 1)] ^= 0x10
            case 1: bytes.removeLast(min(bytes.count, 32))
            case 2 where bytes.count >= 64: bytes = Array(bytes[32..<64]) + bytes[..<32] + bytes[64...]
            default: bytes = []
            }
            return .bytes(bytes)
        case .visible, .disclosed:
            guard var page = try? VisiblePage(bytes) else { return .absent }
            switch random.draw(0...5) {
            case 0: page.through += UInt64(random.draw(1...10))
            case 1 where page.entries.count > 1:
                let first = page.entries[0].bytes
                page.entries[0].bytes = page.entries[1].bytes
                page.entries[1].bytes = first
            case 2 where !page.entries.isEmpty:
                page.entries[page.entries.count - 1].number += 1
                page.through += 1
            case 3 where !page.entries.isEmpty: page.entries[0].bytes[70] ^= 1
            case 4 where !page.entries.isEmpty:
                var bytes = page.bytes
                bytes.removeLast()
                return .bytes(bytes)
            default: page.entries = []
            }
            return .bytes(page.bytes)
        }
    }

    private func garbledNote(_ bytes: [UInt8], _ history: LogHistory, _ server: Node) -> Answer {
        var note: String?
        let size = history.size
        switch random.draw(0...5) {
        case 0:
            note = sign(nodes[(server.index + 1) % nodes.count].origin, size, history.root, server.member.logKeys[0])
        case 1: note = sign(server.origin, size + 5, history.root, server.member.logKeys[2])
        case 2: note = sign(server.origin, size, Digest.words(3, 3, 3), server.member.logKeys[2])
        case 3:
            // Another size above a signature that was made for this one.
            note = String(decoding: bytes, as: UTF8.self).replacing(line: 1, with: "\(size + 1)")
        case 4: note = ""
        default: note = "\(server.origin)\n-1\nAAAA\n\n"
        }
        return note.map { .bytes(Array($0.utf8)) } ?? .absent
    }
}

extension String {
    /// The text with another line in place of one.
    fileprivate func replacing(line: Int, with text: String) -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if line < lines.count { lines[line] = text }
        return lines.joined(separator: "\n")
    }
}
