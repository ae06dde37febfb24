/// The `--name value` pairs after the benchmark's name.
struct Arguments {
    private let words: [String]

    init(_ words: [String]) {
        self.words = words
    }

    func text(_ name: String) throws -> String {
        guard let index = words.firstIndex(of: "--\(name)"), index + 1 < words.count else {
            throw Misuse(message: "--\(name) is missing")
        }
        return words[index + 1]
    }

    func number(_ name: String) throws -> Int {
        let text = try text(name)
        guard let number = Int(text), number >= 0 else {
            throw Misuse(message: "--\(name) \(text) is not a number")
        }
        return number
    }
}

/// A call that makes no sense.
struct Misuse: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
