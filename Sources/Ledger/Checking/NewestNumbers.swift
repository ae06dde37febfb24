/// The newest number of each of many names, which are known by 64-bit hashes of them.
///
/// A table of open addressing: a look at one place of memory for each entry of a log, where a dictionary takes several, and hashes
/// the hash again. Memory of at most 43 bytes a name.
struct NewestNumbers {
    /// A hash and its number, or the hash 0 where nothing is.
    private var slots: [(hash: UInt64, number: UInt64)]
    private(set) var count = 0

    init() { slots = Array(repeating: (0, 0), count: 64) }

    /// Sets the number of a name.
    /// - Returns: the number that it had, or nil for a name that is new.
    mutating func update(_ number: UInt64, for name: UInt64) -> UInt64? {
        // 0 says that nothing is there.
        let hash = max(name, 1)
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].hash != 0 {
            if slots[place].hash == hash {
                let before = slots[place].number
                slots[place].number = number
                return before
            }
            place = (place + 1) & mask
        }
        slots[place] = (hash, number)
        count += 1
        if count > slots.count / 4 * 3 { grow() }
        return nil
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: (0, 0), count: 2 * old.count)
        let mask = slots.count - 1
        for slot in old where slot.hash != 0 {
            var place = Int(truncatingIfNeeded: slot.hash) & mask
            while slots[place].hash != 0 { place = (place + 1) & mask }
            slots[place] = slot
        }
    }
}
