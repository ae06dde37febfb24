import Claims
import EntryFormat
public import Ledger
import TransparencyLog

extension Node {
    /// Recomputes everything: each log's hashes, root, signature, chains and blobs; that every payload is an event; that every document
    /// named is here; that the books balance; and that what clearings took from a reserve was taken out of it.
    ///
    /// A damaged page of the store can end the process that reads it: call it in a child process where that matters.
    public func verify(progress: @escaping (Ledger.Progress) -> Void = { _ in }) throws -> Verification {
        var result = try ledger.verify(progress: progress)
        let end = try ledger.end()
        var after: String?
        var balance: Int64 = 0
        var read: UInt64 = 0
        var reserves = ReserveUses()
        while true {
            let names = try ledger.streams(prefix: "", after: after, limit: 1_000)
            guard let last = names.last else { break }
            after = last.text
            for name in names {
                do {
                    let contents = try ledger.contents(of: name)
                    read += contents.version
                    check(contents, into: &result)
                    balance &+= try books(of: contents, reserves: &reserves, into: &result)
                } catch {
                    // An entry that does not check was named when its log was walked.
                    if result.ok { result.add(.init(message: "The stream \(name.text) cannot be read: \(error).")) }
                }
            }
            progress(.init(label: "checking streams and books", done: read, total: max(read, end)))
        }
        if balance != 0 {
            result.add(.init(message: "The books do not balance: debits and credits differ by \(balance) fen."))
        }
        for problem in try reserves.problems(on: ledger) { result.add(problem) }
        return result
    }

    /// Every payload is an event of the type that its header states, and every document that it names is here.
    private func check(_ contents: StreamContents, into result: inout Verification) {
        for entry in contents.entries {
            let type = EventType(rawValue: entry.fields.type)
            guard type.name != nil else { continue }
            do {
                let event = try Event(type: type, payload: entry.fields.payload)
                for document in event.documents where !document.sha256.isEmpty {
                    guard let digest = Digest(hex: document.sha256), !ledger.blobs.holds(digest) else { continue }
                    result.add(
                        .init(
                            origin: entry.origin, number: entry.number, position: entry.position,
                            message:
                                "The document \(document.sha256) that entry \(entry.number) of \(entry.origin) names is not here."
                        ))
                }
            } catch {
                result.add(
                    .init(
                        origin: entry.origin, number: entry.number, position: entry.position,
                        message: "Entry \(entry.number) of \(entry.origin) is no \(type): \(error.message)"))
            }
        }
    }

    private func books(
        of contents: StreamContents, reserves: inout ReserveUses, into result: inout Verification
    ) throws -> Int64 {
        guard let address = try? StreamAddress(contents.name.text), StreamKind.booked.contains(address.kind) else {
            return 0
        }
        let state = StreamFold.fold(address, try contents.recordedEvents())
        let sum = state.postings.reduce(Int64(0)) { $0 &+ $1.lines.reduce(0) { $0 &+ $1.amount } }
        if sum != 0 { result.add(.init(message: "The postings of \(contents.name.text) differ by \(sum) fen.")) }
        reserves.add(state, address)
        return sum
    }

    /// Builds views again from the log.
    ///
    /// - Parameters:
    ///   - view: one view; nil for all.
    ///   - check: true builds beside the live view, compares the digests and leaves it; false swaps the new one in.
    public func replay(view: String?, check: Bool) throws -> [Replay] {
        try (view.map { [$0] } ?? ledger.viewNames).map { try ledger.replay(view: $0, check: check) }
    }

    /// Builds views as they were at an earlier time, gives their digests, and leaves the live ones.
    public func replay(view: String?, asOf limit: StreamLimit) throws -> [Replay] {
        try (view.map { [$0] } ?? ledger.viewNames).map { try ledger.replay(view: $0, asOf: limit) }
    }
}

extension StreamKind {
    /// The kinds whose streams have postings.
    static let booked: [StreamKind] = [.account, .claim, .settlement, .reserve, .clearing]
}

extension Event {
    /// The documents that the event names.
    var documents: [Document] {
        switch kind {
        case .applicationSubmitted(let event): event.documents
        case .formStamped(let event): event.hasScan ? [event.scan] : []
        case .claimSubmitted(let event): event.documents
        case .documentAttached(let event): [event.document]
        case .claimCompleted(let event): event.documents
        case .personDied(let event): event.hasCertificate ? [event.certificate] : []
        case .preEvaluated(let event): event.documents
        case .transferCompared(let event): event.documents
        case .specificItemApplied(let event): event.documents
        case .advanceGranted(let event): [event.request]
        case .feedbackGiven(let event): event.documents
        case .objectionFiled(let event): event.documents
        case .siteVisited(let event): event.documents
        case .operationInspected(let event): event.documents
        case .photographTaken(let event): [event.photograph]
        case .logEnded(let event): event.hasExhibit ? [event.exhibit] : []
        case .clearingLineAnswered(let event): event.documents
        case .corrected(let event): event.replacement.documents
        case .disputeOpened(let event): event.documents
        case .statementFiled(let event): event.documents
        case .inquirySent(let event): event.documents
        case .inquiryAnswered(let event): event.documents + (event.hasScan ? [event.scan] : [])
        case .disputeAppealed(let event): event.documents
        // A text that is too long for the event.
        case .cataloguePublished(let event): event.text.isEmpty ? [event.blob] : []
        default: []
        }
    }
}

extension CataloguePublished {
    /// The blob that holds the text, as a document.
    fileprivate var blob: Document {
        var document = Document()
        document.kind = .other
        document.sha256 = sha256
        document.title = "\(name) \(version)"
        return document
    }
}
