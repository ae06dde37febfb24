import ReplicationHTTP
import Testing

@Suite("Addresses of peers")
struct AddressTests {
    @Test(
        "A node is reached over TLS, or on this machine.",
        arguments: [
            "https://center.example:8443", "https://center.example", "http://127.0.0.1:8080", "http://localhost:1",
            "http://[::1]:8080", "https://192.0.2.1/",
        ])
    func addresses(text: String) throws {
        let address = try PeerAddress(text)
        #expect(!address.text.hasSuffix("/"))
        #expect(address.isSecure == text.hasPrefix("https:"))
    }

    @Test(
        "What is no address of a node is refused.",
        arguments: [
            "", "center.example:8443", "http://center.example", "http://127.0.0.1.example", "ftp://127.0.0.1",
            "https://", "https://a.example/path", "https://a.example?x", "https://a.example#x", "https://me@a.example",
            "https://a.example/%C3%28", "https://a.example?%C3%28", "http://%6cocalhost:1", "https://a.example:0",
            "https://a.example:70000", "https://a b.example", "https://a.example/\n",
        ])
    func refused(text: String) {
        #expect(throws: PeersError(.badAddress, "", remedy: "")) { try PeerAddress(text) }
    }
}
