/// Rows in the order of their keys, in runs that are short enough to be moved: one more row costs a search, not a copy of all.
struct SortedRows: Sendable {
    /// Rows in a run at most; a run that is full is cut in two.
    private static let runLength = 256

    /// Never empty, and in order.
    private var runs: [[ViewRow]] = []
    private(set) var count = 0

    /// Where a row stands. It is of no use once rows were added or removed.
    struct Place: Equatable {
        fileprivate var run: Int
        fileprivate var row: Int
    }

    /// The row at a place; nil at the end.
    subscript(place: Place) -> ViewRow? { place.run < runs.count ? runs[place.run][place.row] : nil }

    /// The place after a place that is not the end.
    func place(after place: Place) -> Place {
        place.row + 1 < runs[place.run].count
            ? Place(run: place.run, row: place.row + 1) : Place(run: place.run + 1, row: 0)
    }

    /// The first place whose key does not stand before `key`.
    func place(of key: [UInt8]) -> Place {
        let run = Self.first(in: 0..<runs.count) { !Self.precedes(runs[$0][runs[$0].count - 1].key, key) }
        guard run < runs.count else { return Place(run: run, row: 0) }
        return Place(run: run, row: Self.first(in: 0..<runs[run].count) { !Self.precedes(runs[run][$0].key, key) })
    }

    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.span.bytes.order(to: right.span.bytes) < 0
    }

    /// Adds a row; one of the same key makes way for it.
    mutating func insert(_ row: ViewRow) {
        let place = place(of: row.key)
        if self[place]?.key == row.key {
            runs[place.run][place.row] = row
            return
        }
        count += 1
        // Behind all others: into the last run.
        let run = min(place.run, runs.count - 1)
        guard run >= 0 else {
            runs.append([row])
            return
        }
        runs[run].insert(row, at: run == place.run ? place.row : runs[run].count)
        guard runs[run].count > Self.runLength else { return }
        let half = Array(runs[run][(Self.runLength / 2)...])
        runs[run].removeLast(half.count)
        runs.insert(half, at: run + 1)
    }

    /// Removes the row of a key, where there is one.
    mutating func remove(_ key: [UInt8]) {
        let place = place(of: key)
        guard self[place]?.key == key else { return }
        count -= 1
        runs[place.run].remove(at: place.row)
        if runs[place.run].isEmpty { runs.remove(at: place.run) }
    }

    /// The first index of a range that `holds`, which holds for all after it; the range's end where it holds for none.
    private static func first(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
