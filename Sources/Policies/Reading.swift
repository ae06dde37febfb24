import Claims

/// Collects the mistakes of one file while it is read, so that all are told at once.
final class Reading {
    private(set) var mistakes: [Mistake] = []

    func mistake(_ place: Policy.Place, _ path: String, _ message: String, _ remedy: String) {
        // A file with a hundred mistakes is better begun again.
        guard mistakes.count < 100 else { return }
        mistakes.append(Mistake(place: place, path: path, message: message, remedy: remedy))
    }

    func mistake(_ tree: Tree, _ path: String, _ message: String, _ remedy: String) {
        mistake(tree.place, path, message, remedy)
    }

    /// What was read, unless anything was wrong.
    func finished<Value>(_ value: Value?) throws(Mistakes) -> Value {
        guard mistakes.isEmpty, let value else {
            if mistakes.isEmpty {
                throw Mistakes(one: Policy.Place(line: 1, column: 1), "the file could not be read", "Check its form.")
            }
            throw Mistakes(mistakes)
        }
        return value
    }

    /// A key that must be there and is not; silent where a refused key is probably a slip for it.
    func missing(_ fields: Fields, _ tree: Tree, _ message: String, _ remedy: String) {
        if !fields.hasUnknown { mistake(tree, fields.path, message, remedy) }
    }

    // MARK: Maps

    /// The keys of a map; what is not among `known` is a mistake with a suggestion.
    func fields(_ tree: Tree, _ path: String, known: [String]) -> Fields {
        guard case .mapping(let pairs) = tree.content else {
            if !tree.isEmpty {
                mistake(
                    tree, path, "\(tree.kindName) stands where keys are expected",
                    tree.lacksColon ?? "Possible keys: \(known.joined(separator: ", ")).")
            }
            return Fields(place: tree.place, path: path, pairs: [], hasUnknown: false)
        }
        var hasUnknown = false
        for pair in pairs where !known.contains(pair.key) {
            hasUnknown = true
            mistake(
                pair.place, path, "\"\(pair.key)\" is not a key here", Suggestion.remedy(for: pair.key, among: known))
        }
        return Fields(place: tree.place, path: path, pairs: pairs, hasUnknown: hasUnknown)
    }

    /// The parts of a list.
    func list(_ tree: Tree, _ path: String) -> [Tree] {
        if case .sequence(let parts) = tree.content { return parts }
        if !tree.isEmpty {
            mistake(tree, path, "\(tree.kindName) stands where a list is expected", "Begin each part with \"- \".")
        }
        return []
    }

    // MARK: Single values

    func text(_ tree: Tree, _ path: String) -> String? {
        if case .scalar(let text, _) = tree.content, !tree.isEmpty { return text }
        mistake(tree, path, "\(tree.kindName) stands where a text is expected", "Write a word or a quoted text.")
        return nil
    }

    func amount(_ tree: Tree, _ path: String) -> Int64? {
        guard let text = text(tree, path) else { return nil }
        guard let fen = Exact.fen(decimal: text) else {
            mistake(
                tree, path, "\"\(text)\" is not an amount",
                WritingHint.remedy(for: text)
                    ?? "Write yuan with at most two decimals, without commas or a currency sign: 46183.26.")
            return nil
        }
        guard fen >= 0 else {
            mistake(tree, path, "\(text) is below zero", "Set a refund off against its charge.")
            return nil
        }
        guard fen <= Bill.greatestAmount else {
            mistake(
                tree, path, "\(text) is more than \(Exact(fen: Bill.greatestAmount).decimalText)",
                "Look for a slipped decimal point.")
            return nil
        }
        return fen
    }

    func number(_ tree: Tree, _ path: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(tree, path) else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        mistake(
            tree, path, "\"\(text)\" is not a whole number from \(range.lowerBound) to \(range.upperBound)",
            text.contains(where: WritingHint.isFullWidth)
                ? WritingHint.remedy(for: text) ?? "Write digits only." : "Write digits only.")
        return nil
    }

    func flag(_ tree: Tree, _ path: String) -> Bool? {
        guard let text = text(tree, path) else { return nil }
        switch Policy.normalised(text) {
        case "yes": return true
        case "no": return false
        default:
            mistake(tree, path, "\"\(text)\" is neither yes nor no", "Write yes or no.")
            return nil
        }
    }

    func day(_ tree: Tree, _ path: String) -> Policy.Day? {
        guard let text = text(tree, path) else { return nil }
        if let day = Policy.Day(text) { return day }
        mistake(tree, path, "\"\(text)\" is not a day of the calendar", "Write it as 2024-03-01.")
        return nil
    }

    /// One of a few words; white space and letter case do not count, so that `half up` is `halfUp`.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ tree: Tree, _ path: String) -> Word? {
        guard let text = text(tree, path) else { return nil }
        let plain = Policy.normalised(text).split(separator: " ").joined()
        if let word = Word.allCases.first(where: { $0.rawValue.lowercased() == plain }) { return word }
        mistake(
            tree, path, "\"\(text)\" is not possible here",
            Suggestion.remedy(for: text, among: Word.allCases.map(\.rawValue)))
        return nil
    }
}

/// The keys of one map, with where they stand.
struct Fields {
    let place: Policy.Place
    let path: String
    let pairs: [Tree.Pair]
    /// Whether a key was refused: it may be the one that seems to be missing.
    let hasUnknown: Bool

    subscript(key: String) -> Tree? {
        pairs.first { $0.key == key }?.value
    }

    func path(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    /// Reads the value of a key, if the key is there and anything follows it.
    @discardableResult
    func read<Value>(_ key: String, _ body: (Tree, String) -> Value?) -> Value? {
        guard let tree = self[key] else { return nil }
        return body(tree, path(key))
    }
}
