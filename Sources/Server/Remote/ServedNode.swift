import AsyncHTTPClient
public import ClaimsLedger
import Dispatch
import Foundation
import Ledger
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization
import TransparencyLog

/// A node that another process on this machine serves, as a command writes to it: through that process.
///
/// Everything here waits, and belongs on a command's main thread.
public final class ServedNode: Sendable {
    /// Seconds that the server may take for an answer: a commit on a slow disk, behind others.
    private static let answerSeconds: Int64 = 120
    /// Bytes of an answer.
    private static let answerBytes = 64 << 20

    private let file: ServeFile
    private let client: HTTPClient
    private let isReached = Atomic(false)
    /// The checkpoint that came with the newest answer of each log.
    private let checkpoints = Mutex<[String: String]>([:])

    /// - Returns: nil where the node in `directory` is not being served.
    public init?(directory: String) {
        guard let file = ServeFile.read(in: directory) else { return nil }
        self.file = file
        var configuration = HTTPClient.Configuration()
        // Only this machine's owner of the directory could have written the address, and only its server knows the token; the name in its
        // certificate is not the one under which this machine reaches it.
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        configuration.tlsConfiguration = tls
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(Self.answerSeconds))
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit { try? client.syncShutdown() }

    /// The process that serves it.
    public var process: Int32 { file.process }

    /// How a node that was opened for reading appends through the server.
    public var writer: RemoteWriter {
        RemoteWriter(
            append: { [self] in try append($0) }, storeBlob: { [self] in try store($0) },
            checkpoint: { [self] in try checkpoint(of: $0) })
    }

    /// Finds out once whether the server answers at all: what fails then has changed nothing.
    private func reach() throws {
        guard !isReached.load(ordering: .relaxed) else { return }
        _ = try send(.GET, Operation.health.template, [], changes: false)
        isReached.store(true, ordering: .relaxed)
    }

    private func append(_ proposal: LogProposal) throws -> [Committed] {
        try reach()
        let body = try JSONEncoder.plain.encode(ProposalMessage(proposal))
        let answer = try send(.POST, Operation.append.template, Array(body), changes: true)
        guard let appended = try? JSONDecoder().decode(AppendedMessage.self, from: Data(answer)) else {
            throw unknown("its answer cannot be read")
        }
        let committed = appended.committed.compactMap(\.committed)
        guard committed.count == appended.committed.count, let origin = committed.first?.origin else {
            throw unknown("its answer cannot be read")
        }
        checkpoints.withLock { $0[origin] = appended.checkpoint }
        return committed
    }

    private func store(_ bytes: [UInt8]) throws -> String {
        try reach()
        let name = Digest.sha256(bytes).hex
        _ = try send(.PUT, "/api/v1/blobs/\(name)", bytes, changes: true)
        return name
    }

    private func checkpoint(of origin: String) throws -> String {
        if let known = checkpoints.withLock({ $0[origin] }) { return known }
        let path = origin.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? origin
        return String(decoding: try send(.GET, "/log/\(path)/checkpoint", [], changes: false), as: UTF8.self)
    }

    /// Sends a request and waits for the body of the answer.
    /// - Parameter changes: whether the node may have been changed where no answer comes.
    private func send(_ method: HTTPMethod, _ path: String, _ body: [UInt8], changes: Bool) throws -> [UInt8] {
        let done = DispatchSemaphore(value: 0)
        let outcome = Mutex<Result<(Int, [UInt8]), any Error>?>(nil)
        var request = HTTPClientRequest(url: file.address + path)
        request.method = method
        request.headers.add(name: "Authorization", value: "Bearer \(file.token)")
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        let (client, sent) = (client, request)
        Task.detached {
            let result: Result<(Int, [UInt8]), any Error>
            do {
                let response = try await client.execute(sent, timeout: .seconds(Self.answerSeconds))
                let bytes = try await response.body.collect(upTo: Self.answerBytes)
                result = .success((Int(response.status.code), Array(bytes.readableBytesView)))
            } catch {
                result = .failure(error)
            }
            outcome.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        switch outcome.withLock({ $0 }) {
        case .success(let (status, bytes)):
            if (200..<300).contains(status) { return bytes }
            guard let problem = try? JSONDecoder().decode(Problem.self, from: Data(bytes)) else {
                let reason = "it answers with status \(status)"
                throw changes && status >= 500 ? unknown(reason) : absent(reason)
            }
            throw problem.error
        case .failure(let error): throw changes ? unknown("\(error)") : absent("\(error)")
        case nil: throw unknown("it did not answer")
        }
    }

    private func absent(_ reason: String) -> LedgerError {
        LedgerError(
            .secondWriter,
            "The node is being served by process \(file.process), which does not answer at \(file.address): \(reason).",
            remedy: "Wait until it has started, or stop it; reading commands work meanwhile.")
    }

    private func unknown(_ reason: String) -> LedgerError {
        LedgerError(
            .commitUnknown,
            "The server at \(file.address) ended before it answered (\(reason)): whether this was recorded is not known.",
            remedy: "Run the same command with the same event ids: what stands already is answered again.")
    }
}
