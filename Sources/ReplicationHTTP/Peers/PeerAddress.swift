import Foundation

/// Where a node is reached: `https://HOST[:PORT]`, or `http://` on the machine itself.
///
/// Whoever speaks without a certificate can be listened to and changed on the way, so plain HTTP is for loopback only, as it is for
/// `serve`.
public struct PeerAddress: Sendable, Hashable {
    /// Without a slash at its end.
    public let text: String
    public let host: String
    public let isSecure: Bool

    /// - Throws: `PeersError` `badAddress`.
    public init(_ text: String) throws(PeersError) {
        let wrong = { (reason: String) in
            PeersError(
                .badAddress, "“\(text.prefix(200))” is no node's address: \(reason).",
                remedy: "Give https://HOST:PORT, or http://127.0.0.1:PORT for a node on this machine.")
        }
        guard text.utf8.count <= 300, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            let parts = URLComponents(string: text), let scheme = parts.scheme, let host = parts.host, !host.isEmpty
        else { throw wrong("it is no URL") }
        guard scheme == "https" || scheme == "http" else { throw wrong("it begins with \(scheme)") }
        // As they stand: a path whose escapes are no UTF-8 reads as none.
        guard ["", "/"].contains(parts.percentEncodedPath), parts.percentEncodedQuery == nil,
            parts.percentEncodedFragment == nil, parts.percentEncodedUser == nil, parts.percentEncodedPassword == nil
        else { throw wrong("it has more than a host and a port") }
        if let port = parts.port, !(1...65535).contains(port) { throw wrong("its port is not from 1 to 65535") }
        isSecure = scheme == "https"
        guard isSecure || ["localhost", "127.0.0.1", "[::1]", "::1"].contains(parts.encodedHost ?? "") else {
            throw wrong("without a certificate a node is reached on its own machine only")
        }
        self.host = host
        self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}

extension PeerAddress: CustomStringConvertible {
    public var description: String { text }
}
