extension EvidenceFile {
    /// Reads a file of either version. Only its form is checked here: see ``verify(trust:registrars:)``.
    ///
    /// - Throws: The reasons 1101 to 1121 and 1134 to 1137 of ``EvidenceError/Code``: the first that applies, with its line.
    /// - Complexity: O(bytes of the file).
    public init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count <= EvidenceLimit.fileBytes else {
            throw EvidenceError(.size, at: "file", "the file has more than 67108864 bytes")
        }
        var parser = EvidenceParser(bytes)
        self = try parser.file()
    }
}
