public import Claims

/// One mistake in a file that a person wrote: where it is, what is wrong and what to do about it.
public struct Mistake: Sendable, Equatable, CustomStringConvertible {
    public var place: Policy.Place
    /// The keys that lead there: `stages[1].bands[2].rate`.
    public var path: String
    public var message: String
    public var remedy: String

    public init(place: Policy.Place, path: String, message: String, remedy: String) {
        self.place = place
        self.path = path
        self.message = message
        self.remedy = remedy
    }

    public var description: String {
        let what = path.isEmpty ? message : "\(path): \(message)"
        return "line \(place.line), column \(place.column): \(what). \(remedy)"
    }
}

/// All mistakes of one file, in the order of the file.
public struct Mistakes: Error, Sendable, Equatable, CustomStringConvertible {
    public let all: [Mistake]

    public init(_ all: [Mistake]) {
        self.all = all.sorted { ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column) }
    }

    public var description: String { all.map(\.description).joined(separator: "\n") }
}

/// Finds what a person may have meant.
enum Suggestion {
    /// The name nearest to `written`, if it is near enough to be a slip.
    static func nearest(to written: String, of names: some Sequence<String>) -> String? {
        let target = Array(written.lowercased().unicodeScalars.prefix(64))
        var best: (name: String, distance: Int)?
        for name in names.sorted() {
            let distance = distance(target, Array(name.lowercased().unicodeScalars.prefix(64)))
            if distance < best?.distance ?? .max { best = (name, distance) }
        }
        guard let best, best.distance <= max(1, target.count / 3) else { return nil }
        return best.name
    }

    /// "Did you mean …?", or the list of what is possible.
    static func remedy(for written: String, among names: some Collection<String>) -> String {
        if let word = WritingHint.english(for: written, among: names) { return "Write \"\(word)\"." }
        if written.contains(where: WritingHint.isFullWidth), let hint = WritingHint.remedy(for: written) { return hint }
        if let name = nearest(to: written, of: names) { return "Did you mean \"\(name)\"?" }
        return "Possible here: \(Set(names).sorted().joined(separator: ", "))."
    }

    /// Damerau's distance restricted to adjacent swaps: insertions, deletions, substitutions, transpositions.
    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1] + [Int](repeating: 0, count: b.count)
            for j in b.indices {
                row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], before[j - 1] + 1) }
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
