import Foundation
import Testing

@Suite("changes on the command line")
struct ChangesCommandTests {
    @Test("L6: the forged invoice between its claim and its refusal, as text and as JSON.")
    func played() throws {
        let node = try PlayedCase()
        let text = try node.run("changes", "--from", "57")
        #expect(text.status == 0, "\(text.errors)")
        for word in [
            "before", "57 entries", "PaymentHeld", "ReferredToPolice", PlayedCase.claim, "submitted", "refused",
            "locked",
            "Logs, as far as they were held", "triplicate.example/center-210200",
        ] {
            #expect(text.output.contains(word), "\(word) in \(text.output)")
        }
        let json = try node.run("changes", "--from", "57", "--json").object
        let streams = try #require(json["streams"] as? [[String: Any]])
        let claim = try #require(streams.first { $0["stream"] as? String == PlayedCase.claim })
        #expect((claim["before"] as? [String: Any])?["status"] as? String == "submitted")
        #expect((claim["after"] as? [String: Any])?["status"] as? String == "refused")
        #expect((claim["after"] as? [String: Any])?["amount"] as? String == "10526314")
        let all = try node.run("changes", "--from", "0", "--to", "57", "--json").object
        let appeared = try #require(all["appeared"] as? [[String: Any]])
        #expect(appeared.compactMap { ($0["finding"] as? [String: Any])?["number"] as? Int } == [1, 3])
        #expect((all["to"] as? [String: Any])?["entries"] as? Int == 57)
        let same = try node.run("changes", "--from", "57", "--to", "57")
        #expect(same.status == 0 && same.output.contains("Nothing changed."))
        // A day that is over: everything was received today.
        let past = try node.run("changes", "--from", "2018-01-01", "--to", "2019-01-01", "--json").object
        #expect((past["entries"] as? [Any])?.isEmpty == true)
    }

    @Test("L6: by a party, and as known by one; a view is replayed as known by it.")
    func parties() throws {
        let node = try PlayedCase()
        let hospital = "hospital:\(PlayedCase.hospital)"
        let own = try node.run("changes", "--from", "0", "--party", hospital, "--json").object
        let entries = try #require(own["entries"] as? [[String: Any]])
        #expect(Set(entries.compactMap { $0["party"] as? String }) == [hospital])
        let known = try node.run("changes", "--from", "0", "--known-by", hospital)
        #expect(known.output.contains("as \(hospital) had acknowledged it"))
        #expect(known.output.contains(PlayedCase.stay) && !known.output.contains(PlayedCase.claim))
        let shown = try node.run("show", PlayedCase.stay, "--known-by", hospital).output
        #expect(shown.contains("settled") && known.output.contains("settled"))
        let replay = try node.run("replay", "--known-by", hospital, "--json").object
        let view = try #require((replay["views"] as? [[String: Any]])?.first)
        let whole = try #require(
            try (node.run("replay", "--check", "--json").object["views"] as? [[String: Any]])?.first)
        #expect(view["digest"] as? String != whole["digest"] as? String)
        #expect(try #require(view["rows"] as? Int) < (whole["rows"] as? Int ?? 0))
        #expect(whole["matches"] as? Bool == true)
        let text = try node.run("replay", "--known-by", hospital, "--as-of", "57").output
        #expect(text.contains("as \(hospital) had acknowledged it; the live view stays"))
    }

    @Test(
        "L6: what is not a moment, moments in the wrong order and parties that are none are refused, each with a remedy."
    )
    func refusals() throws {
        let node = try PlayedCase(steps: 2)
        for (arguments, status, number) in [
            (["--from", "yesterday"], Int32(2), 1501), (["--from", "2", "--to", "2019-02-30"], 2, 1501),
            (["--to", "2"], 2, 1501), (["--from", "3", "--to", "1"], 1, 216),
            (["--from", "0", "--party", "hospital:1"], 1, 112), (["--from", "0", "--known-by", "me"], 1, 112),
        ] {
            let run = try Tool.run(["changes", "--json"] + arguments, node: node.node)
            #expect(run.status == status, "\(arguments): \(run.errors)")
            let error = try run.error
            #expect(error["number"] as? Int == number, "\(arguments): \(run.errors)")
            #expect((error["remedy"] as? String)?.isEmpty == false)
        }
        #expect(try node.run("replay", "--check", "--known-by", "unit:\(PlayedCase.unit)").status == 2)
        let beyond = try node.run("changes", "--from", "0", "--to", "99")
        #expect(beyond.status == 0 && beyond.errors.contains("not 99"))
    }
}
