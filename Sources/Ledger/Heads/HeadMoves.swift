/// What a commit in the making moves, over a table that does not know it yet.
struct TableMoves<Value: Sendable>: Sendable {
    private(set) var list: [(slot: Int32, value: Value)] = []
    /// By slot: 0, or 1 + the place in `list`.
    private var places: [Int32] = []

    /// The value that the commit gives to a slot.
    func value(at slot: Int32) -> Value? {
        guard Int(slot) < places.count, places[Int(slot)] > 0 else { return nil }
        return list[Int(places[Int(slot)]) - 1].value
    }

    /// Moves a slot.
    /// - Returns: the value that the commit gave to it before.
    mutating func move(_ slot: Int32, to value: Value) -> Value? {
        if Int(slot) >= places.count {
            places.append(contentsOf: repeatElement(0, count: max(1024, Int(slot) + 1 - places.count)))
        }
        let place = Int(places[Int(slot)])
        if place > 0 {
            defer { list[place - 1].value = value }
            return list[place - 1].value
        }
        list.append((slot, value))
        places[Int(slot)] = Int32(list.count)
        return nil
    }

    /// Takes the newest move back.
    mutating func undo(_ slot: Int32, to before: Value?) {
        let place = Int(places[Int(slot)])
        if let before {
            list[place - 1].value = before
        } else {
            // What was moved for the first time last stands last.
            list.removeLast()
            places[Int(slot)] = 0
        }
    }

    mutating func removeAll() {
        for (slot, _) in list { places[Int(slot)] = 0 }
        list.removeAll(keepingCapacity: true)
    }
}

/// The heads and the readers' chains that a commit in the making moves.
struct HeadMoves: Sendable {
    var streams = TableMoves<StreamHead>()
    var chains = TableMoves<UInt64>()
    /// Entries that it appends.
    var entries = 0

    mutating func removeAll() {
        streams.removeAll()
        chains.removeAll()
        entries = 0
    }
}
