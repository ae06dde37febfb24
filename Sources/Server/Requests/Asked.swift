import Foundation

/// A request, its body still to be read.
struct Asked: Sendable {
    var method: String
    /// Without the query, percent-encoded as it came.
    var path: String
    var query: [String: String]
    /// By names in small letters; several of one name are joined by commas.
    var fields: [String: String]
    /// The address of who asks, without its port.
    var address: String
    /// Reads the body.
    ///
    /// - Throws: `ServerError` `tooLarge` beyond the limit in bytes, `tooSlow`.
    var body: @Sendable (_ limit: Int) async throws -> [UInt8]

    /// - Parameter target: path and query, as the request's first line has them.
    init(
        method: String, target: String, fields: [String: String], address: String,
        body: @escaping @Sendable (Int) async throws -> [UInt8] = { _ in [] }
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        query = parts.count == 2 ? Self.query(parts[1]) : [:]
        self.fields = fields
        self.address = address
        self.body = body
    }

    /// Whether it comes from this machine itself.
    var isFromHere: Bool { Self.isFromHere(address) }

    /// Whether an address is this machine's own, as IPv4, IPv6 or the one in the other.
    static func isFromHere(_ address: String) -> Bool {
        address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }

    /// A parameter that is a number written in one way only.
    /// - Throws: `ServerError` `badRequest`, which names it.
    func number(_ name: String) throws(ServerError) -> UInt64? {
        guard let text = query[name] else { return nil }
        guard let number = Route.number(text) else { throw .badRequest("“\(name)” is no number.") }
        return number
    }

    /// The bearer tokens: that of `Authorization`, and those of `Triplicate-Also`.
    var tokens: [String] {
        var tokens: [String] = []
        if let text = fields["authorization"] {
            guard let token = text.dropping(prefix: "Bearer ") else { return [""] }
            tokens.append(String(token))
        }
        if let also = fields["triplicate-also"] {
            tokens += also.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        return tokens
    }

    private static func query(_ text: Substring) -> [String: String] {
        var query: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            let value = parts.count == 2 ? parts[1] : ""
            let isPlain = !value.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }
            query[name] =
                isPlain ? String(value) : value.replacingOccurrences(of: "+", with: " ").removingPercentEncoding
        }
        return query
    }
}
