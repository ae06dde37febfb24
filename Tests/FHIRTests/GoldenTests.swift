import Claims
import FHIR
import Foundation
import SwiftProtobuf
import Testing

/// Where bundles with known counts and sums lie.
enum Bundles {
    private static let package = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let own = package.appending(path: "Examples/fhir")
    static let shared = package.appending(path: "../shared/cases/fhir")
    static let hasShared = FileManager.default.fileExists(atPath: shared.appending(path: "golden.json").path)
    static let skipped: Comment = "../shared/cases/fhir is not present"

    static func bytes(_ folder: URL, _ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: folder.appending(path: name)))
    }
}

/// `golden.json`: what the bundles beside it hold.
private struct Golden: Decodable {
    struct Sums: Decodable {
        var claims: Int
        var claimTotalMinor: Int64
        var explanations: Int
        var paymentTotalMinor: Int64
        var claimTotalByCurrency: [String: Int64]?
        var paymentTotalByCurrency: [String: Int64]?
    }

    var files: [String: Sums]
}

@Suite("Counts and sums equal those of golden.json")
struct GoldenTests {
    @Test(
        "The 24 real bundles give exactly the published counts and sums.",
        .enabled(if: Bundles.hasShared, Bundles.skipped))
    func realBundles() throws {
        let total = try check(Bundles.shared, files: 24)
        #expect(total.currencies == ["USD"])
        #expect(total.largest < FHIRBundle.largestMessage)
    }

    @Test("Our own bundles give the counts and sums that stand beside them, by currency too.")
    func ownBundles() throws {
        let total = try check(Bundles.own, files: 3)
        #expect(total.currencies == ["CNY", "JPY", "KWD", "USD"])
    }

    private func check(_ folder: URL, files: Int) throws -> (currencies: Set<String>, largest: Int) {
        let data = try Data(contentsOf: folder.appending(path: "golden.json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let golden = try decoder.decode(Golden.self, from: data)
        let overall = try decoder.decode(Golden.Sums.self, from: data)
        #expect(golden.files.count == files)
        var sums = (claims: 0, claimTotal: Int64(0), explanations: 0, paymentTotal: Int64(0))
        var currencies: Set<String> = []
        var largest = 0
        for (name, expected) in golden.files {
            let bundle = try FHIRBundle.parse(
                bytes: Bundles.bytes(folder, name), name: name, sha256: Array(repeating: 0, count: 32))
            let claimTotal = bundle.claimTotal.values.reduce(0, +)
            let paymentTotal = bundle.paymentTotal.values.reduce(0, +)
            #expect(bundle.claims.count == expected.claims, "\(name)")
            #expect(bundle.explanations.count == expected.explanations, "\(name)")
            #expect(claimTotal == expected.claimTotalMinor, "\(name)")
            #expect(paymentTotal == expected.paymentTotalMinor, "\(name)")
            if let byCurrency = expected.claimTotalByCurrency { #expect(bundle.claimTotal == byCurrency, "\(name)") }
            if let byCurrency = expected.paymentTotalByCurrency {
                #expect(bundle.paymentTotal == byCurrency, "\(name)")
            }
            sums.claims += bundle.claims.count
            sums.claimTotal += claimTotal
            sums.explanations += bundle.explanations.count
            sums.paymentTotal += paymentTotal
            currencies.formUnion(bundle.claimTotal.keys)
            for (_, claim) in bundle.claims { largest = try max(largest, size(claim)) }
            for (_, explanation) in bundle.explanations { largest = try max(largest, size(explanation)) }
        }
        #expect(sums.claims == overall.claims)
        #expect(sums.claimTotal == overall.claimTotalMinor)
        #expect(sums.explanations == overall.explanations)
        #expect(sums.paymentTotal == overall.paymentTotalMinor)
        return (currencies, largest)
    }

    private func size(_ message: some Message) throws -> Int {
        let bytes: [UInt8] = try message.serializedBytes()
        return bytes.count
    }
}
