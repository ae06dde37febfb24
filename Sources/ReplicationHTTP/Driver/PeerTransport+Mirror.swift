import Ledger
import Replication

extension PeerTransport {
    /// Carries out a mirror's request.
    /// - Returns: what came of it, and the entity tag that came with it.
    func response(
        to request: MirrorRequest, path: LogPath, audience: String, limits: MirrorLimits, blobs: BlobStore
    ) async -> (response: MirrorResponse, tag: String?) {
        let asked = request.request(for: path, audience: audience, limits: limits)
        do {
            if case .blob(let digest, _) = request {
                let status = try await download(digest, asked, into: blobs)
                return (status == 200 ? .stored : .refused(status), nil)
            }
            let answer = try await send(asked)
            if answer.status == 200 { return (.bytes(answer.body), answer.tag) }
            if [404, 410].contains(answer.status), let full = request.withFullTile {
                let answer = try await send(full.request(for: path, audience: audience, limits: limits))
                return (answer.status == 200 ? .bytes(answer.body) : .refused(answer.status), nil)
            }
            return (.refused(answer.status), nil)
        } catch let error as PeerFailure {
            return (.failed(error.text), nil)
        } catch {
            return (.failed("\(error)"), nil)
        }
    }
}
