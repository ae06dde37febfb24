public import Ledger
import Synchronization
public import TransparencyLog

/// A node that cannot be reached: what it is asked waits in the queue until it comes for it.
public final class RelayPeer: PeerTransport {
    /// Bytes of a blob that are asked for at a time.
    private static let pieceBytes = 1 << 20

    private let origin: String
    private let queue: RelayQueue
    private let purse: TokenPurse
    private let disk = BlockingQueue("triplicate.relay.blobs")
    private let received = Atomic<UInt64>(0)
    private let underWay = Mutex<Set<Digest>>([])

    public init(origin: String, queue: RelayQueue, purse: TokenPurse) {
        self.origin = origin
        self.queue = queue
        self.purse = purse
    }

    public var receivedBytes: UInt64 { received.load(ordering: .relaxed) }

    public func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerAnswer {
        try await ask(request, range: nil)
    }

    public func download(_ digest: Digest, _ request: PeerRequest, into blobs: BlobStore) async throws -> Int {
        guard underWay.withLock({ $0.insert(digest).inserted }) else {
            throw PeerFailure.unreachable("The blob \(digest.hex) is on its way already")
        }
        defer { _ = underWay.withLock { $0.remove(digest) } }
        if blobs.holds(digest) { return 200 }
        var offset = try await disk.run { try blobs.arrivedBytes(of: digest) }
        while true {
            var piece = request
            piece.limit = Self.pieceBytes
            let answer = try await ask(piece, range: "bytes=\(offset)-\(offset + Self.pieceBytes - 1)")
            guard [206, 416].contains(answer.status) else {
                return answer.status == 200 ? 502 : answer.status
            }
            let (bytes, place) = (answer.status == 206 ? answer.body : [], offset)
            let isLast = bytes.count < Self.pieceBytes
            try await disk.run {
                try blobs.take(bytes, of: digest, at: place)
                if isLast { try blobs.complete(digest) }
            }
            if isLast { return 200 }
            offset += bytes.count
        }
    }

    private func ask(_ request: PeerRequest, range: String?) async throws(PeerFailure) -> PeerAnswer {
        guard request.method == .get else {
            throw .unreachable("\(origin) cannot be reached from here: it fetches what it wants")
        }
        do {
            var tokens: [String] = []
            if let audience = request.audience { tokens = try await purse.tokens(for: audience) }
            var random = SystemRandomNumberGenerator()
            let asked = RelayRequest(
                id: String(random.next(), radix: 16), path: request.path, token: tokens.first ?? "",
                also: tokens.count > 1 ? Array(tokens.dropFirst()) : nil, range: range)
            let (queue, origin) = (queue, origin)
            let answer = try await withTimeLimit(seconds: request.timeoutSeconds) {
                try await queue.ask(asked, of: origin, limit: request.limit)
            }
            received.add(UInt64(answer.body.count), ordering: .relaxed)
            return answer
        } catch let error as PeerFailure {
            throw error
        } catch {
            throw .unreachable("\(origin) was not asked: \(error)")
        }
    }
}
