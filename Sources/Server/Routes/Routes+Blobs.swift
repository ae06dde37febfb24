import ClaimsLedger
import Ledger
import Synchronization
import TransparencyLog

extension Routes {
    /// Which bytes of a blob are wanted (RFC 9110, section 14).
    enum Wanted: Equatable {
        case all
        /// From one place on, before another.
        case part(Int, Int)
        /// It begins beyond the blob's end.
        case beyond
    }

    /// Reads `Range: bytes=N-` and `bytes=N-M`. Any other form may be answered as if it were not there.
    static func wanted(_ range: String?, of count: Int) -> Wanted {
        guard let text = range?.dropping(prefix: "bytes=") else { return .all }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Route.number(ends[0]).flatMap({ Int(exactly: $0) }) else { return .all }
        var end = count
        if !ends[1].isEmpty {
            guard let last = Route.number(ends[1]).flatMap({ Int(exactly: $0) }), last >= first, last < .max else {
                return .all
            }
            end = min(count, last + 1)
        }
        return first < count ? .part(first, end) : .beyond
    }

    /// A blob, or a part of it, in pieces: however large it is, little of it is held.
    func blob(_ digest: Digest, range: String?) async throws -> Answer {
        let blobs = ledger.blobs
        guard let count = try await long({ try blobs.byteCount(of: digest) }) else { throw ServerError.notFound }
        switch Self.wanted(range, of: count) {
        case .all: return Answer(pieces(of: digest, from: 0, to: count), count)
        case .part(let first, let end):
            var answer = Answer(pieces(of: digest, from: first, to: end), end - first)
            answer.status = 206
            answer.fields.append(("Content-Range", "bytes \(first)-\(end - 1)/\(count)"))
            return answer
        case .beyond:
            var answer = Answer(
                ServerError(
                    416, 2715, "range", "The blob has \(count) bytes.", remedy: "Begin before its end."))
            answer.fields.append(("Content-Range", "bytes */\(count)"))
            return answer
        }
    }

    private func pieces(
        of digest: Digest, from first: Int, to end: Int
    ) -> @Sendable () async throws -> [UInt8]? {
        let (blobs, long) = (ledger.blobs, long)
        let next = Place(first)
        return {
            let offset = next.value
            guard offset < end else { return nil }
            let bytes = try await long {
                try blobs.piece(of: digest, at: offset, count: min(end - offset, ServerLimit.pageBytes))
            }
            // It has become shorter than it was: the connection ends before the length that was announced.
            guard !bytes.isEmpty else { throw ServerError.gap }
            next.value = offset + bytes.count
            return bytes
        }
    }
}

extension Answer {
    fileprivate init(_ pieces: @escaping @Sendable () async throws -> [UInt8]?, _ length: Int) {
        self.init(length: length, pieces: pieces, "application/octet-stream")
    }
}

/// How far an answer in pieces has come. One piece is made at a time.
final class Place: Sendable {
    private let place: Atomic<Int>

    init(_ place: Int) { self.place = Atomic(place) }

    var value: Int {
        get { place.load(ordering: .acquiring) }
        set { place.store(newValue, ordering: .releasing) }
    }
}
