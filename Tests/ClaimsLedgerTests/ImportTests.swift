import Claims
import FHIR
import Foundation
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("Importing FHIR bundles")
struct ImportTests {
    private struct Golden: Decodable {
        let claims: Int
        let claimTotalMinor: Int64
        let explanations: Int
        let paymentTotalMinor: Int64
    }

    private func bundles(_ folder: URL) throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            $0.hasSuffix(".json") && $0 != "golden.json"
        }.sorted().map {
            ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0))))
        }
    }

    @Test(
        "Counts and sums equal the golden ones, importing twice adds nothing, and a damaged bundle adds nothing of any."
    )
    func examples() throws {
        let folder = Office.root.appending(path: "Examples/fhir")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let golden = try decoder.decode(
            Golden.self, from: Data(contentsOf: folder.appending(path: "golden.json")))
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        let clerk = try node.actor(as: "210200", operatorName: "import")
        var files = try bundles(folder)
        let whole = files[0].bytes
        files[0].bytes.removeLast(whole.count / 2)
        #expect(throws: FHIRError.self) { try node.importFHIR(files, by: clerk) }
        #expect(try node.ledger.end() == 0)
        files[0].bytes = whole
        let first = try node.importFHIR(files, by: clerk)
        #expect(first.claims == golden.claims && first.explanations == golden.explanations)
        #expect(first.claimTotal == golden.claimTotalMinor && first.paymentTotal == golden.paymentTotalMinor)
        #expect(first.added == golden.claims + golden.explanations && first.alreadyPresent == 0)
        let again = try node.importFHIR(files, by: clerk)
        #expect(again.added == 0 && again.alreadyPresent == first.added)
        #expect(again.claimTotal == first.claimTotal)
        #expect(try node.ledger.end() == UInt64(first.added))
        #expect(try node.verify().ok)
    }

    @Test("A resource whose import was annulled comes in again.")
    func annulled() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        let clerk = try node.actor(as: "210200", operatorName: "import")
        let files = try bundles(Office.root.appending(path: "Examples/fhir"))
        let first = try node.importFHIR(files, by: clerk)
        let stream = try #require(try node.list(ListQuery(kind: "fhir-claim")).rows.first?.stream)
        let entry = try #require(try node.state(of: stream).entries.first?.act.entry)
        _ = try node.record(
            RecordRequest(
                stream: stream, type: "Annulled",
                event:
                    #"{"entry": {"origin": "\#(entry.origin)", "number": "\#(entry.number)"}, "reason": "wrong file"}"#),
            by: clerk)
        let again = try node.importFHIR(files, by: clerk)
        #expect(again.added == 1 && again.alreadyPresent == first.added - 1)
        #expect(try node.importFHIR(files, by: clerk).added == 0)
    }
}
