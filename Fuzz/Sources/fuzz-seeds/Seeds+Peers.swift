import TransparencyLog

extension Seeds {
    private static let hash = String(repeating: "0a", count: 32)

    /// What nodes say to each other and keep of each other.
    mutating func addPeers() throws {
        let origin = "fuzz.example/center"
        let seed = [UInt8](repeating: 5, count: 32)
        func key(_ suffix: String, _ type: SignatureType) throws -> String {
            try SignerKey(name: origin + suffix, type: type, seed: seed).verifierKey.text
        }
        let keys = [
            "log": try key("", .ed25519), "witness": try key("/witness", .cosignature),
            "mirror": try key("/mirror", .cosignature), "transport": try key("/transport", .transport),
        ]
        let list = keys.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
        let center = """
            {"origin":"\(origin)","party":"center:210200","name":"大连","url":"https://fuzz.example:8443","keys":{\(list)},\
            "pins":["\(Self.hash)"],"mode":"filtered","registrar":false,"relay":false}
            """
        let admitted = #"{"origin":"fuzz.example/unit","party":"unit:9121","name":"u","mode":"heads"}"#
        add("peers-file", "none", text: #"{"peers":[],"version":1}"#)
        add("peers-file", "one", text: "{\"version\":1,\"peers\":[\(center)]}")
        add("peers-file", "two", text: "{\"version\":1,\"peers\":[\(admitted),\(center)]}")
        add("printed-keys", "bare", text: keys.values.sorted().joined(separator: " "))
        add(
            "printed-keys", "text",
            text: "center:210200 (大连) is hosted in /data\n" + keys.values.sorted().map { "  \($0)\n" }.joined())
        add(
            "printed-keys", "JSON",
            text: "{\"party\":\"center:210200\",\"name\":\"d\",\"origin\":\"\(origin)\",\"verifierKeys\":{\(list)}}")
        for address in [
            "https://fuzz.example:8443", "http://127.0.0.1:80/", "http://[::1]:8080", "localhost:0", "[::1]:443",
        ] {
            add("peer-address", address, text: address)
        }
        try addTokens()
        addRequests()
        addMessages()
    }

    private mutating func addTokens() throws {
        let issuer = "fuzz.example/hospital"
        let key = try SignerKey(name: "\(issuer)/transport", type: .transport, seed: [UInt8](repeating: 7, count: 32))
        let digits = String(key.keyID, radix: 16)
        let header =
            "{\"alg\":\"EdDSA\",\"kid\":\"\(String(repeating: "0", count: 8 - digits.count))\(digits)\",\"typ\":\"JWT\"}"
        let claims = """
            {"aud":"fuzz.example/center","exp":1800000060,"iat":1800000000,"iss":"\(issuer)",\
            "jti":"000102030405060708090a0b0c0d0e0f"}
            """
        add("peer-token", "header and claims", text: "\(header)\n\(claims)")
        add("peer-token", "another algorithm", text: "{\"alg\":\"none\"}\n\(claims)")
        add("peer-token", "no token", text: "e30.e30.AAAA")
    }

    private mutating func addRequests() {
        let fields = "\nrange: bytes=0-9\nauthorization: Bearer a.b.c\ntriplicate-also: d.e.f, g.h.i\nif-match: \"3\""
        let log = "/log/fuzz.example/center"
        for (method, target) in [
            ("GET", "/healthz"), ("GET", "\(log)/checkpoint"), ("GET", "\(log)/tile/0/x001/234.p/5"),
            ("HEAD", "\(log)/tile/entries/000"), ("GET", "\(log)/visible?after=17"), ("GET", "\(log)/proof/3"),
            ("GET", "\(log)/disclosed/4"), ("GET", "\(log)/blob/\(Self.hash)?entry=2"), ("POST", "\(log)/cosignatures"),
            ("POST", "/witness/add-checkpoint"), ("POST", "/api/v1/streams/claim%2F210200%2F1/events"),
            ("GET", "/api/v1/streams/claim/210200/1?asOf=2026-01-02T03:04:05Z&knownBy=unit:9121"),
            ("GET", "/api/v1/streams/claim/210200/1/knowledge"), ("PUT", "/api/v1/blobs/\(Self.hash)"),
            ("GET", "/api/v1/entries?after=0&limit=5"),
        ] { add("request", "\(method) \(target)", text: "\(method) \(target)\(fields)") }
    }

    private mutating func addMessages() {
        let event = """
            {"stream":"claim/210200/1","type":10,"payload":"AQI=","id":"AAECAwQFBgcICQoLDA0ODw==","readers":["unit:9121"],\
            "basis":["stay/H1/2"],"operatorName":"o","onBehalfOf":"p"}
            """
        add(
            "proposal", "one event",
            text: """
                {"party":"center:210200","operatorName":"o","onBehalfOf":"","events":[\(event)],\
                "expected":{"claim/210200/1":3},"expectedSize":7}
                """)
        add(
            "proposal", "nothing",
            text: #"{"party":"","operatorName":"","onBehalfOf":"","events":[],"expected":{}}"#)
        let place = """
            {"stream":"claim/210200/1","origin":"a","number":3,"position":4,"id":"AAECAwQFBgcICQoLDA0ODw==","version":1,\
            "time":5,"wasPresent":false}
            """
        add("served-answer", "a place", text: "{\"committed\":[\(place)],\"checkpoint\":\"a\"}")
        for area in ["ledger", "rule"] {
            add(
                "served-answer", "problem of \(area)",
                text: """
                    {"area":"\(area)","detail":"d","number":1201,"remedy":"r","status":409,"title":"t",\
                    "type":"urn:triplicate:reason:1201","place":1,"recorded":0}
                    """)
        }
        add(
            "served-answer", "serve file",
            text: "{\"address\":\"http://127.0.0.1:80\",\"process\":1,\"token\":\"\(Self.hash)\"}")
        add(
            "relay", "requests",
            text:
                #"{"requests":[{"id":"1","path":"/log/a/visible?after=3","token":"a.b.c","also":["d"],"range":"bytes=0-9"}]}"#
        )
        add("relay", "answers", text: #"{"answers":[{"id":"1","status":200,"body":"AQID"}]}"#)
        add(
            "mirror-status", "one mirror",
            text: """
                {"time":1,"mirrors":[{"origin":"a","party":"p","name":"n","mode":"full","size":9,"filled":3,"shownSize":12,\
                "cosigned":9,"receipted":{"unit:a":2},"owed":{},"missingBlobs":1,"isFrozen":false,"problems":[\
                {"number":3101,"message":"m","remedy":"r","time":2}],"lastContact":3,"isIdle":true}]}
                """)
        let note = #"a\n1\nAAAA\n\n— a AAAA\n"#
        add(
            "peer-heads", "two",
            text: "{\"checkpoint\":\"\(note)\",\"origin\":\"a\"}\n{\"origin\":\"b\",\"checkpoint\":\"\"}\n")
        let lines = (0..<4).map { "{\"leaf\":\"\(Self.hash)\",\"number\":\($0),\"origin\":\"fuzz.example/a\"}\n" }
        add("knowledge", "four", text: lines.joined())
        add("knowledge", "one", text: lines[1])
    }
}
