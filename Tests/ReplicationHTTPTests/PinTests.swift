import NIOSSL
import Testing
import TransparencyLog

@testable import ReplicationHTTP

/// The certificates are invented, made with `openssl req -x509 -newkey ec` for a hundred years; their keys are here because they
/// protect nothing.
@Suite("Pinned keys", .timeLimit(.minutes(5)))
struct PinTests {
    @Test("A node with the pinned key is spoken to, whoever vouches for it; one with another key never gets a request.")
    func pins() async throws {
        let certificate = try NIOSSLCertificate(bytes: Array(Self.certificate.utf8), format: .pem)
        let key = try NIOSSLPrivateKey(bytes: Array(Self.key.utf8), format: .pem)
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(certificate)], privateKey: .privateKey(key)))
        let server = try await TestServer(tls: context) { _ in .ok([42]) }
        let address = try PeerAddress("https://127.0.0.1:\(server.port)")
        let pin = try PinnedKeys.pin(of: certificate)
        let right = HTTPPeer(address, pins: [Digest.sha256([0]), pin], purse: try HTTPPeerTests.purse())
        #expect(try await right.send(HTTPPeerTests.request()).body == [42])
        await right.close()
        #expect(server.asked.count == 1)
        let wrong = HTTPPeer(address, pins: [Digest.sha256([0])], purse: try HTTPPeerTests.purse())
        for _ in 0..<3 {
            do throws(PeerFailure) {
                _ = try await wrong.send(HTTPPeerTests.request())
                Issue.record("A node with another key was spoken to")
            } catch {
                guard case .wrongKey(let reason) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(reason.contains(pin.hex))
            }
        }
        await wrong.close()
        // Without pins the system's authorities decide, and none of them knows this node.
        let unpinned = HTTPPeer(address, pins: [], purse: try HTTPPeerTests.purse())
        await #expect(throws: PeerFailure.self) { try await unpinned.send(HTTPPeerTests.request()) }
        await unpinned.close()
        #expect(server.asked.count == 1)
        await server.stop()
    }

    @Test("A node that speaks without TLS has no pinned key.")
    func plain() async throws {
        let server = try await TestServer { _ in .ok([42]) }
        let peer = HTTPPeer(
            try PeerAddress("http://127.0.0.1:\(server.port)"), pins: [Digest.sha256([0])],
            purse: try HTTPPeerTests.purse())
        await #expect(throws: PeerFailure.self) { try await peer.send(HTTPPeerTests.request()) }
        await peer.close()
        #expect(server.asked.isEmpty)
        await server.stop()
    }

    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBjTCCATOgAwIBAgIUW05IOihgdStKGKRLOKDqWedEKy8wCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQaW52ZW50ZWQuZXhhbXBsZTAgFw0yNjExMjIxMzQ0MDNaGA8y
        MTI2MTAyOTEzNDQwM1owGzEZMBcGA1UEAwwQaW52ZW50ZWQuZXhhbXBsZTBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABL4K7TiN/BLFuhHWgqBrg2TJ/4JGUQdcTaAf
        YExKPO0G8XMg4qrSRhkIP4qIe+lkxk2cnl+Q23bBCFW8SAYWdBujUzBRMB0GA1Ud
        DgQWBBRySz8melL3xDHqVd0OHDOTEM2DMjAfBgNVHSMEGDAWgBRySz8melL3xDHq
        Vd0OHDOTEM2DMjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDV
        nUGXEdBVJ7O73kuZYZSJMdD1axTR0FaZrun0OsMWogIgYXbGrYs8SCNOjRasM7d2
        6rDmNOs2p+PEby7r/A5qWV0=
        -----END CERTIFICATE-----
        """
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdjjG1SfEn4SFXrr7
        FkBC07GfWLCgsoSe4FAv14dXcPyhRANCAAS+Cu04jfwSxboR1oKga4Nkyf+CRlEH
        XE2gH2BMSjztBvFzIOKq0kYZCD+KiHvpZMZNnJ5fkNt2wQhVvEgGFnQb
        -----END PRIVATE KEY-----
        """
}
