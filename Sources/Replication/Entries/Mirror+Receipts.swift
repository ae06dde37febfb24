import TransparencyLog

/// Receipts that are asked for and not recorded yet.
struct Receipts: Sendable {
    struct Asked: Sendable {
        let number: UInt64
        /// When it is asked for again.
        let until: Int64
    }

    /// The ends of readers' chains whose leaf hashes are at hand.
    var ends: [String: ChainEnd] = [:]
    var asked: [String: Asked] = [:]
    var backoffs: [String: Backoff] = [:]
    /// Recorded, and not yet so in the committed state.
    var recorded: [String: UInt64] = [:]

    var times: [Int64] { asked.values.map(\.until) + backoffs.values.map(\.until) }
}

extension Mirror {
    /// Asks for a receipt for each reader to which something is owed, once everything up to the head is here.
    mutating func advanceReceipts() {
        guard conviction == nil, state.filled == state.frontier.size, underway == nil else { return }
        for reader in readers {
            let name = reader.name
            let covered = max(state.receipted[name], receipts.recorded[name])
            guard let number = state.chains[name], let owed = state.owed[name], covered.map({ $0 < owed }) ?? true,
                receipts.backoffs[name]?.isOver(at: now) ?? true,
                receipts.asked[name].map({ $0.until <= now || $0.number < owed }) ?? true,
                !state.missingBlobs.contains(where: { $0.value <= number && !blobs.stored.contains($0.key) })
            else { continue }
            let leaf: Digest
            if let end = receipts.ends[name], end.number == number {
                leaf = end.leaf
            } else {
                guard let tile = trustedTile(level: 0, index: number >> 8) else { continue }
                leaf = tile[Int(number & 255)]
            }
            receipts.asked[name] = Receipts.Asked(number: number, until: now + limits.receiptMilliseconds)
            outputs.append(.receipt(reader: name, number: number, leaf: leaf))
        }
    }

    mutating func receiptRecorded(_ reader: String, _ number: UInt64) {
        guard readers.contains(where: { sameText($0.name, reader) }),
            state.chains[reader].map({ number <= $0 }) ?? false
        else { return }
        receipts.asked[reader] = nil
        receipts.backoffs[reader] = nil
        receipts.recorded[reader] = max(receipts.recorded[reader] ?? 0, number)
    }

    mutating func receiptFailed(_ reader: String) {
        guard receipts.asked.removeValue(forKey: reader) != nil else { return }
        receipts.backoffs[reader, default: Backoff()].fail(at: now, limits, state.origin)
    }

    private func max(_ left: UInt64?, _ right: UInt64?) -> UInt64? {
        guard let left, let right else { return left ?? right }
        return Swift.max(left, right)
    }
}
