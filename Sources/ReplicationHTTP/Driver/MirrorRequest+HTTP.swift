import Replication
import TransparencyLog

extension MirrorRequest {
    /// The request as it is sent.
    /// - Parameter audience: the origin for which the token is made: of the node that is asked.
    func request(for path: LogPath, audience: String, limits: MirrorLimits) -> PeerRequest {
        let limit = limits.maximumByteCount(of: self)
        let seconds = Int(limits.requestMilliseconds / 1000)
        return switch self {
        case .checkpoint:
            PeerRequest(path: path.checkpoint, audience: nil, limit: limit, timeoutSeconds: seconds)
        case .tile(let tile):
            // Hashes are for anybody; entries for those whom the admission names.
            PeerRequest(
                path: path.tile(tile), audience: tile.content == .entries ? audience : nil, limit: limit,
                timeoutSeconds: seconds)
        case .visible(let number):
            PeerRequest(path: path.visible(after: number), audience: audience, limit: limit, timeoutSeconds: seconds)
        case .disclosed(let number, let after):
            PeerRequest(
                path: path.disclosed(by: number, after: after), audience: audience, limit: limit,
                timeoutSeconds: seconds)
        case .blob(let digest, let entry):
            PeerRequest(
                path: path.blob(digest, entry: entry), audience: audience, limit: limit,
                timeoutSeconds: Int(limits.blobMilliseconds / 1000))
        }
    }

    /// The full tile in place of a partial one that is gone (C2SP tlog-tiles: a server may delete partial tiles that have become full).
    var withFullTile: MirrorRequest? {
        guard case .tile(let tile) = self, tile.isPartial else { return nil }
        return Tile(tile.content, index: tile.index).map { .tile($0) }
    }
}

extension PeerRequest {
    /// The request for a checkpoint that waits at the server for another than that of this tag.
    static func waiting(for path: LogPath, past tag: String, limits: MirrorLimits) -> PeerRequest {
        let seconds = HeadWatch.waitSeconds(pollMilliseconds: limits.pollMilliseconds)
        var request = PeerRequest(
            path: path.checkpoint, audience: nil, limit: limits.maximumByteCount(of: .checkpoint),
            timeoutSeconds: seconds + HeadWatch.graceSeconds)
        request.unlessTag = tag
        request.waitSeconds = seconds
        return request
    }
}

extension MirrorResponse {
    /// What a status other than 200 means for the mirror.
    static func refused(_ status: Int) -> MirrorResponse {
        switch status {
        case 403, 404, 410: .absent
        case 401:
            .failed(
                "It does not take this node's token (401): check the clocks, and the transport key that it knows of this node"
            )
        case 429, 503: .failed("It is busy (\(status))")
        case 300..<400: .failed("It sends elsewhere (\(status)), and a peer is where its admission says")
        default: .failed("It answers with status \(status)")
        }
    }
}
