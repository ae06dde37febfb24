import ArgumentParser
import ClaimsLedger
import Dispatch
import Foundation
import Glibc
import Ledger
import Logging
import ReplicationHTTP
import Server
import Synchronization

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the node: its logs to those who may read them, its API, and mirrors of its peers' logs.",
        discussion: """
            The address is printed when requests are taken. Without a certificate only loopback is served. While the node is served, commands that record go \
            through this process, and reading commands read the files beside it. Before anything is recorded, the witnesses of the node's policy (DIR/policy) say \
            whether it holds all that it has signed; until then it only reads.

            SIGTERM and SIGINT end it: requests under way are answered, mirrors stop where they are, views are flushed. The log goes to standard error.

            Examples:
              triplicate serve --data node
              triplicate serve --data node --listen 0.0.0.0:8443 \\
                --tls-certificate chain.pem --tls-key key.pem
            """)

    private struct Ready: Encodable {
        let address: String
        let process: Int32
    }

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("Where to listen; port 0 is any that is free.", valueName: "host:port"))
    var listen = "127.0.0.1:8080"
    @Option(help: ArgumentHelp("The certificate and what leads to its root, as PEM.", valueName: "file"))
    var tlsCertificate: String?
    @Option(help: ArgumentHelp("The certificate's key, as PEM.", valueName: "file"))
    var tlsKey: String?
    @Option(
        help: ArgumentHelp(
            "Seconds from one look at peers to the next, where a peer does not tell by itself that its log has grown.",
            valueName: "seconds"))
    var poll: Double = 1
    @Option(
        help: ArgumentHelp(
            "Records although too few witnesses answer at the start: who takes that upon himself. It is put on record.",
            valueName: "name"))
    var overrideStartCheck: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard ListenAddress(listen) != nil else {
            throw ValidationError("“\(listen)” is no address to listen on; write it as 127.0.0.1:8080.")
        }
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together.")
        }
        guard poll.isFinite, (0.01...86_400).contains(poll) else {
            throw ValidationError("--poll takes from 0.01 to 86400 seconds.")
        }
    }

    func run() throws {
        guard let address = ListenAddress(listen) else { return }
        let directory = try node.directory()
        var log = Logger(label: "triplicate") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .info
        let notices = log
        let node = try Node(
            directory, readOnly: false, holdsAppends: true,
            notice: { notices.warning("\(ErrorReport($0).sentence)") })
        defer { node.close() }
        let serving = try Serving(
            node, listen: .init(listen: address, certificate: tlsCertificate, key: tlsKey), poll: poll,
            override: overrideStartCheck, log: log)
        let isJSON = output.json
        try Waiting.run {
            try await serving.run { address in
                let ready = Ready(address: address, process: getpid())
                print(isJSON ? (try? JSONText.of(ready)) ?? "" : "Serving \(directory) at \(address)")
                StandardOutput.flush()
            }
        }
        do {
            try node.ledger.flushViews()
        } catch {
            // The next start reads again what the views lack.
            log.warning("\(ErrorReport(error).sentence)")
        }
    }
}

/// A node that is being served, with its mirrors.
private final class Serving: Sendable {
    private let node: Node
    private let mirroring: Mirroring
    private let server: NodeServer
    private let reacting: Reacting
    private let state: State
    private let override: String?
    private let log: Logger

    /// What the server says of itself, and what it has to know before it is there.
    private final class State: Sendable {
        let server = Mutex<NodeServer?>(nil)
        let mirroring = Mutex<Mirroring?>(nil)
        let isStopping = Atomic(false)
        let takesAppends = Atomic(false)

        var status: ServerStatus {
            let now = Date().timeIntervalSince1970
            let mirrors = mirroring.withLock { $0 }?.statuses ?? []
            return ServerStatus(
                takesAppends: takesAppends.load(ordering: .relaxed), isStopping: isStopping.load(ordering: .relaxed),
                mirrors: mirrors.map { mirror in
                    ServerStatus.Mirror(
                        origin: mirror.origin, size: max(mirror.shownSize ?? 0, mirror.size), filled: mirror.filled,
                        secondsSinceContact: mirror.lastContact.map { now - Double($0) / 1000 },
                        problems: mirror.problems.count, isForked: mirror.isFrozen)
                })
        }
    }

    init(_ node: Node, listen: NodeServer.Configuration, poll: Double, override: String?, log: Logger) throws {
        self.node = node
        self.override = override
        self.log = log
        let state = State()
        self.state = state
        var options = Mirroring.Options()
        options.pollMilliseconds = Int64(poll * 1000)
        options.localServing = { request in
            guard let server = state.server.withLock({ $0 }) else {
                return RelayAnswer(id: request.id, status: 503, body: [])
            }
            return await server.answer(request)
        }
        let mirroring = try Mirroring(
            ledger: node.ledger, host: NodeMirrorHost(node), peers: try PeerList(node.ledger.directory),
            options: options, logger: log)
        self.mirroring = mirroring
        reacting = Reacting(node, log: log)
        state.mirroring.withLock { $0 = mirroring }
        let server = NodeServer(
            node, configuration: listen,
            parties: ServerParties(
                directory: { mirroring.directory }, ledger: node.ledger, relay: mirroring.relay),
            status: { state.status }, log: log)
        self.server = server
        state.server.withLock { $0 = server }
    }

    func run(onReady: @escaping @Sendable (String) -> Void) async throws {
        let signals = watchSignals()
        defer { for signal in signals { signal.cancel() } }
        let starting = Mutex<Task<Void, Never>?>(nil)
        do {
            try await server.run(untilSignals: true) { [self] address in
                onReady(address)
                starting.withLock { $0 = Task { await start() } }
            }
        } catch {
            await end(starting.withLock { $0 })
            throw error
        }
        await end(starting.withLock { $0 })
    }

    /// Starts the mirrors, and lets the node record once it is sure that it holds all that it has signed. Where too few witnesses answer,
    /// they are asked again: nodes that witness each other may start together.
    private func start() async {
        do { try await mirroring.start() } catch { log.critical("No log is mirrored: \(error)") }
        var wait = Self.shortestWait
        while !Task.isCancelled {
            do {
                try await mirroring.checkStart(policy: NodePolicy.read(node.ledger.directory), override: override)
                state.takesAppends.store(true, ordering: .relaxed)
                reacting.start()
                log.notice("Recording: this node holds all that it has signed.")
                return
            } catch PeersError.Code.noQuorum {
                if wait == Self.shortestWait { log.warning("Nothing is recorded yet; witnesses are asked again.") }
            } catch {
                return log.critical("Nothing is recorded: \(error)")
            }
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, Self.longestWait)
        }
    }

    /// Between two looks whether enough witnesses answer.
    private static let shortestWait = Duration.milliseconds(500)
    private static let longestWait = Duration.seconds(10)

    private func end(_ starting: Task<Void, Never>?) async {
        starting?.cancel()
        await starting?.value
        await reacting.stop()
        await mirroring.stop()
        state.server.withLock { $0 = nil }
        state.mirroring.withLock { $0 = nil }
    }

    /// The server stops by itself; what waits for others has to be told.
    private func watchSignals() -> [any DispatchSourceSignal] {
        [SIGTERM, SIGINT].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [state] in
                state.isStopping.store(true, ordering: .relaxed)
                state.server.withLock { $0 }?.endWaits()
            }
            source.resume()
            return source
        }
    }
}
