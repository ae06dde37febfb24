public import ClaimsLedger
import Foundation
import Glibc
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Ledger
public import Logging
import NIOCore
import NIOSSL
public import ReplicationHTTP
import Synchronization

/// Serves a node over HTTP.
///
/// ```swift
/// let server = NodeServer(node, configuration: .init(listen: ListenAddress("127.0.0.1:0")!), parties: parties, log: log)
/// try await server.run { address in print(address) }
/// ```
public final class NodeServer: Sendable {
    /// How a node is served.
    public struct Configuration: Sendable {
        public var listen: ListenAddress
        /// A PEM file with the certificate and what leads to its root, and one with its key: without them only loopback is served.
        public var certificate: String?
        public var key: String?
        /// Seconds that a request may take to come, and an answer to be taken, however small.
        var requestSeconds = ServerLimit.requestSeconds

        public init(listen: ListenAddress, certificate: String? = nil, key: String? = nil) {
            self.listen = listen
            self.certificate = certificate
            self.key = key
        }
    }

    private let configuration: Configuration
    private let routes: Routes
    private let log: Logger

    /// - Parameters:
    ///   - node: opened for writing; it is not closed.
    ///   - parties: what is known of others.
    ///   - status: what `/readyz` and `/metrics` say besides; called from any thread.
    public init(
        _ node: Node, configuration: Configuration, parties: ServerParties,
        status: @escaping @Sendable () -> ServerStatus = { ServerStatus() }, log: Logger
    ) {
        self.configuration = configuration
        self.log = log
        routes = Routes(node: node, parties: parties, token: ServeFile.newToken(), status: status, log: log)
    }

    /// Answers what came over a relay, as if it had come over HTTP.
    public func answer(_ request: RelayRequest) async -> RelayAnswer { await routes.answer(request) }

    /// Answers all requests that wait for a log to grow, and lets none wait from now on: the server is about to be stopped.
    public func endWaits() { routes.waits.close() }

    /// Serves until the task is cancelled, or until a signal comes: requests under way are answered first then.
    ///
    /// - Parameters:
    ///   - signals: whether SIGTERM and SIGINT stop it.
    ///   - onReady: told the address, as `http://127.0.0.1:8080`, when requests are taken and `serve.json` is there.
    /// - Throws: ``ServingError`` where the address cannot be had, or the certificate not read.
    public func run(untilSignals signals: Bool = false, onReady: @escaping @Sendable (String) async -> Void)
        async throws
    {
        let builder = try server()
        let directory = routes.ledger.directory
        let scheme = configuration.certificate == nil ? "http" : "https"
        let file = Mutex<ServeFile?>(nil)
        let host = configuration.listen.host
        let deadlines = Deadlines(seconds: configuration.requestSeconds)
        let watching = Task { await deadlines.run() }
        defer { watching.cancel() }
        let application = Application(
            responder: Responder(routes: routes, deadlines: deadlines), server: builder,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: configuration.listen.port), serverName: nil, backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(ServerLimit.connections, logger: log)),
            onServerRunning: { [token = routes.token, log] channel in
                let port = channel.localAddress?.port ?? 0
                let address = ListenAddress(host: host, port: port)
                let serve = ServeFile(
                    address: "\(scheme)://\(address.reachedFromHere)", token: token, process: getpid())
                do {
                    try serve.write(in: directory)
                    file.withLock { $0 = serve }
                } catch {
                    log.error("serve.json cannot be written: \(error). Commands cannot write through this server.")
                }
                await onReady("\(scheme)://\(address)")
            }, logger: log.quieter)
        let growth = routes.ledger.whenGrown { [weak routes] in routes?.grown() }
        defer {
            growth.cancel()
            file.withLock { $0 }?.remove(in: directory)
            routes.store.close()
            routes.long.close()
            routes.scans.close()
        }
        do {
            try await withTaskCancellationHandler {
                if signals { try await application.runService() } else { try await application.run() }
            } onCancel: {
                endWaits()
            }
        } catch  where file.withLock({ $0 == nil }) {
            let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw ServingError(
                2721, "\(configuration.listen) cannot be listened on: \(reason).",
                remedy: "Choose another address with --listen HOST:PORT.")
        }
    }

    private func server() throws -> HTTPServerBuilder {
        var decoding = HTTP1Channel.Configuration.DecoderConfiguration()
        decoding.maxHeaderFieldSize = ServerLimit.headBytes
        decoding.maxHeaderListSize = ServerLimit.headBytes
        decoding.maxHeaderFieldCount = ServerLimit.headFields
        let shares = ConnectionShares(limit: ServerLimit.addressConnections)
        let connections = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ShareHandler(shares)], idleTimeout: .seconds(ServerLimit.idleSeconds),
            httpDecoderConfiguration: decoding)
        let base = HTTPServerBuilder { responder in
            AcceptingChannel(HTTP1Channel(responder: responder, configuration: connections))
        }
        guard let certificate = configuration.certificate, let key = configuration.key else {
            guard configuration.listen.isLoopback else {
                throw ServingError(
                    2722, "Without a certificate only loopback is served, and \(configuration.listen) is not.",
                    remedy: "Give --tls-certificate and --tls-key, or listen on 127.0.0.1.")
            }
            return base
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            tls.minimumTLSVersion = .tlsv12
            return try .tls(base, tlsConfiguration: tls)
        } catch {
            throw ServingError(
                2723, "The certificate \(certificate) or its key \(key) cannot be used: \(error).",
                remedy: "Give two PEM files that belong together.")
        }
    }
}

extension Logger {
    /// The framework's own lines only where something is wrong.
    fileprivate var quieter: Logger {
        var log = self
        log.logLevel = max(log.logLevel, .warning)
        return log
    }
}

/// Why a node cannot be served.
public struct ServingError: Error, Sendable, Equatable {
    /// The numbered reason, as Docs/reasons.md lists them.
    public let number: Int
    public let message: String
    public let remedy: String

    init(_ number: Int, _ message: String, remedy: String) {
        self.number = number
        self.message = message
        self.remedy = remedy
    }

    public static func == (left: ServingError, right: ServingError) -> Bool { left.number == right.number }
}
