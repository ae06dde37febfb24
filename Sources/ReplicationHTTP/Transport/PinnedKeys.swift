import AsyncHTTPClient
import NIOCore
public import NIOSSL
public import TransparencyLog

/// The public keys that a node's certificate may have: SHA-256 of the SubjectPublicKeyInfo, as the node's admission pins them.
///
/// A pinned key replaces the certificate authorities: who holds the key is the node, whoever vouches for it or not. The handshake
/// proves that the peer holds the certificate's private key; the certificate's key is then compared with the pins before anything is
/// sent, on every connection (`Docs/decisions/0023-pinned-keys.md`).
public struct PinnedKeys: Sendable {
    /// The peer's certificate has none of the pinned keys.
    struct Mismatch: Error {
        /// The key that it has, as a pin; or that it has none.
        let found: String
    }

    private let pins: Set<Digest>

    public init(_ pins: [Digest]) { self.pins = Set(pins) }

    /// The pin of a certificate: SHA-256 of its SubjectPublicKeyInfo (DER).
    /// - Throws: where its key cannot be read.
    public static func pin(of certificate: NIOSSLCertificate) throws -> Digest {
        Digest.sha256(try certificate.extractPublicKey().toSPKIBytes())
    }

    /// Makes a client refuse every connection to a node without one of these keys.
    func enforce(in configuration: inout HTTPClient.Configuration) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        tls.minimumTLSVersion = .tlsv12
        configuration.tlsConfiguration = tls
        // Plain HTTP would be a way around them: such a connection has no certificate and fails here like any other.
        configuration.http1_1ConnectionDebugInitializer = { [self] channel in
            channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
                guard let certificate else { throw Mismatch(found: "no certificate") }
                let found = try Self.pin(of: certificate)
                guard pins.contains(found) else { throw Mismatch(found: found.hex) }
            }.flatMapErrorThrowing { error in
                channel.close(promise: nil)
                throw error is Mismatch ? error : Mismatch(found: "none that can be read")
            }
        }
    }
}
