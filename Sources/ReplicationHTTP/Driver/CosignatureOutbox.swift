import TransparencyLog

/// The cosignatures of a log's newest cosigned head that its server has not taken yet.
struct CosignatureOutbox {
    /// The sending that is under way.
    var task: Task<Void, Never>?
    private var note: Note?
    private var signatures: [NoteSignature] = []

    /// Adds a cosignature. Those of an older head are dropped: the newer one says more.
    mutating func add(_ note: Note, _ signature: NoteSignature) {
        if self.note?.text != note.text { signatures = [] }
        self.note = note
        signatures.append(signature)
    }

    /// What is to be sent; nil where nothing is.
    var waiting: [UInt8]? {
        guard let note, !signatures.isEmpty else { return nil }
        return Cosigner.body(note, signatures)
    }

    /// What was sent needs no sending again, unless more has come since.
    mutating func sent(_ body: [UInt8]) { if waiting == body { signatures = [] } }
}
