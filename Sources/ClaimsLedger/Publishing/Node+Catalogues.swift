import Claims
import EntryFormat
import Ledger
import Policies
import Synchronization

/// Catalogues that were read already: states by stream, each with the stream's version, and parsed texts by their SHA-256.
final class KnownCatalogues: Sendable {
    private struct Kept {
        var states: [String: (version: UInt64, state: CatalogueState)] = [:]
        var parsed: [String: Catalogue] = [:]
    }

    /// More than a center publishes; where there are more, all are read again.
    private static let most = 32
    private let kept = Mutex(Kept())

    func state(of stream: String, version: UInt64) -> CatalogueState? {
        kept.withLock { kept in kept.states[stream].flatMap { $0.version == version ? $0.state : nil } }
    }

    func keep(_ state: CatalogueState, of stream: String, version: UInt64) {
        kept.withLock { kept in
            if kept.states.count >= Self.most { kept.states = [:] }
            kept.states[stream] = (version, state)
        }
    }

    func catalogue(_ sha256: String) -> Catalogue? { kept.withLock { $0.parsed[sha256] } }

    func keep(_ catalogue: Catalogue, _ sha256: String) {
        kept.withLock { kept in
            if kept.parsed.count >= Self.most { kept.parsed = [:] }
            kept.parsed[sha256] = catalogue
        }
    }
}

extension Node {
    /// The catalogues of a center in force on a day, by name, as far as their texts are here and can be read.
    ///
    /// - Parameter past: reads a stream as it was; nil for what this node holds now, which is read once.
    /// - Throws: `LedgerError` `damaged`.
    func catalogues(
        of center: String, on day: CalendarDate, past: ((String) throws -> StreamState)?
    ) throws -> [CatalogueInForce] {
        try ledger.streams(prefix: "catalogue/\(center)/", limit: 1_000).compactMap { name in
            guard let state = try catalogueState(name, past: past),
                let version = state.versions.last(where: { $0.catalogue.isInForce(on: day) }),
                let catalogue = try readable(version.catalogue)
            else { return nil }
            return CatalogueInForce(stream: name.text, entry: version.act.entry, catalogue: catalogue)
        }
    }

    private func catalogueState(
        _ name: StreamName, past: ((String) throws -> StreamState)?
    ) throws -> CatalogueState? {
        if let past {
            guard case .catalogue(let state)? = try past(name.text).subject else { return nil }
            return state
        }
        let version = try ledger.version(of: name)
        if let state = knownCatalogues.state(of: name.text, version: version) { return state }
        guard case .catalogue(let state)? = try self.state(of: name.text).subject else { return nil }
        knownCatalogues.keep(state, of: name.text, version: version)
        return state
    }

    /// A catalogue whose text is here and can be read; nil for any other: what is not held gives no finding.
    private func readable(_ published: CataloguePublished) throws -> Catalogue? {
        do {
            return try knownCatalogue(of: published)
        } catch is Mistakes {
            return nil
        } catch let error as LedgerError where error.code == .blobDamaged {
            return nil
        }
    }

    /// A catalogue's text, parsed once.
    /// - Throws: as ``catalogue(of:)``.
    func knownCatalogue(of published: CataloguePublished) throws -> Catalogue {
        if let known = knownCatalogues.catalogue(published.sha256) { return known }
        let catalogue = try catalogue(of: published)
        knownCatalogues.keep(catalogue, published.sha256)
        return catalogue
    }
}
