/// Reads HL7 FHIR R4 (4.0.1) bundles in JSON.
public enum FHIRBundle {
    /// The most bytes that an imported message may have when encoded. An entry of a log has at most 65,535, header included.
    public static let largestMessage = 60_000

    /// Reads every Claim and ExplanationOfBenefit of a bundle; other resources are passed over and counted.
    ///
    /// Amounts become minor units, each rounded half up (a half goes away from zero) from the printed decimal. The result
    /// depends on nothing but the arguments; `name` occurs in errors alone.
    ///
    ///     let bundle = try FHIRBundle.parse(bytes: bytes, name: "march.json", sha256: Array(SHA256.hash(data: bytes)))
    ///     for (id, claim) in bundle.claims { … }
    ///
    /// - Parameters:
    ///   - bytes: the file, UTF-8, at most 128 MiB.
    ///   - name: what to call the file in errors.
    ///   - sha256: the SHA-256 of `bytes`, 32 bytes (anything else is a programmer's error); it is kept in every message.
    /// - Returns: all claims and explanations of the bundle.
    /// - Throws: `FHIRError` for the first damage found. The bundle is then refused whole.
    /// - Complexity: O(size of the file); memory about twice its size.
    public static func parse(bytes: [UInt8], name: String, sha256: [UInt8]) throws(FHIRError) -> FHIRImport {
        precondition(sha256.count == 32, "a SHA-256 has 32 bytes")
        let document = try document(bytes, name: name)
        var reading = BundleReading(document: document, file: name, sha256: sha256)
        try reading.readAll()
        return reading.result
    }

    private static func document(_ bytes: [UInt8], name: String) throws(FHIRError) -> JSONDocument {
        var parser = JSONParser(bytes)
        do throws(JSONDamage) {
            try parser.parse()
        } catch {
            let partial = JSONDocument(bytes: bytes, nodes: parser.nodes)
            let place = partial.place(ofByte: error.offset)
            throw FHIRError(
                code: error.code, file: name, line: place.line, column: place.column, path: partial.path(of: error),
                message: error.message, remedy: remedy(for: error.code))
        }
        return JSONDocument(bytes: bytes, nodes: parser.nodes)
    }

    private static func remedy(for code: FHIRError.Code) -> String {
        switch code {
        case .truncated: "Copy or download the file again: its end is missing."
        case .notUTF8: "Save the file as UTF-8."
        case .tooLarge: "Split the bundle into smaller ones."
        case .tooDeep: "FHIR needs about twenty levels: have the sender export the bundle again."
        default: "Have the sender export the bundle again as FHIR JSON."
        }
    }
}
