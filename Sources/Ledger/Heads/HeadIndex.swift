/// Finds the places of keys in a list by their hashes: one word for a key, so that a look at a table of many keys waits for memory
/// once, and for the key itself.
struct HeadIndex: Sendable {
    /// 0 where nothing is; else a tag, the hash folded to 32 bits, above 1 + the place. Open addressing, found by the tag.
    private var words: [UInt64] = Array(repeating: 0, count: 64)
    private var count = 0

    /// The place of a key.
    /// - Parameter isThere: whether the key stands at a place; asked for places with the key's tag.
    func place(hash: Int, isThere: (Int32) -> Bool) -> Int32? {
        let tag = Self.tag(hash)
        let mask = words.count - 1
        var index = Int(truncatingIfNeeded: tag) & mask
        while true {
            let word = words[index]
            if word == 0 { return nil }
            if word >> 32 == tag {
                let place = Int32(truncatingIfNeeded: word & 0xffff_ffff) - 1
                if isThere(place) { return place }
            }
            index = (index + 1) & mask
        }
    }

    /// Adds the place of a key that is not there yet.
    mutating func add(hash: Int, place: Int32) {
        if count >= words.count / 2 { grow() }
        insert(Self.tag(hash) << 32 | UInt64(place + 1))
        count += 1
    }

    private static func tag(_ hash: Int) -> UInt64 {
        let bits = UInt64(bitPattern: Int64(hash))
        return (bits >> 32) ^ (bits & 0xffff_ffff)
    }

    private mutating func insert(_ word: UInt64) {
        let mask = words.count - 1
        var index = Int(truncatingIfNeeded: word >> 32) & mask
        while words[index] != 0 { index = (index + 1) & mask }
        words[index] = word
    }

    private mutating func grow() {
        let old = words
        words = Array(repeating: 0, count: 2 * old.count)
        for word in old where word != 0 { insert(word) }
    }
}
