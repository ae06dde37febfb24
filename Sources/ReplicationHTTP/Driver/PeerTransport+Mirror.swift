import Ledger
import Replication

extension PeerTransport {
    /// Carries out a mirror's request.
    func response(
        to request: MirrorRequest, path: LogPath, audience: String, limits: MirrorLimits, blobs: BlobStore
    ) async -> MirrorResponse {
        let asked = request.request(for: path, audience: audience, limits: limits)
        do {
            if case .blob(let digest, _) = request {
                let status = try await download(digest, asked, into: blobs)
                return status == 200 ? .stored : .refused(status)
            }
            let answer = try await send(asked)
            if answer.status == 200 { return .bytes(answer.body) }
            if [404, 410].contains(answer.status), let full = request.withFullTile {
                let answer = try await send(full.request(for: path, audience: audience, limits: limits))
                return answer.status == 200 ? .bytes(answer.body) : .refused(answer.status)
            }
            return .refused(answer.status)
        } catch let error as PeerFailure {
            return .failed(error.text)
        } catch {
            return .failed("\(error)")
        }
    }
}
