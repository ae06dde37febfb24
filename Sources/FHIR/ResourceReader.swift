import Claims
import SwiftProtobuf

typealias Concept = FhirConcept
typealias Reference = FhirReference
typealias Identifier = FhirIdentifier

/// Reads one resource of a bundle, element by element, and refuses what FHIR R4 does not allow.
///
/// Each element is read by going through its members once: what has a field in our message is taken, everything else is
/// kept as JSON text in `other`, in the order of the source. An instance serves one resource on one thread.
final class ResourceReader {
    typealias Member = (name: String, value: Int)

    let document: JSONDocument
    let file: String
    /// The resource's node.
    let root: Int
    private(set) var other: [FhirOther] = []

    init(_ document: JSONDocument, file: String, root: Int) {
        self.document = document
        self.file = file
        self.root = root
    }

    // MARK: Refusing

    /// The error for a value.
    func refusal(_ code: FHIRError.Code, at node: Int, _ message: String, remedy: String) -> FHIRError {
        document.refusal(code, at: node, file: file, message, remedy: remedy)
    }

    func wrongShape(_ node: Int, _ expected: String) -> FHIRError {
        refusal(
            .wrongShape, at: node, "expected \(expected), found \(document.kindName(of: node))",
            remedy: "Correct the element, or export the bundle again as FHIR R4 (4.0.1).")
    }

    /// Refuses an object that lacks an element which FHIR R4 requires.
    func require(_ isPresent: Bool, _ name: String, in node: Int) throws(FHIRError) {
        guard isPresent else {
            throw refusal(
                .missingElement, at: node, "the element \(name) is missing",
                remedy: "FHIR R4 (4.0.1) requires it: add it, or export the bundle again in that version.")
        }
    }

    // MARK: Structure

    /// The members of an object; refuses anything else, and an empty one, which FHIR does not allow.
    func members(_ node: Int) throws(FHIRError) -> [Member] {
        guard document.nodes[node].kind == .object, document.nodes[node].count > 0 else {
            throw wrongShape(node, "an object with at least one element")
        }
        return document.members(of: node)
    }

    /// The values of an array, each read; refuses anything else, and an empty one.
    func list<Value>(_ node: Int, _ read: (Int) throws(FHIRError) -> Value) throws(FHIRError) -> [Value] {
        guard document.nodes[node].kind == .array, document.nodes[node].count > 0 else {
            throw wrongShape(node, "an array with at least one value")
        }
        var result: [Value] = []
        for element in document.elements(of: node) {
            result.append(try read(element))
        }
        return result
    }

    /// Keeps a member that has no field of its own.
    func keep(_ member: Member) throws(FHIRError) {
        guard member.name != "modifierExtension", member.name != "implicitRules" else {
            throw refusal(
                .notUnderstood, at: member.value, "\(member.name) can change what the rest of the resource means",
                remedy: "FHIR forbids to ignore it: have the sender state the claim without it.")
        }
        other.append(
            .with {
                $0.path = document.path(of: member.value, from: root)
                $0.json = document.compact(member.value)
            })
    }
}

extension JSONDocument {
    /// The error for a value of this text.
    func refusal(
        _ code: FHIRError.Code, at node: Int, file: String, _ message: String, remedy: String
    ) -> FHIRError {
        let place = place(ofByte: Int(nodes[node].start))
        return FHIRError(
            code: code, file: file, line: place.line, column: place.column, path: path(of: node), message: message,
            remedy: remedy)
    }

    /// What a value is, for a message.
    func kindName(of node: Int) -> String {
        switch nodes[node].kind {
        case .object: nodes[node].count == 0 ? "an empty object" : "an object"
        case .array: nodes[node].count == 0 ? "an empty array" : "an array"
        case .string, .name: text(of: node).isEmpty ? "an empty text" : "the text \(FHIRError.quoted(text(of: node)))"
        case .number: "the number \(FHIRError.printable(printed(node)))"
        case .boolean: "the word \(printed(node))"
        case .null: "null"
        }
    }
}
