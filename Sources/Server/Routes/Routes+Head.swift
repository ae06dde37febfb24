import Foundation
import Ledger
import Synchronization
import TransparencyLog

extension Routes {
    /// The newest checkpoint of a log. Whoever names the tag of the one that it has gets 304 while there is no newer one, and may let the request
    /// wait for it.
    func checkpoint(of log: LogIdentity, _ asked: Asked) async throws -> Answer {
        let begun = ContinuousClock.now
        let wished = asked.preferredWait
        let end = begun + .seconds(min(wished ?? 0, ServerLimit.headSeconds))
        var isRefused = false
        while true {
            let generation = waits.generation
            let (text, tag) = try await newest(of: log)
            let isSame = asked.names(tag)
            let left = end - .now
            if isSame, left > .zero, !isRefused {
                let outcome = await waits.wait(
                    for: log.origin, past: tag, since: generation, from: asked.address, seconds: left.inSeconds
                ) { [self] in look() }
                switch outcome {
                case .grown, .over: continue
                // What was committed meanwhile is looked at once more.
                case .refused, .ended: isRefused = true
                }
                continue
            }
            var answer = isSame ? Answer(status: 304) : Answer(text: text)
            answer.fields.append(("ETag", tag))
            if let wished, wished > 0, asked.fields["if-none-match"] != nil, !isRefused {
                answer.fields.append(("Preference-Applied", "wait=\(min(wished, ServerLimit.headSeconds))"))
            }
            if wished ?? 0 > 0 { answer.waitedSeconds = (ContinuousClock.now - begun).inSeconds }
            return answer
        }
    }

    /// The note, and its tag. It is a weak one, of size and root: two notes of the same tree differ in cosignatures.
    private func newest(of log: LogIdentity) async throws -> (text: String, tag: String) {
        try await store { [ledger, recent] in
            guard let text = try ledger.checkpoint(of: log), let tag = Self.tag(text) else {
                throw ServerError.notFound
            }
            recent.keep(try Note(text), encoded: text, of: log.origin)
            return (text, tag)
        }
    }

    private static func tag(_ note: String) -> String? {
        let lines = note.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4 else { return nil }
        return "W/\"\(lines[1])-\(lines[2])\""
    }

    /// Something was committed: on the thread that did, which is not kept.
    func grown() {
        if waits.committed() { look() }
    }

    /// Looks soon which of those that wait need not any more, once for all that comes until then.
    private func look() {
        guard !isLooking.exchange(true, ordering: .sequentiallyConsistent) else { return }
        store.finish { [self] in
            // What is committed from here on is looked at again.
            isLooking.store(false, ordering: .sequentiallyConsistent)
            waits.wake { [ledger] origin in
                // A log that cannot be read: whoever waits for it is told so.
                ledger.log(origin: origin).flatMap { try? ledger.head(of: $0) }.flatMap { Self.tag($0) }
            }
        }
    }
}

extension Asked {
    /// For how many seconds the answer may be kept waiting (`Prefer: wait=N`, RFC 7240); nil where nothing is said of it.
    var preferredWait: Int? {
        for preference in (fields["prefer"] ?? "").split(separator: ",") {
            let first = preference.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)[0]
            let parts = first.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, parts[0].lowercased() == "wait" else { continue }
            let digits = parts[1].hasPrefix("\"") ? parts[1].dropFirst().dropLast() : parts[1][...]
            // The first one counts.
            return Int(digits).flatMap { $0 >= 0 ? $0 : nil }
        }
        return nil
    }

    /// Whether `If-None-Match` names a tag, compared as weak ones are (RFC 9110, 8.8.3.2).
    func names(_ tag: String) -> Bool {
        func opaque(_ text: some StringProtocol) -> String {
            let text = text.trimmingCharacters(in: .whitespaces)
            return text.hasPrefix("W/") ? String(text.dropFirst(2)) : text
        }
        return (fields["if-none-match"] ?? "").split(separator: ",").contains {
            let named = opaque($0)
            return named == "*" || named == opaque(tag)
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
