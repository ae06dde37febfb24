/// What the server answers, before it is put on the wire.
struct Answer: Sendable {
    /// The HTTP status.
    var status = 200
    var mediaType: String
    /// `Cache-Control`.
    var caching = Self.notCached
    /// Further header fields.
    var fields: [(name: String, value: String)] = []
    var body: Body
    /// How long it was kept back because the caller wished so.
    var waitedSeconds = 0.0
    /// Whether its pieces come as they come: then each of them has to be taken in time, and not all of them together.
    var isEndless = false
    /// Whether the connection is closed after it.
    var closes = false

    enum Body: Sendable {
        case bytes([UInt8])
        /// Pieces until nil; each is made when the one before it has been taken. Their length together, where it is known.
        case pieces(Int?, @Sendable () async throws -> [UInt8]?)
    }

    static let notCached = "no-store"
    /// What never changes.
    static let forEver = "public, max-age=31536000, immutable"

    init(_ bytes: [UInt8], _ mediaType: String) {
        body = .bytes(bytes)
        self.mediaType = mediaType
    }

    init(text: String, _ mediaType: String = "text/plain; charset=utf-8") { self.init(Array(text.utf8), mediaType) }

    init(length: Int? = nil, pieces: @escaping @Sendable () async throws -> [UInt8]?, _ mediaType: String) {
        body = .pieces(length, pieces)
        self.mediaType = mediaType
    }

    /// The whole body; nil where it has more bytes than the limit.
    func collected(limit: Int) async throws -> [UInt8]? {
        switch body {
        case .bytes(let bytes): return bytes.count <= limit ? bytes : nil
        case .pieces(_, let piece):
            var bytes: [UInt8] = []
            while let part = try await piece() {
                guard bytes.count + part.count <= limit else { return nil }
                bytes += part
            }
            return bytes
        }
    }

    /// Nothing but a status.
    init(status: Int) {
        self.init([], "text/plain; charset=utf-8")
        self.status = status
    }

    /// A refusal or a failure.
    /// - Parameter status: where the request asks for another one than the reason has: RFC 9457 has the document say the same.
    init(_ error: any Error, status other: Int? = nil) {
        var problem = Problem(error)
        if let other { problem.status = other }
        self.init(problem.bytes, Problem.mediaType)
        status = problem.status
        if status == 503 || status == 429 { fields.append(("Retry-After", "1")) }
        if status == 401 { fields.append(("WWW-Authenticate", "Bearer")) }
        if let error = error as? ServerError {
            if !error.allowed.isEmpty { fields.append(("Allow", error.allowed.joined(separator: ", "))) }
            closes = error == .tooSlow || error.number == 2706
        }
    }
}
