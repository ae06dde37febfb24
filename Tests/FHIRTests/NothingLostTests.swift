import Claims
import Foundation
import SwiftProtobuf
import Testing

@testable import FHIR

/// A dumb twin of the mapping: whatever text, number or amount stands in a resource stands as often in its message, and
/// nothing else does. It knows no element of FHIR.
@Suite("Nothing of a resource is lost or invented")
struct NothingLostTests {
    @Test("A resource that uses every field keeps every value.")
    func keepsFull() throws {
        try check(Array(FullResources.bundle.utf8), expecting: 2)
    }

    @Test("Our own bundles keep every value.", arguments: [("offsite-stay.json", 2), ("four-currencies.json", 7)])
    func keepsOwn(_ name: String, _ count: Int) throws {
        try check(Bundles.bytes(Bundles.own, name), expecting: count)
    }

    @Test("A real bundle keeps every value.", .enabled(if: Bundles.hasShared, Bundles.skipped))
    func keepsReal() throws {
        try check(Bundles.bytes(Bundles.shared, "bundle-01.json"), expecting: 17)
    }

    private func check(_ bytes: [UInt8], expecting count: Int) throws {
        let bundle = try SmallBundle.parse(bytes)
        let source = try JSONParserTests.parse(bytes)
        let entries = source.elements(of: try #require(source.member("entry", of: 0)))
        var checked = 0
        for (_, claim) in bundle.claims {
            let resource = try #require(source.member("resource", of: entries[Int(claim.source.entry)]))
            try compare(source, resource, claim.jsonUTF8Data())
            checked += 1
        }
        for (_, explanation) in bundle.explanations {
            let resource = try #require(source.member("resource", of: entries[Int(explanation.source.entry)]))
            try compare(source, resource, explanation.jsonUTF8Data())
            checked += 1
        }
        #expect(checked == count)
    }

    private func compare(_ source: JSONDocument, _ resource: Int, _ message: Data) throws {
        var expected: [String: Int] = [:]
        for (name, value) in source.members(of: resource) where name != "resourceType" {
            try collect(source, value, into: &expected)
        }
        var found: [String: Int] = [:]
        let kept = try JSONParserTests.parse([UInt8](message))
        for (name, value) in kept.members(of: 0) where name != "source" && name != "claimId" {
            guard name == "other" else {
                try collect(kept, value, into: &found)
                continue
            }
            for other in kept.elements(of: value) {
                let json = kept.text(of: try #require(kept.member("json", of: other)))
                try collect(JSONParserTests.parse(json), 0, into: &found)
            }
        }
        #expect(expected == found)
        #expect(expected.count > 5)
    }

    /// Counts texts, numbers and amounts. True and false are left out: proto3 does not write false.
    private func collect(_ document: JSONDocument, _ node: Int, into counts: inout [String: Int]) throws {
        switch document.nodes[node].kind {
        case .string: counts[document.text(of: node), default: 0] += 1
        case .number: counts[document.printed(node), default: 0] += 1
        case .array: for element in document.elements(of: node) { try collect(document, element, into: &counts) }
        case .object:
            if let amount = try amount(document, node) {
                counts[amount, default: 0] += 1
                return
            }
            for member in document.members(of: node) { try collect(document, member.value, into: &counts) }
        case .boolean, .null, .name: break
        }
    }

    /// An amount of either side in one form, by Foundation's decimal arithmetic.
    private func amount(_ document: JSONDocument, _ node: Int) throws -> String? {
        guard let currency = document.member("currency", of: node).map(document.text(of:)) else { return nil }
        if let value = document.member("value", of: node) {
            let places = ["JPY": 0, "KWD": 3][currency] ?? 2
            var exact = try #require(Decimal(string: document.printed(value))) * pow(Decimal(10), places)
            var rounded = Decimal()
            NSDecimalRound(&rounded, &exact, 0, .plain)
            return "\(currency) \(rounded) \(rounded == exact ? "" : document.printed(value))"
        }
        let minor = document.member("minor", of: node).map(document.text(of:)) ?? "0"
        let printed = document.member("printed", of: node).map(document.text(of:)) ?? ""
        return "\(currency) \(minor) \(printed)"
    }
}
