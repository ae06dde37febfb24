public import Claims
import EntryFormat
import Foundation
import Ledger
import Policies
import TransparencyLog

/// A policy, settings of procedure or a catalogue that was published.
public struct Published: Sendable, Codable {
    /// `policy`, `procedure` or `catalogue`.
    public let kind: String
    public let name: String
    public let version: String
    public let effectiveFrom: String
    public let effectiveTo: String
    /// SHA-256 of the text, 64 hexadecimal digits.
    public let sha256: String
    /// Of a catalogue: how many items it has.
    public let items: Int?
    /// Whether the text lies in a blob, because it is too long for an event.
    public let isBlob: Bool
    /// Where it stands; `alreadyPresent` where the same text was published before.
    public let recorded: Recorded
}

extension Node {
    /// Publishes a policy, or settings of procedure, from its file: name, version and dates are the file's.
    ///
    /// Settings go to `policy/CENTER/procedure`, those of an arbiter to `policy/ARBITER/arbiter/procedure`. The same text under the
    /// same version is published once: the second time nothing is recorded.
    /// - Throws: `Mistakes` with the line and column of each; `Refusal` `missingField` where the file has no version or first
    ///   day, `versionUsed` where the version has another text, `settingsOfAnother` where they are not the party's to set;
    ///   `LedgerError`.
    public func publishPolicy(_ text: String, by actor: Actor) throws -> Published {
        if ProcedureFile.isMeant(by: text) { return try publishProcedure(text, by: actor) }
        let policy = try PolicyFile.parse(text)
        var event = PolicyPublished()
        event.name = policy.id
        event.version = policy.version
        event.effectiveFrom = policy.effectiveFrom?.description ?? ""
        event.effectiveTo = policy.effectiveTo?.description ?? ""
        return try publish(
            event, text, kind: "policy", in: StreamAddress(.policy, actor.party.code, policy.id), by: actor)
    }

    private func publishProcedure(_ text: String, by actor: Actor) throws -> Published {
        let file = try ProcedureFile.parse(text)
        var event = PolicyPublished()
        event.name = "procedure"
        event.version = file.version
        event.effectiveFrom = file.effectiveFrom?.description ?? ""
        event.effectiveTo = file.effectiveTo?.description ?? ""
        var base = ProcedureSettings()
        if !file.extends.isEmpty {
            let stream = Self.procedure(of: actor.party)
            guard case .policy(let state)? = try state(of: stream).subject,
                let version = state.versions.last(where: { $0.policy.version == file.extends })
            else {
                throw Refusal(
                    .missingField, "The file extends version \(file.extends), which \(stream) does not have.",
                    remedy: "Publish that version first, or leave `extends` out.")
            }
            base = version.policy.procedure
        }
        event.procedure = file.settings(over: base)
        return try publish(
            event, text, kind: "procedure", in: StreamAddress(Self.procedure(of: actor.party)), by: actor)
    }

    /// The stream of a party's settings: an arbiter's code looks like a center's.
    private static func procedure(of party: Party) -> String {
        party.role == .arbiter
            ? StreamAddress.procedure(ofArbiter: party.code) : StreamAddress.procedure(of: party.code)
    }

    private func publish(
        _ policy: PolicyPublished, _ text: String, kind: String, in address: StreamAddress, by actor: Actor
    ) throws -> Published {
        var policy = policy
        policy.text = text
        policy.sha256 = Digest.sha256(Array(text.utf8)).hex
        try Self.require(policy.version, policy.effectiveFrom, of: policy.name)
        var event = Event()
        event.policyPublished = policy
        var present: EntryReference?
        if case .policy(let state)? = try state(of: address.description).subject {
            present =
                state.versions.last {
                    $0.policy.version == policy.version && $0.policy.sha256 == policy.sha256
                }?.act.entry
        }
        return Published(
            kind: kind, name: policy.name, version: policy.version, effectiveFrom: policy.effectiveFrom,
            effectiveTo: policy.effectiveTo, sha256: policy.sha256, items: nil, isBlob: false,
            recorded: try record(event, type: "PolicyPublished", in: address, unless: present, by: actor))
    }

    /// Publishes a catalogue from its file: name, version and dates are the file's. A text that is too long for an event is stored as
    /// a blob first.
    ///
    /// - Throws: as ``publishPolicy(_:by:)``.
    public func publishCatalogue(_ text: String, by actor: Actor) throws -> Published {
        let catalogue = try CatalogueFile.parse(text)
        let bytes = Array(text.utf8)
        var published = CataloguePublished()
        published.name = catalogue.name
        published.version = catalogue.version
        published.effectiveFrom = catalogue.effectiveFrom?.description ?? ""
        published.effectiveTo = catalogue.effectiveTo?.description ?? ""
        published.items = UInt32(clamping: catalogue.items.count)
        published.sha256 = Digest.sha256(bytes).hex
        let isBlob = bytes.count > CataloguePublished.longestText
        if !isBlob { published.text = text }
        try Self.require(published.version, published.effectiveFrom, of: published.name)
        let address = try StreamAddress(.catalogue, actor.party.code, published.name)
        var present: EntryReference?
        if case .catalogue(let state)? = try state(of: address.description).subject {
            present =
                state.versions.last {
                    $0.catalogue.version == published.version && $0.catalogue.sha256 == published.sha256
                }?.act.entry
        }
        // Stored before it is named; a blob that no entry names does no harm.
        if isBlob, present == nil { _ = try storeBlob(bytes) }
        var event = Event()
        event.cataloguePublished = published
        return Published(
            kind: "catalogue", name: published.name, version: published.version,
            effectiveFrom: published.effectiveFrom, effectiveTo: published.effectiveTo, sha256: published.sha256,
            items: catalogue.items.count, isBlob: isBlob,
            recorded: try record(event, type: "CataloguePublished", in: address, unless: present, by: actor))
    }

    private static func require(_ version: String, _ from: String, of name: String) throws(Refusal) {
        guard !version.isEmpty else {
            throw Refusal(
                .missingField, "\(name) has no version.", remedy: "Write, for example, `version: 2026-1` in the file.")
        }
        guard !from.isEmpty else {
            throw Refusal(
                .missingField, "\(name) has no first day.",
                remedy: "Write `effective: {from: 2026-01-01}` in the file.")
        }
    }

    private func record(
        _ event: Event, type: String, in address: StreamAddress, unless present: EntryReference?, by actor: Actor
    ) throws -> Recorded {
        let stream = address.description
        guard let present else {
            return try record(RecordRequest(stream: stream, type: type, event: try event.payloadJSON()), by: actor)
        }
        let contents = try ledger.contents(of: StreamName(stream))
        guard let index = contents.entries.firstIndex(where: { EntryReference($0) == present }),
            let log = ledger.logs.first(where: { $0.origin == present.origin })
        else { throw LedgerError(.damaged, "\(stream) does not hold its own entry.", remedy: "Run verify.") }
        let entry = contents.entries[index]
        return Recorded(
            stream: stream, log: entry.origin, number: entry.number, position: entry.position,
            eventId: entry.fields.id.description, checkpoint: try ledger.checkpoint(of: log) ?? "",
            version: UInt64(index + 1), time: Instant.text(entry.fields.time), alreadyPresent: true)
    }
}

extension Node {
    /// The catalogue that a publication holds, read from the event or from its blob.
    ///
    /// - Throws: `Mistakes` where the text is none; `LedgerError` where the blob is not here.
    func catalogue(of published: CataloguePublished) throws -> Catalogue {
        if !published.text.isEmpty { return try CatalogueFile.parse(published.text) }
        guard let digest = Digest(hex: published.sha256), let bytes = try ledger.blobs.content(of: digest) else {
            throw LedgerError(
                .blobDamaged, "The text of the catalogue \(published.name) \(published.version) is not here.",
                remedy: "Fetch the blob \(published.sha256) from the center that published it.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw LedgerError(
                .blobDamaged, "The text of the catalogue \(published.name) \(published.version) is no UTF-8.",
                remedy: "Publish it again, saved as UTF-8.")
        }
        return try CatalogueFile.parse(text)
    }
}
