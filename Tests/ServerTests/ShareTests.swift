import Testing

@testable import Server

@Suite("Shares of connections and requests")
struct ShareTests {
    @Test("An address has its share of connections, and gets it back; this machine's own has none to keep to.")
    func connections() {
        let shares = ConnectionShares(limit: 3)
        for _ in 0..<3 { #expect(shares.take("192.0.2.1")) }
        #expect(!shares.take("192.0.2.1"))
        #expect(shares.take("192.0.2.2"))
        shares.giveBack("192.0.2.1")
        #expect(shares.take("192.0.2.1"))
        #expect(!shares.take("192.0.2.1"))
        for _ in 0..<10 { for own in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] { #expect(shares.take(own)) } }
    }

    @Test(
        "Only this machine's own addresses are taken for them.",
        arguments: [
            ("127.0.0.1", true), ("127.8.9.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("128.0.0.1", false),
            ("12.7.0.1", false), ("::2", false), ("::ffff:10.0.0.1", false), ("relay", false), ("", false),
        ])
    func fromHere(_ address: String, _ isIt: Bool) {
        #expect(Asked.isFromHere(address) == isIt)
    }
}
