public import Claims
import EntryFormat
import FHIR
public import Ledger
import SwiftProtobuf
import TransparencyLog

/// What an import of FHIR bundles has done. Amounts in minor units, of all currencies together; `byCurrency` has them apart.
public struct ImportSummary: Sendable, Codable, Equatable {
    public var claims = 0
    @AmountText public var claimTotal: Int64 = 0
    public var explanations = 0
    @AmountText public var paymentTotal: Int64 = 0
    /// Resources that were recorded now, and those that stood in the log already.
    public var added = 0
    public var alreadyPresent = 0
    public var byCurrency: [String: Sums] = [:]

    public struct Sums: Sendable, Codable, Equatable {
        @AmountText public var claimTotal: Int64 = 0
        @AmountText public var paymentTotal: Int64 = 0
    }
}

extension Node {
    /// Imports every Claim and ExplanationOfBenefit of FHIR R4 bundles, each into a stream of its own kind.
    ///
    /// All bundles are read and checked before the first event is recorded: a damaged bundle is refused whole with its place, and nothing of
    /// any of them is imported. A resource that stands in the log already with the same content is passed over.
    /// - Parameter files: names, which occur in errors only, and contents.
    /// - Throws: `FHIRError` with the place of the damage; `Refusal`; `LedgerError`.
    public func importFHIR(
        _ files: [(name: String, bytes: [UInt8])], by actor: Actor, progress: (Ledger.Progress) -> Void = { _ in }
    ) throws -> ImportSummary {
        var summary = ImportSummary()
        var resources: [ImportedResource] = []
        for (index, file) in files.enumerated() {
            let sha256 = Digest.sha256(file.bytes).bytes
            let bundle = try FHIRBundle.parse(bytes: file.bytes, name: file.name, sha256: sha256)
            summary.add(bundle)
            for (id, message) in bundle.claims {
                resources.append(
                    ImportedResource(kind: .fhirClaim, id: id, event: .with { $0.claimImported = message }))
            }
            for (id, message) in bundle.explanations {
                resources.append(
                    ImportedResource(kind: .fhirExplanation, id: id, event: .with { $0.explanationImported = message }))
            }
            progress(.init(label: "reading bundles", done: UInt64(index + 1), total: UInt64(files.count)))
        }
        let fresh = try sortOut(resources, for: actor, into: &summary)
        try record(fresh, by: actor, progress: progress)
        summary.added = fresh.count
        return summary
    }

    /// Leaves out what stands in the log already; refuses what stands there with other content.
    private func sortOut(
        _ resources: [ImportedResource], for actor: Actor, into summary: inout ImportSummary
    ) throws -> [ImportedResource] {
        var seen: [String: Event] = [:]
        var fresh: [ImportedResource] = []
        for resource in resources {
            let stream = resource.stream(at: actor.party)
            let known: Event? =
                if let earlier = seen[stream] { earlier } else { try imported(in: stream) }
            guard let known else {
                seen[stream] = resource.event
                // Annulled entries stand in the stream; the resource comes in again under an id of its own.
                fresh.append(resource.after(entries: try ledger.version(of: StreamName(stream))))
                continue
            }
            guard known.withoutSource == resource.event.withoutSource else {
                throw LedgerError(
                    .eventIDReused, "\(stream) holds another version of this resource already; nothing was imported.",
                    remedy: "If the entry that is there was wrong, annul it; else leave this bundle out.")
            }
            summary.alreadyPresent += 1
        }
        return fresh
    }

    private func imported(in stream: String) throws -> Event? {
        guard try ledger.version(of: StreamName(stream)) > 0 else { return nil }
        guard case .imported(let imported)? = try state(of: stream).subject else { return nil }
        switch imported.resource {
        case .claim(let claim): return .with { $0.claimImported = claim }
        case .explanation(let explanation): return .with { $0.explanationImported = explanation }
        case nil: return nil
        }
    }

    /// Appends resources, as many as one proposal takes at a time: usually all in one commit.
    private func record(
        _ resources: [ImportedResource], by actor: Actor, progress: (Ledger.Progress) -> Void
    ) throws {
        var rest = resources[...]
        var done = 0
        while !rest.isEmpty {
            let chunk = rest.prefix(LogProposal.maximumEvents)
            rest = rest.dropFirst(chunk.count)
            var draft = try Draft(self, by: actor.party)
            for resource in chunk {
                let stream = resource.stream(at: actor.party)
                try draft.decide(resource.event, in: stream, by: actor, id: resource.eventID, at: now())
            }
            _ = try append(
                LogProposal(
                    party: actor.party.description, operatorName: actor.operatorName, onBehalfOf: actor.onBehalfOf,
                    events: draft.events, expected: draft.expected))
            done += chunk.count
            progress(.init(label: "importing", done: UInt64(done), total: UInt64(resources.count)))
        }
    }
}

/// One resource on its way into its stream.
private struct ImportedResource {
    let kind: StreamKind
    /// The FHIR id.
    let id: String
    let event: Event
    /// Entries of its stream that stand in the log already: of an earlier import, annulled since.
    var entriesBefore: UInt64 = 0

    func after(entries: UInt64) -> ImportedResource {
        var copy = self
        copy.entriesBefore = entries
        return copy
    }

    func stream(at party: Party) -> String { "\(kind.rawValue)/\(party.code)/\(id)" }

    /// The same resource has the same event id, wherever it comes from.
    var eventID: EventID {
        let again = entriesBefore == 0 ? "" : "\n\(entriesBefore)"
        let digest = Digest.sha256(Array("triplicate/fhir\n\(kind.rawValue)\n\(id)\(again)".utf8))
        return EventID(words: (digest.word0, digest.word1))
    }
}

extension Event {
    /// The event without the file that it was imported from, which is all that differs when a resource comes a second time.
    fileprivate var withoutSource: Event {
        var event = self
        switch kind {
        case .claimImported: event.claimImported.clearSource()
        case .explanationImported: event.explanationImported.clearSource()
        default: break
        }
        return event
    }
}

extension ImportSummary {
    fileprivate mutating func add(_ bundle: FHIRImport) {
        claims += bundle.claims.count
        explanations += bundle.explanations.count
        for (currency, sum) in bundle.claimTotal {
            claimTotal += sum
            byCurrency[currency, default: Sums()].claimTotal += sum
        }
        for (currency, sum) in bundle.paymentTotal {
            paymentTotal += sum
            byCurrency[currency, default: Sums()].paymentTotal += sum
        }
    }
}
