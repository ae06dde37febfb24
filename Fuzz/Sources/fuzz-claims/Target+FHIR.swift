import Claims
import FHIR
import FuzzDriver
import SwiftProtobuf

extension FuzzTarget {
    /// A FHIR bundle in JSON.
    static let fhir = FuzzTarget.onArray("fhir", longest: 8192) { bytes in
        do throws(FHIRError) {
            let bundle = try FHIRBundle.parse(
                bytes: bytes, name: "bundle.json", sha256: [UInt8](repeating: 7, count: 32))
            for (id, claim) in bundle.claims {
                demand((1...64).contains(id.utf8.count), "a resource has an id")
                check(claim, as: "claim")
                record(id, .fhirClaim, .claimImported) { $0.claimImported = claim }
            }
            for (id, explanation) in bundle.explanations {
                demand((1...64).contains(id.utf8.count), "a resource has an id")
                check(explanation, as: "explanation")
                record(id, .fhirExplanation, .explanationImported) { $0.explanationImported = explanation }
            }
        } catch {
            demand(error.line >= 1 && error.column >= 1, "an error has a place")
            show(error)
        }
    }

    private static func check(_ message: some Message & Equatable, as what: String) {
        let bytes: [UInt8] = must("a \(what) can be written") { try message.serializedBytes() }
        demand(bytes.count <= FHIRBundle.largestMessage, "a \(what) fits into an entry")
        let again = must("a written \(what) can be read") { try type(of: message).init(serializedBytes: bytes) }
        demand(again == message, "reading gives the same \(what)")
    }

    /// What the import then proposes is not refused for its shape.
    private static func record(
        _ id: String, _ kind: StreamKind, _ type: EventType, _ fill: (inout Event) -> Void
    ) {
        var event = Event()
        fill(&event)
        let payload = must("an imported resource can be written") { try event.payloadBytes() }
        let again = must("an imported resource can be read") { try Event(type: type, payload: payload) }
        demand(again == event, "reading gives the same event")
        do throws(Refusal) {
            try event.checkFormats()
        } catch {
            fatalError("broken: what the import accepts has a form that the rules accept: \(error)")
        }
        let address = must("a FHIR id makes a stream's name") { try StreamAddress(kind, "210200", id) }
        demand(address.number == id, "a stream is named by the resource's id")
    }
}
