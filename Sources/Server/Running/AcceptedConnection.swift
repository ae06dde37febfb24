import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// A connection that was accepted, until somebody handles it.
///
/// A server that stops forgets connections that it has accepted and not yet come to. NIO ends the whole process where
/// the writing end of such a connection goes away unfinished
/// ([swift-nio 3481](https://github.com/apple/swift-nio/issues/3481)); here it is finished and closed instead.
final class AcceptedConnection: ServerChildChannelValue {
    private let connection: HTTP1Channel.Value
    private let isTaken = Atomic(false)

    init(_ connection: HTTP1Channel.Value) { self.connection = connection }

    var channel: any Channel { connection.channel }

    /// The connection, which whoever takes it ends.
    func take() -> HTTP1Channel.Value {
        isTaken.store(true, ordering: .relaxed)
        return connection
    }

    deinit {
        guard !isTaken.load(ordering: .relaxed) else { return }
        Task.detached { [connection] in try? await connection.executeThenClose { _, _ in } }
    }
}

/// HTTP/1.1 on connections of which none is forgotten.
struct AcceptingChannel: ServerChildChannel {
    private let base: HTTP1Channel

    init(_ base: HTTP1Channel) { self.base = base }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        base.setup(channel: channel, logger: logger).map(AcceptedConnection.init)
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        await base.handle(value: value.take(), logger: logger)
    }
}
