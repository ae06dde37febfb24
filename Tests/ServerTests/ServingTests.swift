import ClaimsLedger
import EntryFormat
import Foundation
import Ledger
import NIOHTTP1
import Replication
import Testing
import TransparencyLog

@testable import ReplicationHTTP
@testable import Server

@Suite("What is served")
struct ServingTests {
    @Test("An event is recorded once however often it is sent; If-Match and another content are held against it.")
    func records() async throws {
        try await Served.run { served in
            let first = try await served.record(1, key: "a", fields: [("If-Match", "\"0\"")])
            #expect(first.status == 201, "\(first.text)")
            #expect(first.fields.first(name: "ETag") == "\"1\"")
            let recorded = try first.json(Recorded.self)
            #expect(recorded.log == Served.center && recorded.number == 0 && !recorded.alreadyPresent)
            let again = try await served.record(1, key: "a", fields: [("If-Match", "\"0\"")])
            #expect(again.status == 200)
            #expect(try again.json(Recorded.self).number == 0)
            // Another event under the same key.
            let (stream, body) = Served.event(1)
            let other = try await served.local(
                .POST, "/api/v1/streams/\(stream)/events?\(Served.acting)", fields: [("Idempotency-Key", "\"a\"")],
                body: body.replacing("900}", with: "901}"))
            #expect(other.status == 422 && other.number == 1211)
            let stale = try await served.record(1, key: "b", fields: [("If-Match", "0")])
            #expect(stale.status == 412 && stale.number == 1210)
            // RFC 9457, section 3.1.2: the document's status is that of the answer.
            #expect(try stale.json(Problem.self).status == 412)
            #expect(try await served.record(2, fields: [("If-Match", "x")]).number == 2705)
            for (body, number) in [
                ("", 201), ("{", 201), ("[]", 201), (#"{"type":"ClaimSubmitted"}"#, 201),
            ] {
                let got = try await served.local(
                    .POST, "/api/v1/streams/\(stream)/events?\(Served.acting)", body: body)
                #expect(got.status == 422, "\(number) \(got.text)")
            }
            #expect(
                try await served.local(.POST, "/api/v1/streams/\(stream)/events?as=210200", body: body).status == 400)
            let stranger = try await served.local(
                .POST, "/api/v1/streams/\(stream)/events?as=999999&operator=x", body: body)
            #expect(stranger.number == 1207)
        }
    }

    @Test("Many callers at once, each sending every event twice: each event stands once.")
    func concurrent() async throws {
        try await Served.run { served in
            let count = 200
            try await withThrowingTaskGroup(of: (Int, UInt64).self) { group in
                for number in 0..<count * 2 {
                    group.addTask {
                        let got = try await served.record(number % count, key: "event-\(number % count)")
                        guard got.status == 201 || got.status == 200 else {
                            Issue.record("\(got.status) \(got.text)")
                            return (number % count, .max)
                        }
                        return (number % count, try got.json(Recorded.self).number)
                    }
                }
                var places: [Int: Set<UInt64>] = [:]
                for try await (number, place) in group { places[number, default: []].insert(place) }
                #expect(places.count == count)
                #expect(places.values.allSatisfy { $0.count == 1 })
                #expect(Set(places.values.flatMap { $0 }) == Set(0..<UInt64(count)))
            }
            #expect(try served.node.ledger.end() == UInt64(count))
        }
    }

    @Test("A batch is a line for each event, stops at the first that is refused, and says how many stand before it.")
    func batches() async throws {
        try await Served.run { served in
            let lines = (1...3).map { number in
                let (stream, body) = Served.event(number)
                return body.replacing(#"{"type""#, with: #"{"stream":"\#(stream)","type""#)
            }
            let done = try await served.local(
                .POST, "/api/v1/events:batch?\(Served.acting)", body: lines.joined(separator: "\n"))
            #expect(done.status == 200, "\(done.text)")
            #expect(done.text.split(separator: "\n").count == 3)
            let bad = #"{"stream":"claim/210200/2026-000001","type":"NoSuchThing","event":{}}"#
            let refused = try await served.local(
                .POST, "/api/v1/events:batch?\(Served.acting)",
                body: [lines[0].replacing("00000001", with: "00000009"), bad].joined(separator: "\n"))
            #expect(refused.status == 422)
            let problem = try refused.json(Problem.self)
            #expect(problem.place == 2 && problem.recorded == 1)
            let atomic = try await served.local(
                .POST, "/api/v1/events:batch?\(Served.acting)&atomic=true",
                body: [lines[0].replacing("00000001", with: "00000010"), bad].joined(separator: "\n"))
            #expect(try atomic.json(Problem.self).recorded == 0)
            #expect(try served.node.ledger.end() == 4)
        }
    }

    @Test("A stream's state, as of then and now; entries as lines and as bytes; what a node knows of a stream.")
    func reads() async throws {
        try await Served.run { served in
            for number in 1...3 { #expect(try await served.record(number).status == 201) }
            let (stream, _) = Served.event(1)
            let state = try await served.local(.GET, "/api/v1/streams/\(stream)")
            #expect(state.status == 200 && state.fields.first(name: "ETag") == "\"1\"")
            #expect(state.text.contains("医院 1"))
            #expect(try await served.local(.GET, "/api/v1/streams/\(stream)?asOf=2001-01-01").status == 404)
            #expect(try await served.local(.GET, "/api/v1/streams/\(stream)?asOf=never").status == 400)
            #expect(try await served.local(.GET, "/api/v1/streams/claim/210200/2026-000999").number == 1225)
            let lines = try await served.local(.GET, "/api/v1/entries?after=1").text.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines[0].contains("\"position\":1") && lines[0].contains("\"event\":{"))
            #expect(try await served.local(.GET, "/api/v1/entries?limit=1").text.split(separator: "\n").count == 1)
            #expect(try await served.local(.GET, "/api/v1/entries?after=3").body.isEmpty)
            let bytes = try await served.local(
                .GET, "/api/v1/entries", fields: [("Accept", "application/octet-stream")]
            ).body
            var offset = 0
            var numbers: [UInt8] = []
            while offset + 26 <= bytes.count {
                numbers.append(bytes[offset])
                let length = Int(bytes[offset + 24]) | Int(bytes[offset + 25]) << 8
                let entry = Array(bytes[(offset + 26)..<(offset + 26 + length)])
                #expect(
                    try served.node.ledger.entry(at: UInt64(bytes[offset]))?.leaf.bytes == TreeHash.leaf(entry).bytes)
                offset += 26 + length
            }
            #expect(offset == bytes.count && numbers == [0, 1, 2])
            let known = try await served.local(.GET, "/api/v1/streams/\(stream)/knowledge")
            #expect(known.text.hasPrefix("{\"leaf\":\"") && known.text.split(separator: "\n").count == 1)
            #expect(try await served.local(.GET, "/api/v1/streams/claim/210200/2026-1/knowledge").number == 2701)
        }
    }

    @Test("A blob is stored under its hash only, and given out whole or from a byte on.")
    func blobs() async throws {
        try await Served.run { served in
            let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            let name = Digest.sha256(bytes).hex
            #expect(try await served.ask(.PUT, "/api/v1/blobs/\(name)", token: served.token, body: bytes).status == 204)
            let whole = try await served.local(.GET, "/api/v1/blobs/\(name)")
            #expect(whole.body == bytes && whole.fields.first(name: "Content-Length") == "3000000")
            let rest = try await served.local(.GET, "/api/v1/blobs/\(name)", fields: [("Range", "bytes=2999990-")])
            #expect(rest.status == 206 && rest.body == Array(bytes[2_999_990...]))
            #expect(rest.fields.first(name: "Content-Range") == "bytes 2999990-2999999/3000000")
            let beyond = try await served.local(.GET, "/api/v1/blobs/\(name)", fields: [("Range", "bytes=3000000-")])
            #expect(beyond.status == 416 && beyond.fields.first(name: "Content-Range") == "bytes */3000000")
            let other = Digest.sha256([1]).hex
            #expect(try await served.ask(.PUT, "/api/v1/blobs/\(other)", token: served.token, body: [2]).status == 400)
            #expect(try await served.local(.GET, "/api/v1/blobs/\(other)").status == 404)
        }
    }

    @Test("Checkpoint, tiles, proof and heads are those of the log, cacheable as they may be.")
    func log() async throws {
        try await Served.run { served in
            for number in 1...3 { #expect(try await served.record(number).status == 201) }
            let path = "/log/\(Served.center)"
            let checkpoint = try await served.ask(.GET, "\(path)/checkpoint")
            #expect(checkpoint.fields.first(name: "Cache-Control") == "no-store")
            #expect(checkpoint.fields.first(name: "Content-Type") == "text/plain; charset=utf-8")
            let log = try #require(served.node.ledger.log(origin: Served.center))
            let key = try VerifierKey(log.verifierKeys[0])
            let head = try SignedCheckpoint(
                verifying: Note(checkpoint.text), origin: Served.center, logKeys: [key], witnesses: [])
            #expect(head.checkpoint.size == 3)
            let tile = try await served.ask(.GET, "\(path)/tile/0/000.p/3")
            #expect(tile.body.count == 96)
            #expect(tile.fields.first(name: "Cache-Control") == "public, max-age=31536000, immutable")
            #expect(try await served.ask(.GET, "\(path)/tile/0/000.p/4").status == 404)
            #expect(try await served.ask(.GET, "\(path)/tile/0/001").status == 404)
            let proof = try TLogProof(try await served.ask(.GET, "\(path)/proof/1").text)
            let leaf = try #require(Digest(Array(tile.body[32..<64])))
            _ = try proof.verified(leaf: leaf, origin: Served.center, logKeys: [key], witnesses: [])
            #expect(try await served.ask(.GET, "\(path)/proof/3").status == 404)
            let heads = PeerHead.lines(try await served.local(.GET, "/api/v1/heads").body)
            #expect(heads.map(\.origin).sorted() == [Served.center, Served.hospital])
            #expect(heads.first { $0.origin == Served.center }?.checkpoint == checkpoint.text)
        }
    }

    @Test("A reader's page has what is addressed to it and no more.")
    func visible() async throws {
        let unit = try Served.Peer("unit:91210299MA0TRPLC2Y", origin: "unit.example", seed: 3)
        try await Served.run(knowing: [unit.record]) { served in
            let lines = try String(
                contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                    .deletingLastPathComponent().appending(path: "Examples/filed-stay/1-center-register.jsonl"),
                encoding: .utf8)
            let done = try await served.local(.POST, "/api/v1/events:batch?\(Served.acting)", body: lines)
            #expect(done.status == 200, "\(done.text)")
            let page = try VisiblePage(
                try await served.ask(.GET, "/log/\(Served.center)/visible?after=0", token: unit.token()).body)
            let end = try served.node.ledger.end()
            #expect(page.through == end)
            let mine = try (0..<end).filter { position in
                try served.node.ledger.entry(at: position)?.fields.readers.contains { $0.party == unit.record.party }
                    ?? false
            }
            #expect(page.entries.map(\.number) == mine)
            #expect(!mine.isEmpty && mine.count < Int(end))
            #expect(
                try await served.ask(.GET, "/log/\(Served.center)/visible?after=x", token: unit.token()).status == 400)
            // What is not addressed to it, and what there is not, look alike.
            let hidden = try await served.ask(.GET, "/log/\(Served.center)/disclosed/0", token: unit.token())
            let missing = try await served.ask(.GET, "/log/\(Served.center)/disclosed/99", token: unit.token())
            #expect(hidden.status == 404 && hidden.body == missing.body)
        }
    }

    @Test("Cosignatures of known witnesses under a head that was given out are kept and shown; others are refused.")
    func cosignatures() async throws {
        let peer = try Served.Peer("hospital:H31019900001", origin: "other.example/hospital", seed: 5)
        try await Served.run(knowing: [peer.record]) { served in
            let path = "/log/\(Served.center)/cosignatures"
            #expect(try await served.record(1).status == 201)
            let note = try Note(try await served.ask(.GET, "/log/\(Served.center)/checkpoint").text)
            // The log goes on before the cosignature comes.
            #expect(try await served.record(2).status == 201)
            func cosign(_ key: SignerKey, _ text: String) throws -> [UInt8] {
                let line = try key.cosign(Checkpoint(text), at: 1_800_000_000).line
                return Array("\(text)\n\(line)\n".utf8)
            }
            let witness = try Served.Peer.witness(peer.record.origin, 5)
            #expect(try await served.ask(.POST, path, body: cosign(witness, note.text)).status == 204)
            #expect(try await served.ask(.POST, path, body: cosign(witness, note.text)).status == 204)
            let log = try #require(served.node.ledger.log(origin: Served.center))
            let kept = try served.node.ledger.cosigned(of: log, covering: 0, limit: 1)
            #expect(kept.first?.contains("\u{2014} other.example/hospital/witness ") == true)
            let stranger = try Served.Peer.witness("stranger.example", 8)
            #expect(try await served.ask(.POST, path, body: cosign(stranger, note.text)).number == 2713)
            let forged = try Checkpoint(origin: Served.center, size: 1, root: Digest.sha256([9])).text
            #expect(try await served.ask(.POST, path, body: cosign(witness, forged)).number == 2716)
            let elsewhere = try Checkpoint(origin: "x", size: 1, root: Digest.sha256([9])).text
            #expect(try await served.ask(.POST, path, body: cosign(witness, elsewhere)).status == 400)
            #expect(try await served.ask(.POST, path, body: [1, 2, 3]).status == 400)
        }
    }

    @Test("add-checkpoint is refused as tlog-witness has it: 404 for a log that is not known, 400 for what is none.")
    func witness() async throws {
        try await Served.run { served in
            let path = "/witness/add-checkpoint"
            for body in ["", "old x\n\n", "old 0\n", "old 0\n\nno note\n"] {
                #expect(try await served.ask(.POST, path, body: Array(body.utf8)).status == 400, "\(body)")
            }
            let key = try SignerKey(name: "unknown.example", type: .ed25519, seed: [UInt8](repeating: 1, count: 32))
            let note = try Checkpoint(origin: "unknown.example", size: 1, root: Digest.sha256([1])).signed(by: key)
            let unknown = try await served.ask(.POST, path, body: Array("old 0\n\n\(note.encoded)".utf8))
            #expect(unknown.status == 404)
            // A node is no witness of the logs that it writes itself.
            let own = try await served.ask(.GET, "/log/\(Served.center)/checkpoint").text
            #expect(try await served.ask(.POST, path, body: Array("old 0\n\n\(own)".utf8)).status == 404)
        }
    }

    @Test("A relay answers with what was asked, and takes the answer to whoever asked.")
    func relays() async throws {
        let peer = try Served.Peer("hospital:H31019900001", origin: "other.example/hospital", seed: 5)
        try await Served.run(knowing: [peer.record]) { served in
            let purse = TokenPurse([]) { 0 }
            let asking = Task {
                try await RelayPeer(origin: peer.record.origin, queue: served.relay, purse: purse).send(
                    PeerRequest(path: "/log/x/checkpoint", audience: nil, limit: 1000))
            }
            func call(_ answers: [RelayAnswer]) async throws -> [RelayRequest] {
                let body = try JSONEncoder().encode(RelayAnswers(answers))
                let got = try await served.ask(.POST, "/api/v1/relay", token: peer.token(), body: Array(body))
                #expect(got.status == 200, "\(got.text)")
                return try got.json(RelayRequests.self).requests
            }
            let asked = try await call([])
            #expect(asked.map(\.path) == ["/log/x/checkpoint"])
            let next = Task { try await call([RelayAnswer(id: asked[0].id, status: 200, body: [7])]) }
            let answer = try await asking.value
            #expect(answer.status == 200 && answer.body == [7])
            next.cancel()
            #expect(try await served.ask(.POST, "/api/v1/relay", token: peer.token(), body: [1]).status == 400)
            #expect(try await served.ask(.POST, "/api/v1/relay", body: [1]).status == 401)
        }
    }

    @Test("Health, readiness and figures; what is counted is what was asked.")
    func operations() async throws {
        let status = ServerStatus(
            takesAppends: false,
            mirrors: [
                .init(origin: "a\"b", size: 10, filled: 4, secondsSinceContact: 1.5, problems: 2, isForked: true)
            ])
        try await Served.run(status: status) { served in
            #expect(try await served.ask(.GET, "/healthz").text == "ok\n")
            #expect(try await served.ask(.GET, "/readyz").text == "ready for reading\n")
            #expect(try await served.record(1).status == 201)
            #expect(try await served.ask(.GET, "/nothing").status == 404)
            let page = try await served.ask(.GET, "/metrics").text
            var samples: [String: Double] = [:]
            var types: Set<String> = []
            for line in page.split(separator: "\n") {
                if line.hasPrefix("# TYPE ") { types.insert(String(line.split(separator: " ")[2])) }
                guard !line.hasPrefix("#") else { continue }
                let cut = try #require(line.lastIndex(of: " "))
                let value: Double = try #require(Double(String(line[line.index(after: cut)...])), "\(line)")
                samples[String(line[..<cut])] = value
            }
            #expect(samples["triplicate_entries"] == 1)
            #expect(samples[#"triplicate_requests_total{operation="recordEvent",status="201"}"#] == 1)
            #expect(samples[#"triplicate_requests_total{operation="unknown",status="404"}"#] == 1)
            #expect(samples[#"triplicate_request_seconds_bucket{operation="recordEvent",le="+Inf"}"#] == 1)
            #expect(samples[#"triplicate_mirror_lag_entries{origin="a\"b"}"#] == 6)
            #expect(samples["triplicate_takes_appends"] == 0)
            for name in samples.keys {
                let family = name.prefix { $0 != "{" }
                #expect(types.contains { family == $0 || family.hasPrefix("\($0)_") }, "\(name)")
            }
            #expect(try await served.ask(.GET, "/openapi.yaml").text.hasPrefix("openapi: 3.1"))
        }
        try await Served.run(status: ServerStatus(isStopping: true)) { served in
            let got = try await served.ask(.GET, "/readyz")
            #expect(got.status == 503)
        }
    }
}
