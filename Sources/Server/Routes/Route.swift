import Claims
import ClaimsLedger
import Foundation
import TransparencyLog

/// A request's path, read: which operation, and of what.
struct Route: Sendable, Equatable {
    var operation: Operation
    var origin = ""
    var stream = ""
    var kind: StreamKind?
    var number: UInt64 = 0
    var tile: Tile?
    var digest: Digest?

    init(_ operation: Operation) { self.operation = operation }

    /// What a path and a method ask for.
    ///
    /// - Parameter path: without the query, percent-encoded as it came.
    /// - Throws: `ServerError` `notFound` where nothing has this path; `wrongMethod`, which names the methods that it has.
    init(method: String, path: String) throws(ServerError) {
        let candidates = Self.candidates(path)
        guard !candidates.isEmpty else { throw .notFound }
        // What can be got can be asked about.
        let wanted = method == "HEAD" ? "GET" : method
        guard let route = candidates.first(where: { $0.operation.method == wanted }) else {
            throw .wrongMethod(allowed: candidates.map(\.operation.method).sorted())
        }
        self = route
    }

    private static func candidates(_ path: String) -> [Route] {
        if let fixed = fixed[path] { return [fixed] }
        if let rest = path.dropping(prefix: "/log/") { return ofLog(rest).map { [$0] } ?? [] }
        if let rest = path.dropping(prefix: "/api/v1/streams/") { return ofStream(rest).map { [$0] } ?? [] }
        if let rest = path.dropping(prefix: "/api/v1/blobs/"), let digest = digest(rest) {
            return [Operation.storeBlob, .blob].map {
                var route = Route($0)
                route.digest = digest
                return route
            }
        }
        if let rest = path.dropping(prefix: "/api/v1/"), let kind = StreamKind(listed: String(rest)) {
            var route = Route(.list)
            route.kind = kind
            return [route]
        }
        return []
    }

    /// Paths without names in them.
    private static let fixed: [String: Route] = Dictionary(
        uniqueKeysWithValues: Operation.allCases.filter { !$0.template.contains("{") }.map { ($0.template, Route($0)) })

    /// Origins have slashes themselves: what is asked of the log is known by the end.
    private static func ofLog(_ rest: Substring) -> Route? {
        func route(_ operation: Operation, _ origin: Substring) -> Route? {
            guard !origin.isEmpty, let origin = origin.removingPercentEncoding else { return nil }
            var route = Route(operation)
            route.origin = origin
            return route
        }
        for (suffix, operation) in [
            ("/checkpoint", Operation.checkpoint), ("/visible", .visible), ("/cosignatures", .cosignatures),
        ] {
            if let origin = rest.dropping(suffix: suffix) { return route(operation, origin) }
        }
        if let cut = rest.lastRange(of: "/tile/"),
            let tile = try? Tile(path: rest[rest.index(after: cut.lowerBound)...])
        {
            var found = route(tile.content == .entries ? .bundle : .tile, rest[..<cut.lowerBound])
            found?.tile = tile
            return found
        }
        guard let slash = rest.lastIndex(of: "/") else { return nil }
        let last = rest[rest.index(after: slash)...]
        let head = rest[..<slash]
        for (suffix, operation) in [("/proof", Operation.proof), ("/disclosed", .disclosed)] {
            guard let origin = head.dropping(suffix: suffix) else { continue }
            guard let number = number(last) else { return nil }
            var found = route(operation, origin)
            found?.number = number
            return found
        }
        guard let origin = head.dropping(suffix: "/blob"), let digest = digest(last) else { return nil }
        var found = route(.attachment, origin)
        found?.digest = digest
        return found
    }

    private static func ofStream(_ rest: Substring) -> Route? {
        for (suffix, operation) in [
            ("/events", Operation.recordEvent), ("/knowledge", .knowledge), ("/trace", .trace),
            ("/evidence", .evidence),
            ("", .state),
        ] {
            guard let name = rest.dropping(suffix: suffix), !name.isEmpty else { continue }
            guard let stream = name.removingPercentEncoding else { return nil }
            var route = Route(operation)
            route.stream = stream
            return route
        }
        return nil
    }

    private static func digest(_ text: Substring) -> Digest? {
        guard text.utf8.count == 64, let digest = Digest(hex: String(text)), digest.hex == text else { return nil }
        return digest
    }

    /// A number as it is written in one way only.
    static func number(_ text: some StringProtocol) -> UInt64? {
        guard let number = UInt64(text), String(number) == text else { return nil }
        return number
    }
}

extension StringProtocol where SubSequence == Substring {
    /// What follows a beginning; nil where the text begins otherwise.
    func dropping(prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }

    /// What stands before an end; nil where the text ends otherwise.
    func dropping(suffix: String) -> Substring? { hasSuffix(suffix) ? dropLast(suffix.count) : nil }

    /// Where a text stands last.
    func lastRange(of text: String) -> Range<Index>? {
        var end = endIndex
        while let slash = self[..<end].lastIndex(of: "/") {
            if self[slash...].hasPrefix(text) { return slash..<index(slash, offsetBy: text.count) }
            end = slash
        }
        return nil
    }
}
