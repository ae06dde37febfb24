extension TLogPolicy {
    /// The most lines of each kind that are read. The standard asks for 32 at least.
    public static let maximumLineCount = 256
    /// The longest file that is read: 256 KiB.
    public static let maximumByteCount = 256 << 10

    /// Reads a policy file.
    ///
    /// - Throws: ``TransparencyError`` `.malformedPolicy`, with the line's number in the message, for the first mistake.
    /// - Complexity: O(*n*) in the bytes; groups and members are bounded.
    public init(_ text: String) throws(TransparencyError) { try self.init(Array(text.utf8)) }

    /// Reads a policy file. See ``init(_:)-(String)``.
    public init(_ bytes: [UInt8]) throws(TransparencyError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw Self.mistake(1, "the policy has \(bytes.count) bytes, and \(Self.maximumByteCount) are the limit")
        }
        var reading = PolicyReading()
        var lines = bytes.split(separator: NoteText.newline, omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty ?? false else {
            throw Self.mistake(lines.count + 1, "the last line does not end in a newline")
        }
        for (place, line) in lines.enumerated() {
            if let byte = line.first(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) {
                throw Self.mistake(place + 1, "it holds the control character \(byte)")
            }
            let words = line.split { $0 == 0x20 || $0 == 0x09 }
            guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
            do {
                try reading.take(first, words.dropFirst().map { Array($0) })
            } catch {
                throw Self.mistake(place + 1, error.reason)
            }
        }
        guard let quorum = reading.quorum else {
            throw Self.mistake(lines.count + 1, "the policy ends without a quorum line")
        }
        self.init(logs: reading.logs, witnesses: reading.witnesses, quorum: quorum)
    }

    private static func mistake(_ line: Int, _ reason: String) -> TransparencyError {
        TransparencyError(
            .malformedPolicy, "Line \(line) of the policy: \(reason)",
            remedy:
                "The lines are log KEY [URL], witness NAME KEY [URL], group NAME all|any|K NAME… and quorum NAME|none.")
    }
}

/// What has been read of a policy.
private struct PolicyReading {
    struct Mistake: Error {
        let reason: String
    }

    var logs: [TLogPolicy.Log] = []
    var witnesses: [TLogPolicy.Witness] = []
    var quorum: TLogPolicy.Rule?
    private var rules: [[UInt8]: TLogPolicy.Rule] = [:]
    private var members: Set<[UInt8]> = []

    mutating func take(_ keyword: ArraySlice<UInt8>, _ words: [[UInt8]]) throws(Mistake) {
        if keyword.elementsEqual("log".utf8) {
            try log(words)
        } else if keyword.elementsEqual("witness".utf8) {
            try witness(words)
        } else if keyword.elementsEqual("group".utf8) {
            try group(words)
        } else if keyword.elementsEqual("quorum".utf8) {
            guard words.count == 1 else { throw Mistake(reason: "a quorum line has one name") }
            guard quorum == nil else { throw Mistake(reason: "there is a quorum line already") }
            quorum = words[0].elementsEqual("none".utf8) ? TLogPolicy.Rule.none : try rule(words[0])
        } else {
            throw Mistake(reason: "\"\(shown(Array(keyword)))\" begins no line of a policy")
        }
    }

    private mutating func log(_ words: [[UInt8]]) throws(Mistake) {
        guard (1...2).contains(words.count) else { throw Mistake(reason: "a log line has a key, and perhaps a URL") }
        let key = try key(words[0], .ed25519, "a log's key")
        guard logs.count < TLogPolicy.maximumLineCount else { throw Mistake(reason: "there are too many logs") }
        guard !logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw Mistake(reason: "the key of \(key.name) stands in a log line already")
        }
        logs.append(TLogPolicy.Log(key: key, url: words.count == 2 ? text(words[1]) : nil))
    }

    private mutating func witness(_ words: [[UInt8]]) throws(Mistake) {
        guard (2...3).contains(words.count) else {
            throw Mistake(reason: "a witness line has a name, a key, and perhaps a URL")
        }
        let key = try key(words[1], .cosignature, "a witness's key")
        guard witnesses.count < TLogPolicy.maximumLineCount else {
            throw Mistake(reason: "there are too many witnesses")
        }
        guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw Mistake(reason: "the key of \(key.name) stands in a witness line already")
        }
        try define(words[0], .witness(key))
        witnesses.append(
            TLogPolicy.Witness(nameBytes: words[0], key: key, url: words.count == 3 ? text(words[2]) : nil))
    }

    private mutating func group(_ words: [[UInt8]]) throws(Mistake) {
        guard words.count >= 3 else {
            throw Mistake(reason: "a group line has a name, all, any or a number, and one member at least")
        }
        let names = words.dropFirst(2)
        let threshold: Int
        if words[1].elementsEqual("all".utf8) {
            threshold = names.count
        } else if words[1].elementsEqual("any".utf8) {
            threshold = 1
        } else if let number = NoteText.number(text(words[1])), number >= 1, number <= UInt64(names.count) {
            threshold = Int(number)
        } else {
            throw Mistake(
                reason:
                    "\"\(shown(words[1]))\" is not all, any or a number from 1 to \(names.count), the number of members"
            )
        }
        var chosen: [TLogPolicy.Rule] = []
        for name in names {
            let rule = try rule(name)
            guard members.insert(name).inserted else {
                throw Mistake(reason: "\"\(shown(name))\" is a member of a group already, and may be of one only")
            }
            chosen.append(rule)
        }
        guard rules.count < 2 * TLogPolicy.maximumLineCount else { throw Mistake(reason: "there are too many groups") }
        try define(words[0], .group(threshold: threshold, members: chosen))
    }

    private mutating func define(_ name: [UInt8], _ rule: TLogPolicy.Rule) throws(Mistake) {
        guard !name.elementsEqual("none".utf8) else { throw Mistake(reason: "the name none means nobody") }
        guard rules[name] == nil else { throw Mistake(reason: "the name \"\(shown(name))\" is defined already") }
        rules[name] = rule
    }

    private func rule(_ name: [UInt8]) throws(Mistake) -> TLogPolicy.Rule {
        guard let rule = rules[name] else {
            throw Mistake(reason: "\"\(shown(name))\" is no witness or group of a line above")
        }
        return rule
    }

    private func key(_ word: [UInt8], _ type: SignatureType, _ role: String) throws(Mistake) -> VerifierKey {
        let key: VerifierKey
        do {
            key = try VerifierKey(text(word))
        } catch {
            throw Mistake(reason: error.message)
        }
        guard key.type == type else {
            throw Mistake(
                reason: "the key of \(key.name) has the signature type \(key.type.rawValue), not that of \(role)")
        }
        return key
    }

    private func text(_ word: [UInt8]) -> String { String(decoding: word, as: UTF8.self) }

    private func shown(_ word: [UInt8]) -> String { NoteText.excerpt(text(word)) }
}
