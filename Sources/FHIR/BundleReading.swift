import Claims
import Foundation
import SwiftProtobuf

/// One reading of a bundle.
struct BundleReading {
    let document: JSONDocument
    let file: String
    let sha256: [UInt8]
    private(set) var result = FHIRImport()
    /// The nodes of the resources, beside `result.claims` and `result.explanations`.
    private var claimNodes: [Int] = []
    private var explanationNodes: [Int] = []
    private var claimIDs: Set<String> = []
    private var explanationIDs: Set<String> = []
    private var fullURLs: Set<String> = []
    /// By fullUrl and by `Claim/ID`.
    private var claimIDByReference: [String: String] = [:]

    init(document: JSONDocument, file: String, sha256: [UInt8]) {
        self.document = document
        self.file = file
        self.sha256 = sha256
    }

    mutating func readAll() throws(FHIRError) {
        let reader = ResourceReader(document, file: file, root: 0)
        try checkType(reader)
        guard let list = document.member("entry", of: 0) else { return }
        for (index, entry) in try reader.list(list, { entry throws(FHIRError) in entry }).enumerated() {
            try read(entry, index: UInt32(index), reader)
        }
        try finish()
    }

    private func checkType(_ reader: ResourceReader) throws(FHIRError) {
        let type = document.nodes[0].kind == .object ? document.member("resourceType", of: 0) : nil
        guard let type, document.nodes[type].kind == .string, document.text(of: type) == "Bundle" else {
            let found = type.map { document.kindName(of: $0) } ?? "no resourceType"
            throw reader.refusal(
                .notABundle, at: type ?? 0, "expected a FHIR Bundle, found \(found)",
                remedy: "Give a file whose outermost resource is a Bundle.")
        }
        guard let kind = document.member("type", of: 0) else {
            return try reader.require(false, "type", in: 0)
        }
        _ = try reader.code(
            kind,
            of: [
                "document", "message", "transaction", "transaction-response", "batch", "batch-response", "history",
                "searchset", "collection",
            ])
        if let rules = document.member("implicitRules", of: 0) { try reader.keep(("implicitRules", rules)) }
    }

    private mutating func read(_ entry: Int, index: UInt32, _ outer: ResourceReader) throws(FHIRError) {
        var source = ImportSource.with {
            $0.sha256 = Data(sha256)
            $0.entry = index
        }
        var resource: Int?
        var fullURL: Int?
        for member in try outer.members(entry) {
            if member.name == "resource" { resource = member.value }
            if member.name == "fullUrl" { fullURL = member.value }
        }
        guard let resource else {
            result.entriesWithoutResource += 1
            return
        }
        guard document.nodes[resource].kind == .object else { throw outer.wrongShape(resource, "a resource") }
        guard let typeNode = document.member("resourceType", of: resource) else {
            return try outer.require(false, "resourceType", in: resource)
        }
        let type = try outer.string(typeNode)
        guard type == "Claim" || type == "ExplanationOfBenefit" else {
            result.passedOver[type, default: 0] += 1
            return
        }
        if let fullURL {
            source.fullURL = try outer.string(fullURL)
            try insert(source.fullURL, into: &fullURLs, at: fullURL, "fullUrl")
        }
        let reader = ResourceReader(document, file: file, root: resource)
        if type == "Claim" {
            var claim = try reader.claim()
            claim.source = source
            try insert(claim.id, into: &claimIDs, at: document.member("id", of: resource) ?? resource, "claim's id")
            claimIDByReference["Claim/\(claim.id)"] = claim.id
            if source.fullURL != "" { claimIDByReference[source.fullURL] = claim.id }
            claimNodes.append(resource)
            result.claims.append((claim.id, claim))
        } else {
            var explanation = try reader.explanation()
            explanation.source = source
            try insert(
                explanation.id, into: &explanationIDs, at: document.member("id", of: resource) ?? resource,
                "explanation's id")
            explanationNodes.append(resource)
            result.explanations.append((explanation.id, explanation))
        }
    }

    private func insert(
        _ text: String, into set: inout Set<String>, at node: Int, _ what: String
    ) throws(FHIRError) {
        guard set.insert(text).inserted else {
            throw document.refusal(
                .duplicateID, at: node, file: file, "the \(what) \(FHIRError.quoted(text)) stands twice in the bundle",
                remedy: "Keep one version of each resource: one stream cannot begin twice.")
        }
    }

    /// Joins explanations to their claims, checks sizes, and sums up.
    private mutating func finish() throws(FHIRError) {
        for index in result.claims.indices {
            let claim = result.claims[index].message
            try checkSize(of: claim, at: claimNodes[index])
            try add(claim.total, to: &result.claimTotal, at: claimNodes[index])
        }
        for index in result.explanations.indices {
            if let id = claimIDByReference[result.explanations[index].message.claim.reference] {
                result.explanations[index].message.claimID = id
            }
            let explanation = result.explanations[index].message
            try checkSize(of: explanation, at: explanationNodes[index])
            if explanation.payment.hasAmount {
                try add(explanation.payment.amount, to: &result.paymentTotal, at: explanationNodes[index])
            }
        }
    }

    private func checkSize(of message: some Message, at node: Int) throws(FHIRError) {
        let size: [UInt8]? = try? message.serializedBytes()
        guard let size, size.count <= FHIRBundle.largestMessage else {
            throw document.refusal(
                .resourceTooLarge, at: node, file: file,
                "the resource needs \(size.map { "\($0.count)" } ?? "too many") bytes as an entry; at most "
                    + "\(FHIRBundle.largestMessage) fit",
                remedy: "Have the sender split it into claims with fewer lines, or leave out its narrative.")
        }
    }

    private func add(
        _ amount: MinorAmount, to sums: inout [String: Int64], at node: Int
    ) throws(FHIRError) {
        let (sum, overflow) = sums[amount.currency, default: 0].addingReportingOverflow(amount.minor)
        guard !overflow else {
            throw document.refusal(
                .amountTooLarge, at: node, file: file, "the sum of the bundle's \(amount.currency) is too large",
                remedy: "Correct the amounts: a sum has at most 9223372036854775807 minor units.")
        }
        sums[amount.currency] = sum
    }
}
