import NIOCore
import Synchronization

/// How many connections each remote address has: none takes all of them. This machine's own addresses have no share: its operator's
/// commands, and a proxy in front of the server, come from there.
final class ConnectionShares: Sendable {
    private let limit: Int
    private let open = Mutex<[String: Int]>([:])

    /// - Parameter limit: connections of one address at a time.
    init(limit: Int) { self.limit = limit }

    /// Counts a connection of an address, unless that has as many as it may.
    func take(_ address: String) -> Bool {
        guard !Asked.isFromHere(address) else { return true }
        return open.withLock { open in
            guard open[address, default: 0] < limit else { return false }
            open[address, default: 0] += 1
            return true
        }
    }

    /// A connection that was counted has ended.
    func giveBack(_ address: String) {
        guard !Asked.isFromHere(address) else { return }
        open.withLock { open in
            let count = open[address, default: 0] - 1
            open[address] = count > 0 ? count : nil
        }
    }
}

/// Closes a connection at once whose address has its share already.
final class ShareHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let shares: ConnectionShares
    private var taken: String?

    init(_ shares: ConnectionShares) { self.shares = shares }

    func channelActive(context: ChannelHandlerContext) {
        let address = context.remoteAddress?.ipAddress ?? ""
        guard shares.take(address) else { return context.close(promise: nil) }
        taken = address
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let taken { shares.giveBack(taken) }
        taken = nil
        context.fireChannelInactive()
    }
}
