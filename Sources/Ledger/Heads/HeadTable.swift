/// Values in memory over a base in a store: those that have moved since the base, and of the others those that were asked for
/// lately. Each has a slot, which is found by one look in an index; from then on its number is enough.
///
/// A slot is *dirty* from the commit that moves it until a flush has brought it into the base.
struct HeadTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        let key: Key
        /// Nil where neither base nor log has the key.
        var value: Value?
        /// In which epoch the value moved last; an epoch ends where a flush begins.
        var epoch: UInt32
    }

    private var index = HeadIndex()
    private var slots: [Slot] = []
    private var epoch: UInt32 = 1
    /// What moved before this epoch is in the base.
    private var firstDirty: UInt32 = 1
    /// The slots that moved in this epoch, each once.
    private var growing: [Int32] = []
    /// The slots that are being flushed.
    private var flushing: [Int32] = []

    var count: Int { slots.count }

    func slot(of key: Key) -> Int32? {
        index.place(hash: key.hashValue) { slots[Int($0)].key == key }
    }

    func key(at slot: Int32) -> Key { slots[Int(slot)].key }
    func value(at slot: Int32) -> Value? { slots[Int(slot)].value }
    func isDirty(_ slot: Int32) -> Bool { slots[Int(slot)].epoch >= firstDirty }

    /// The value that has moved since the base, if there is one.
    func dirtyValue(of key: Key) -> Value? {
        guard let slot = slot(of: key), isDirty(slot) else { return nil }
        return value(at: slot)
    }

    /// Takes in what the base says of a key.
    mutating func add(_ key: Key, _ value: Value?) -> Int32 {
        if let slot = slot(of: key) {
            if !isDirty(slot) { slots[Int(slot)].value = value }
            return slot
        }
        let slot = Int32(slots.count)
        index.add(hash: key.hashValue, place: slot)
        slots.append(Slot(key: key, value: value, epoch: 0))
        return slot
    }

    /// Takes in what a commit has moved.
    mutating func move(_ slot: Int32, to value: Value) {
        slots[Int(slot)].value = value
        guard slots[Int(slot)].epoch != epoch else { return }
        slots[Int(slot)].epoch = epoch
        growing.append(slot)
    }

    /// Sets what has moved aside for a flush, and gives it out. It stays dirty until the flush ends.
    mutating func beginFlush() -> [(key: Key, value: Value)] {
        flushing = growing
        growing = []
        epoch += 1
        return flushing.compactMap { slot in value(at: slot).map { (key(at: slot), $0) } }
    }

    /// The base has what was set aside.
    mutating func endFlush() {
        flushing = []
        firstDirty = epoch
    }

    /// The flush failed: the next one takes it along.
    mutating func cancelFlush() {
        for slot in flushing where slots[Int(slot)].epoch != epoch {
            slots[Int(slot)].epoch = epoch
            growing.append(slot)
        }
        flushing = []
    }

    /// Forgets what the base has.
    /// - Returns: the new number of each dirty slot, by its old one; -1 for the others.
    mutating func forgetClean() -> [Int32] {
        var kept = HeadTable()
        var renumbered = [Int32](repeating: -1, count: slots.count)
        for (number, slot) in slots.enumerated() where slot.epoch >= firstDirty {
            let new = kept.add(slot.key, slot.value)
            kept.slots[Int(new)].epoch = slot.epoch
            renumbered[number] = new
        }
        kept.epoch = epoch
        kept.firstDirty = firstDirty
        kept.growing = growing.map { renumbered[Int($0)] }
        kept.flushing = flushing.map { renumbered[Int($0)] }
        self = kept
        return renumbered
    }
}
