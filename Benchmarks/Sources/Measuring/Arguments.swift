/// The `--name value` pairs after the benchmark's name.
package struct Arguments {
    private let words: [String]

    package init(_ words: [String]) {
        self.words = words
    }

    package func text(_ name: String) throws -> String {
        guard let index = words.firstIndex(of: "--\(name)"), index + 1 < words.count else {
            throw Misuse(message: "--\(name) is missing")
        }
        return words[index + 1]
    }

    package func number(_ name: String) throws -> Int {
        let text = try text(name)
        guard let number = Int(text), number >= 0 else {
            throw Misuse(message: "--\(name) \(text) is not a number")
        }
        return number
    }
}

/// A call that makes no sense.
package struct Misuse: Error, CustomStringConvertible {
    let message: String
    package var description: String { message }

    package init(message: String) { self.message = message }
}
