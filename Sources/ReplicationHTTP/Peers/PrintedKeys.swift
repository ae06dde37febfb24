import Foundation
import TransparencyLog

/// What `init` prints of a party, read back: as text, as JSON, or as bare keys.
public struct PrintedKeys: Sendable, Equatable {
    /// `role:code`, where it was said.
    public var party: String?
    public var name: String?
    /// The log's origin: the name of the log's key.
    public var origin: String
    public var keys: Peer.Keys

    /// - Parameter text: what `triplicate init` printed, with or without `--json`, or verifier keys between spaces or newlines.
    /// - Throws: `PeersError` `badKeys` where there is no key of a log, or there are two of a kind, or they are of several parties.
    public init(_ text: String) throws(PeersError) {
        if text.first(where: { !$0.isWhitespace }) == "{" {
            try self.init(json: text)
        } else {
            let words = text.split(whereSeparator: \.isWhitespace).filter {
                $0.utf8.count { $0 == UInt8(ascii: "+") } >= 2
            }
            try self.init(words: words.map(String.init))
            let first = text.split(separator: "\n").first.map(String.init) ?? ""
            if let match = first.wholeMatch(of: /\s*([a-z-]+:\S+) \((.+)\) is hosted in .*/) {
                party = String(match.1)
                name = String(match.2)
            }
        }
    }

    /// Reads verifier keys in any order.
    public init(words: [String]) throws(PeersError) {
        var keys = Peer.Keys()
        var origins: Set<String> = []
        for word in words {
            let key: VerifierKey
            do { key = try VerifierKey(word) } catch { throw Self.wrong("\(error.message)", remedy: error.remedy) }
            let place: WritableKeyPath<Peer.Keys, VerifierKey?>
            var origin = key.name
            switch key.type {
            case .ed25519: place = \.log
            case .transport:
                place = \.transport
                if origin.hasSuffix("/transport") { origin.removeLast("/transport".count) }
            default:
                let isMirror = origin.hasSuffix("/mirror")
                place = isMirror ? \.mirror : \.witness
                let ending = isMirror ? "/mirror" : "/witness"
                if origin.hasSuffix(ending) { origin.removeLast(ending.count) }
            }
            guard keys[keyPath: place] == nil || keys[keyPath: place] == key else {
                throw Self.wrong("two of a kind are there, \(key.name) among them")
            }
            keys[keyPath: place] = key
            origins.insert(origin)
        }
        guard let origin = origins.first, origins.count == 1 else {
            throw Self.wrong(
                origins.isEmpty
                    ? "none is there" : "they are of several parties: \(origins.sorted().joined(separator: ", "))")
        }
        self.origin = origin
        self.keys = keys
    }

    private init(json text: String) throws(PeersError) {
        struct Document: Decodable {
            let party: String
            let name: String
            let origin: String
            let verifierKeys: [String: String]
        }
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(text.utf8)) else {
            throw Self.wrong("this JSON is not what init --json prints")
        }
        try self.init(words: document.verifierKeys.values.filter { !$0.isEmpty })
        guard origin == document.origin else { throw Self.wrong("they are of \(origin), not of \(document.origin)") }
        party = document.party
        name = document.name
    }

    private static func wrong(_ reason: String, remedy: String? = nil) -> PeersError {
        PeersError(
            .badKeys, "The keys cannot be used: \(reason).",
            remedy: remedy ?? "Give what triplicate init --json printed on the peer's node, or its four verifier keys.")
    }
}
