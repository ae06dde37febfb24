import SwiftProtobuf

extension CatalogueState {
    func judge(_ event: Event.OneOf_Kind, in stream: StreamAddress) throws(Refusal) {
        guard case .cataloguePublished(let catalogue) = event else { return }
        guard catalogue.name == stream.number else {
            throw Refusal(
                .publishedElsewhere, "The catalogue is named \"\(catalogue.name)\", the stream is \(stream).")
        }
        guard !versions.contains(where: { $0.catalogue.version == catalogue.version }) else {
            throw Refusal(
                .versionUsed, "Version \(catalogue.version) of \(stream) is already published.")
        }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        guard case .cataloguePublished(let catalogue) = event else { return }
        versions.append(
            .with {
                $0.catalogue = catalogue
                $0.act = act
            })
    }

    /// The version in force on a day: the last one published whose period has that day.
    public func version(on day: CalendarDate) -> CataloguePublished? {
        versions.last { $0.catalogue.isInForce(on: day) }?.catalogue
    }
}

extension CataloguePublished {
    /// The longest text that stands in the event itself, in bytes.
    public static let longestText = 50_000

    /// Whether the version's period has that day.
    public func isInForce(on day: CalendarDate) -> Bool { day.lies(from: effectiveFrom, to: effectiveTo) }
}
