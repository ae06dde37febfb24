import FuzzDriver
import TransparencyLog

/// Keys that the targets sign with. Their seeds are those of `Docs/format.md`: 32 equal bytes.
enum SampleKeys {
    /// The key of a log of any name; `nil` if nothing can have that name.
    static func log(_ origin: String) -> SignerKey? {
        try? SignerKey(name: origin, type: .ed25519, seed: [UInt8](repeating: 1, count: 32))
    }

    /// The key of one log.
    static let signer = must("a sample key can be made") {
        try SignerKey(name: "fuzz.example/log", type: .ed25519, seed: [UInt8](repeating: 1, count: 32))
    }

    static let witness = must("a sample key can be made") {
        try SignerKey(name: "fuzz.example/witness", type: .cosignature, seed: [UInt8](repeating: 9, count: 32))
    }

    /// The registrar of the published case of several parties.
    static let registrar = must("a published key can be read") {
        try VerifierKey("triplicate.example/registrar-210000+3098a1c3+AcqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58")
    }

    /// The keys with which the vectors are signed, so that their notes verify.
    static let known: [VerifierKey] = [
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "triplicate.example/center-210200+21238cc0+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
        "triplicate.example/hospital-h11010500001+b3097077+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU",
        "triplicate.example/unit-91210200ma0000000x+cabd6591+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR",
        "witness.example/one+c718abff+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY",
    ].map { text in must("a published key can be read") { try VerifierKey(text) } }
}
