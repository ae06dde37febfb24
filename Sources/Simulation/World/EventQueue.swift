/// What is still to happen, by simulated time; at equal times in the order in which it was planned.
package struct EventQueue {
    private struct Event {
        let time: Int64
        let order: Int
        let run: () -> Void
    }

    /// A binary heap.
    private var heap: [Event] = []
    private var planned = 0

    package var isEmpty: Bool { heap.isEmpty }
    /// When the next event happens.
    package var nextTime: Int64? { heap.first?.time }

    package init() {}

    package mutating func plan(at time: Int64, _ run: @escaping () -> Void) {
        heap.append(Event(time: time, order: planned, run: run))
        planned += 1
        var child = heap.count - 1
        while child > 0, precedes(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the next event.
    package mutating func next() -> (time: Int64, run: () -> Void)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        return (first.time, first.run)
    }

    private mutating func siftDown() {
        var slot = 0
        while true {
            var least = slot
            for child in [2 * slot + 1, 2 * slot + 2] where child < heap.count && precedes(child, least) {
                least = child
            }
            guard least != slot else { return }
            heap.swapAt(slot, least)
            slot = least
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        (heap[left].time, heap[left].order) < (heap[right].time, heap[right].order)
    }
}
