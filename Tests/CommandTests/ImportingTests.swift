import Foundation
import Testing

@Suite("import fhir")
struct ImportingTests {
    private static func bundles(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasSuffix(".json") && $0 != "golden.json"
        }
        .sorted().map { "\(folder)/\($0)" }
    }

    /// Imports a folder twice and compares with its golden sums.
    private func importTwice(_ folder: String) throws {
        let golden = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/golden.json")))
                as? [String: Any])
        let node = try PlayedCase(steps: 0)
        let arguments = ["import", "fhir", "--as", "210200", "--json"] + (try Self.bundles(folder))
        let first = try Tool.run(arguments, node: node.node)
        #expect(first.status == 0, "\(first.errors)")
        let sums = try first.object
        let claims = try #require(golden["claims"] as? Int)
        let explanations = try #require(golden["explanations"] as? Int)
        #expect(sums["claims"] as? Int == claims)
        #expect(sums["explanations"] as? Int == explanations)
        #expect(sums["claimTotal"] as? String == (golden["claim_total_minor"] as? Int).map(String.init))
        #expect(sums["paymentTotal"] as? String == (golden["payment_total_minor"] as? Int).map(String.init))
        #expect(sums["added"] as? Int == claims + explanations)
        #expect(sums["alreadyPresent"] as? Int == 0)
        let again = try Tool.run(arguments, node: node.node).object
        #expect(again["added"] as? Int == 0)
        #expect(again["alreadyPresent"] as? Int == claims + explanations)
        #expect(try node.run("status", "--json").object["entries"] as? Int == claims + explanations)
        #expect(try node.run("verify").status == 0)
    }

    @Test("Our own bundles come out as their golden sums say; a second import adds nothing.")
    func ownBundles() throws { try importTwice("\(Tool.project)/Examples/fhir") }

    static let shared = "\(Tool.project)/../shared/cases/fhir"

    @Test(
        "The public bundles come out as their golden sums say; a second import adds nothing.",
        .enabled(if: FileManager.default.fileExists(atPath: shared), "there is no ../shared/cases/fhir here"))
    func publicBundles() throws { try importTwice(Self.shared) }

    @Test("One damaged bundle among good ones: its place is named, and nothing is imported.")
    func refusesDamage() throws {
        let node = try PlayedCase(steps: 0)
        let files = try Self.bundles("\(Tool.project)/Examples/fhir")
        let text = try String(contentsOfFile: files[0], encoding: .utf8)
        let damaged = try node.file("damaged.json", String(text.prefix(text.count / 2)))
        let run = try Tool.run(["import", "fhir", "--as", "210200", "--json"] + files + [damaged], node: node.node)
        #expect(run.status == 1)
        let message = try #require(try run.error["message"] as? String)
        #expect(message.hasPrefix("damaged.json:"))
        #expect(try run.error["number"] as? Int == 1302)
        #expect(try node.run("status", "--json").object["entries"] as? Int == 0)
    }

    @Test("A bundle with control sequences is refused, and they do not reach the terminal.")
    func hostileText() throws {
        let node = try PlayedCase(steps: 0)
        let text = try String(contentsOfFile: "\(Tool.project)/Examples/fhir/offsite-stay.json", encoding: .utf8)
        let hostile = text.replacing(
            /"reference": "[^"]*0001"/, with: #""reference": "\u001b[2J\u001b]0;owned\u0007\nx""#)
        try #require(hostile != text)
        let file = try node.file("hostile.json", hostile)
        let run = try node.run("import", "fhir", file, "--as", "210200")
        #expect(run.status == 1)
        #expect(run.errors.contains("owned"))
        #expect(!run.errors.contains("\u{1b}") && !run.errors.contains("\u{7}"))
    }

    @Test("Only a center imports.")
    func refusesOthers() throws {
        let node = try PlayedCase(steps: 0)
        let files = try Self.bundles("\(Tool.project)/Examples/fhir")
        let run = try Tool.run(["import", "fhir", "--as", PlayedCase.hospital] + files, node: node.node)
        #expect(run.status == 1)
        #expect(try node.run("status", "--json").object["entries"] as? Int == 0)
    }
}
