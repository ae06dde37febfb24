import EntryFormat
import Ledger

/// The stream order written straight from the text of the rule, with no thought of speed: the dumb twin of
/// `StreamSequence`.
struct StreamOrderTwin {
    let deciders: [DecidingLog]
    let entries: [StreamEntry]

    init(_ given: [StreamEntry], deciders: [DecidingLog]) {
        self.deciders = deciders
        var distinct: [StreamEntry] = []
        for entry in given where !distinct.contains(entry) { distinct.append(entry) }
        entries = distinct
    }

    func decides(_ entry: StreamEntry) -> Bool { rank(of: entry) != nil }

    private func rank(of entry: StreamEntry) -> Int? {
        guard let rank = deciders.firstIndex(where: { $0.origin == entry.origin }) else { return nil }
        if let size = deciders[rank].size, entry.number >= size { return nil }
        return rank
    }

    private func rivals(of entry: StreamEntry) -> [StreamEntry] {
        entries.filter { $0.origin == entry.origin && $0.number == entry.number }
    }

    private func lowest(_ entries: [StreamEntry]) -> StreamEntry { entries.min { $0.leaf < $1.leaf }! }

    /// “The decider's log is the spine. Its entries stand in their own order.” Of a forked number, the lowest leaf hash.
    var spine: [StreamEntry] {
        entries.filter { decides($0) && lowest(rivals(of: $0)) == $0 }.sorted {
            rank(of: $0)! != rank(of: $1)! ? rank(of: $0)! < rank(of: $1)! : $0.number < $1.number
        }
    }

    /// Of a number that is held with different bytes stands the one that the spine names first, else the lowest hash.
    func standing(in spine: [StreamEntry]) -> [StreamEntry] {
        entries.filter { entry in
            let rivals = rivals(of: entry)
            if rivals.count == 1 { return true }
            if decides(entry) { return lowest(rivals) == entry }
            for decision in spine where decision.origin != entry.origin {
                for reference in decision.after {
                    if let named = rivals.first(where: { leads(reference, to: $0) }) { return named == entry }
                }
            }
            return lowest(rivals) == entry
        }
    }

    private func leads(_ reference: Reference, to entry: StreamEntry) -> Bool {
        reference.origin == entry.origin && reference.number == entry.number && reference.leaf == entry.leaf
    }

    /// “same log, number not greater”; a number that is held with other bytes covers nothing.
    private func covers(_ decision: StreamEntry, _ entry: StreamEntry, _ standing: [StreamEntry]) -> Bool {
        decision.after.contains { reference in
            reference.origin == entry.origin && reference.origin != decision.origin
                && entry.number <= reference.number && !isContradicted(reference, standing)
        }
    }

    private func isContradicted(_ reference: Reference, _ standing: [StreamEntry]) -> Bool {
        standing.contains {
            $0.origin == reference.origin && $0.number == reference.number && $0.leaf != reference.leaf
        }
    }

    private func isDangling(_ reference: Reference, in entry: StreamEntry, _ standing: [StreamEntry]) -> Bool {
        reference.origin == entry.origin || !standing.contains { leads(reference, to: $0) }
    }

    /// “merged by taking, again and again, the earliest among each log's next (by time, then origin)”.
    private func merge(_ entries: [StreamEntry]) -> [StreamEntry] {
        var rest = entries
        var merged: [StreamEntry] = []
        while !rest.isEmpty {
            let next = rest.filter { entry in
                !rest.contains { $0.origin == entry.origin && $0.number < entry.number }
            }
            let earliest = next.min { $0.time != $1.time ? $0.time < $1.time : $0.origin < $1.origin }!
            merged.append(earliest)
            rest.removeAll { $0 == earliest }
        }
        return merged
    }

    /// One line for each place, mark and fork.
    func describe() -> [String] {
        let spine = spine
        let standing = standing(in: spine)
        let others = standing.filter { !decides($0) }
        func line(_ entry: StreamEntry, _ standingText: String) -> String {
            let dangling = entry.after.filter { isDangling($0, in: entry, standing) }
            return name(entry) + " " + standingText + dangling.map { ", dangling: " + name($0) }.joined()
        }
        var lines: [String] = []
        var placed: [StreamEntry] = []
        for decision in spine {
            let covered = others.filter { !placed.contains($0) && covers(decision, $0, standing) }
            lines += merge(covered).map { line($0, "covered by " + name(decision)) }
            lines.append(line(decision, "decides"))
            placed += covered
        }
        lines += merge(others.filter { !placed.contains($0) }).map { line($0, "pending") }
        for decision in spine {
            for reference in decision.after
            where reference.origin != decision.origin && isDangling(reference, in: decision, standing) {
                let why = isContradicted(reference, standing) ? "contradicted" : "not held"
                lines.append("incomplete: " + name(decision) + " names " + name(reference) + ", " + why)
            }
        }
        for entry in standing.sorted(by: { ($0.origin, $0.number) < ($1.origin, $1.number) }) {
            let others = rivals(of: entry).filter { $0 != entry }.sorted { $0.leaf < $1.leaf }
            if !others.isEmpty {
                lines.append("forked: " + name(entry) + " stands, not " + others.map(name).joined(separator: " "))
            }
        }
        return lines
    }
}

extension StreamSequence {
    /// One line for each place, mark and fork.
    func describe() -> [String] {
        var lines = places.map { place in
            let standing =
                switch place.standing {
                case .deciding: "decides"
                case .covered(let index): "covered by " + name(places[index].entry)
                case .pending: "pending"
                }
            return name(place.entry) + " " + standing + place.dangling.map { ", dangling: " + name($0) }.joined()
        }
        for missing in missing {
            lines.append(
                "incomplete: " + name(missing.namedBy) + " names " + name(missing.reference) + ", "
                    + (missing.isContradicted ? "contradicted" : "not held"))
        }
        for fork in forks {
            lines.append(
                "forked: " + name(fork.standing) + " stands, not " + fork.others.map(name).joined(separator: " "))
        }
        return lines
    }
}

/// `origin/number`, and a mark for the leaf hash: as many primes as its first byte says, so that a rival of an entry
/// reads `hospital/4'`.
func name(_ entry: StreamEntry) -> String { name(entry.origin, entry.number, entry.leaf) }
func name(_ reference: Reference) -> String { name(reference.origin, reference.number, reference.leaf) }

private func name(_ origin: String, _ number: UInt64, _ leaf: LeafHash) -> String {
    "\(origin)/\(number)" + String(repeating: "'", count: Int(leaf.bytes[0]))
}
