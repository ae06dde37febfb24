import Hummingbird
import HummingbirdCore
import NIOCore

/// Where a request comes from.
struct Connection: InitializableFromSource, Sendable {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// Puts requests and answers on the wire.
struct Responder: HTTPResponder {
    typealias Context = Connection

    /// Bytes of one write.
    private static let smallBytes = 64 << 10

    let routes: Routes
    let deadlines: Deadlines

    func respond(to request: Request, context: Connection) async throws -> Response {
        var fields: [String: String] = [:]
        for field in request.headers {
            let name = field.name.canonicalName
            fields[name] = fields[name].map { "\($0),\(field.value)" } ?? field.value
        }
        let body = request.body
        let announced = fields["content-length"].flatMap { Int($0) } ?? 0
        let (channel, deadlines) = (context.channel, deadlines)
        let asked = Asked(
            method: request.method.rawValue, target: request.head.path ?? "/", fields: fields,
            address: context.channel.remoteAddress?.ipAddress ?? "",
            body: { limit in
                guard announced <= limit else { throw ServerError.tooLarge(limit: limit) }
                let transfer = deadlines.watch(channel)
                defer { deadlines.done(transfer) }
                var bytes: [UInt8] = []
                bytes.reserveCapacity(min(announced, 1 << 20))
                for try await part in body {
                    guard bytes.count + part.readableBytes <= limit else { throw ServerError.tooLarge(limit: limit) }
                    bytes.append(contentsOf: part.readableBytesView)
                    transfer.moved(part.readableBytes)
                }
                return bytes
            })
        return response(await routes.answer(asked), on: context.channel)
    }

    private func response(_ answer: Answer, on channel: any Channel) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = answer.mediaType
        headers[.cacheControl] = answer.caching
        for (name, value) in answer.fields { headers.set(name, value) }
        if answer.closes { headers[.connection] = "close" }
        let deadlines = deadlines
        let closes = answer.closes
        let body: ResponseBody
        switch answer.body {
        case .bytes(let bytes) where bytes.count <= Self.smallBytes && !closes:
            // It fits into the connection's own buffers.
            body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .bytes(let bytes):
            body = ResponseBody(contentLength: bytes.count) { writer in
                let transfer = deadlines.watch(channel)
                defer { deadlines.done(transfer) }
                for start in stride(from: 0, to: bytes.count, by: Self.smallBytes) {
                    let part = bytes[start..<min(start + Self.smallBytes, bytes.count)]
                    try await writer.write(ByteBuffer(bytes: part))
                    transfer.moved(part.count)
                }
                try await writer.finish(nil)
                // What is still to come of the request is not read.
                if closes { channel.close(mode: .input, promise: nil) }
            }
        case .pieces(_, let piece) where answer.isEndless:
            body = ResponseBody { writer in
                while let bytes = try await piece() {
                    let transfer = deadlines.watch(channel)
                    defer { deadlines.done(transfer) }
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
                try await writer.finish(nil)
            }
        case .pieces(let length, let piece):
            body = ResponseBody(contentLength: length) { writer in
                let transfer = deadlines.watch(channel)
                defer { deadlines.done(transfer) }
                while let bytes = try await piece() {
                    try await writer.write(ByteBuffer(bytes: bytes))
                    transfer.moved(bytes.count)
                }
                try await writer.finish(nil)
            }
        }
        return Response(status: .init(code: answer.status), headers: headers, body: body)
    }
}

extension HTTPFields {
    /// Adds a field whose name stands in this program.
    fileprivate mutating func set(_ name: String, _ value: String) {
        switch name {
        case "ETag": self[.eTag] = value
        case "Preference-Applied", "Content-Disposition": if let field = Element.Name(name) { self[field] = value }
        case "Retry-After": self[.retryAfter] = value
        case "Allow": self[.allow] = value
        case "WWW-Authenticate": self[.wwwAuthenticate] = value
        case "Content-Range": self[.contentRange] = value
        default: break
        }
    }
}
