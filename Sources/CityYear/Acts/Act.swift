public import Claims

/// One thing that somebody does in the city: what is recorded, by whom, when.
public struct Act: Sendable {
    public let stream: String
    public let event: Event
    /// The operator, a local name.
    public let operatorName: String
    /// The idempotency key: the same in every run of a seed.
    public let id: String
    /// Papers whose bytes have to be stored before.
    public let papers: [[UInt8]]
    /// Whether it goes through the rules. One that does not is what a faulty or dishonest program of the author's writes into its own log:
    /// the rules refuse it from whoever asks them.
    public let isAsked: Bool
    /// Who reads an act that is not asked for, as `role:code`.
    public let readers: [String]
    /// The name under which the year wants to know where it stands.
    let handle: String
}

/// Acts of one party at one moment, in their order.
public struct ActBatch: Sendable {
    /// Milliseconds since 1970.
    public let time: Int64
    /// `role:code`.
    public let party: String
    public let onBehalfOf: String
    public let isAsked: Bool
    public internal(set) var acts: [Act]
    /// Instead of acts: what the party's own node is to do.
    public internal(set) var errand: Errand?
}

/// An act whose words may depend on what stands when it is done.
struct PlannedAct: Sendable {
    var time: Int64
    var party: String
    var operatorName: String
    var onBehalfOf = ""
    var stream: String
    var handle = ""
    var papers: [[UInt8]] = []
    var isAsked = true
    var readers: [String] = []
    /// Instead of words: what the party's own node is to do.
    var errand: Errand?
    /// In what order acts of the same moment and party were planned.
    var sequence = 0
    /// Says what is recorded; nil where it has come to nothing.
    let words: @Sendable (inout Books) -> Event.OneOf_Kind?

    static func precedes(_ left: PlannedAct, _ right: PlannedAct) -> Bool {
        if left.time != right.time { return left.time < right.time }
        if left.party != right.party { return left.party < right.party }
        if left.onBehalfOf != right.onBehalfOf { return left.onBehalfOf < right.onBehalfOf }
        if left.isAsked != right.isAsked { return left.isAsked }
        return left.sequence < right.sequence
    }
}

/// Planned acts, the earliest first: a binary heap.
struct Agenda {
    private var heap: [PlannedAct] = []
    private var sequence = 0

    var next: PlannedAct? { heap.first }
    var count: Int { heap.count }

    mutating func add(_ act: PlannedAct) {
        var act = act
        act.sequence = sequence
        sequence += 1
        heap.append(act)
        var place = heap.count - 1
        while place > 0, PlannedAct.precedes(heap[place], heap[(place - 1) / 2]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func take() -> PlannedAct? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < heap.count && PlannedAct.precedes(heap[child], heap[least]) { least = child }
            guard least != place else { return first }
            heap.swapAt(place, least)
            place = least
        }
    }
}
