import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A small HTTP server on loopback that answers as a test says, rightly or not.
final class TestServer: Sendable {
    /// What came.
    struct Asked: Sendable {
        let method: String
        let path: String
        let headers: [String: String]
        let body: [UInt8]
    }

    /// What to do.
    enum Reply: Sendable {
        case answer(Int, [(String, String)], [UInt8])
        /// Says that it sends more than it does, and hangs up.
        case truncated(stated: Int, [UInt8], status: Int = 200, headers: [(String, String)] = [])
        /// A byte every so many milliseconds, for ever.
        case drip(milliseconds: Int64)
        /// Takes the request and says nothing.
        case silence
        /// A body without end.
        case endless
        /// Hangs up at once.
        case hangUp

        static func ok(_ body: [UInt8]) -> Reply { .answer(200, [], body) }
    }

    let port: Int
    private let channel: any Channel
    private let log = Mutex<[Asked]>([])

    /// All that was asked so far.
    var asked: [Asked] { log.withLock { $0 } }

    init(tls: NIOSSLContext? = nil, _ reply: @escaping @Sendable (Asked) -> Reply) async throws {
        let seen = Mutex<(@Sendable (Asked) -> Void)?>(nil)
        let box = ReplyBox(reply: reply) { asked in seen.withLock { $0 }?(asked) }
        keep = box
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(ReplyHandler(box))
                }
            }
        channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
        seen.withLock { $0 = { [weak self] asked in self?.log.withLock { $0.append(asked) } } }
    }

    private let keep: ReplyBox

    func stop() async { try? await channel.close() }
}

/// What a handler answers by.
final class ReplyBox: Sendable {
    let reply: @Sendable (TestServer.Asked) -> TestServer.Reply
    let seen: @Sendable (TestServer.Asked) -> Void

    init(
        reply: @escaping @Sendable (TestServer.Asked) -> TestServer.Reply,
        seen: @escaping @Sendable (TestServer.Asked) -> Void
    ) {
        self.reply = reply
        self.seen = seen
    }
}

/// Collects a request and does what the test says.
private final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let box: ReplyBox
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ box: ReplyBox) { self.box = box }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer): body += Array(buffer.readableBytesView)
        case .end:
            guard let head else { return }
            let asked = TestServer.Asked(
                method: head.method.rawValue, path: head.uri,
                headers: Dictionary(
                    head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { "\($0),\($1)" }),
                body: body)
            box.seen(asked)
            perform(box.reply(asked), context)
        }
    }

    private func perform(_ reply: TestServer.Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .answer(let status, let headers, let body):
            start(context, status, headers, length: body.count)
            write(context, body)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .truncated(let stated, let body, let status, let headers):
            start(context, status, headers, length: stated)
            write(context, body)
            // Once all of it is with the system.
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer())))).whenComplete { _ in
                bound.value.close(promise: nil)
            }
        case .drip(let milliseconds):
            start(context, 200, [], length: nil)
            drip(context, 1, after: .milliseconds(milliseconds))
        case .endless:
            start(context, 200, [], length: nil)
            drip(context, 1 << 16, after: .nanoseconds(1))
        case .silence: break
        case .hangUp: context.close(promise: nil)
        }
    }

    private func start(_ context: ChannelHandlerContext, _ status: Int, _ headers: [(String, String)], length: Int?) {
        var fields = HTTPHeaders(headers)
        if let length { fields.add(name: "Content-Length", value: "\(length)") }
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: fields)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func write(_ context: ChannelHandlerContext, _ body: [UInt8]) {
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    }

    private func drip(_ context: ChannelHandlerContext, _ count: Int, after time: TimeAmount) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: time) {
            let (handler, context) = bound.value
            guard context.channel.isActive else { return }
            let buffer = ByteBuffer(repeating: 0x61, count: count)
            context.writeAndFlush(handler.wrapOutboundOut(.body(.byteBuffer(buffer)))).whenSuccess {
                let (handler, context) = bound.value
                handler.drip(context, count, after: time)
            }
        }
    }
}
