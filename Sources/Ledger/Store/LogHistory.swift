/// What has become of a log since it was made: the keys that were replaced, where it ended, and which log it goes on from.
public struct LogHistory: Sendable, Equatable {
    /// A key of a hosted party that another one has taken the place of.
    public struct ReplacedKey: Sendable, Equatable {
        /// The verifier key.
        public let key: String
        /// Of a log key: it signs checkpoints below this size. Nil for the others.
        public let until: UInt64?

        public init(key: String, until: UInt64?) {
            self.key = key
            self.until = until
        }
    }

    /// In the order in which they were replaced.
    public internal(set) var replaced: [ReplacedKey] = []
    /// Its size when it ended: what it shows from there on decides nothing.
    public internal(set) var end: UInt64?
    /// The origin of the log that its party kept before.
    public internal(set) var continues: String?

    init() {}

    /// One line each: `log-key UNTIL KEY`, `key KEY`, `end SIZE`, `continues ORIGIN`.
    var text: String {
        var lines = replaced.map { old in old.until.map { "log-key \($0) \(old.key)" } ?? "key \(old.key)" }
        if let end { lines.append("end \(end)") }
        if let continues { lines.append("continues \(continues)") }
        return lines.joined(separator: "\n")
    }

    /// - Returns: nil where a line is none of these.
    init?(text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            switch (String(words[0]), words.count) {
            case ("log-key", 3):
                guard let until = UInt64(words[1]) else { return nil }
                replaced.append(ReplacedKey(key: String(words[2]), until: until))
            case ("key", 2): replaced.append(ReplacedKey(key: String(words[1]), until: nil))
            case ("end", 2):
                guard let size = UInt64(words[1]), end == nil else { return nil }
                end = size
            case ("continues", 2):
                guard continues == nil else { return nil }
                continues = String(words[1])
            default: return nil
            }
        }
    }
}
