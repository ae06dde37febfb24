/// Which entries a fold has seen. Each log's entries mostly come in their order, which costs no set.
struct SeenEntries: Sendable {
    private var logs: [Log] = []

    fileprivate struct Log: Sendable {
        let origin: String
        var newest: UInt64
        /// Every number seen, ascending.
        var numbers: [UInt64]
    }

    /// Notes an entry.
    /// - Returns: Whether it was new.
    /// - Complexity: O(logs) where it is newer than all of its log's; else O(*n*) for *n* entries of its log.
    mutating func insert(_ entry: EntryReference) -> Bool {
        guard let index = logs.firstIndex(where: { $0.origin == entry.origin }) else {
            logs.append(Log(origin: entry.origin, newest: entry.number, numbers: [entry.number]))
            return true
        }
        if entry.number > logs[index].newest {
            logs[index].newest = entry.number
            logs[index].numbers.append(entry.number)
            return true
        }
        let place = logs[index].place(of: entry.number)
        guard logs[index].numbers[place] != entry.number else { return false }
        logs[index].numbers.insert(entry.number, at: place)
        return true
    }
}

extension SeenEntries.Log {
    /// The first place whose number is not less. There is one: `newest` is not less.
    fileprivate func place(of number: UInt64) -> Int {
        var low = 0
        var high = numbers.count - 1
        while low < high {
            let middle = low + (high - low) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
