import TransparencyLog

/// A request that was sent and not answered.
struct InFlight: Sendable {
    let request: MirrorRequest
    let purpose: Purpose
    let deadline: Int64
}

/// What an answer is for.
enum Purpose: Sendable {
    case checkpoint
    /// A tile of the head that is looked at; `candidate` is its serial number.
    case candidate(Int, Tile)
    /// A tile of the committed tree, with the roots of the perfect subtrees that it must have.
    case trusted(Tile, peaks: [Digest])
    /// An entry bundle whose entries from this number on are wanted.
    case bundle(Tile, from: UInt64, peaks: [Digest])
    case page(after: UInt64)
    case disclosed(grant: UInt64, after: UInt64)
    case blob(Digest)

    var area: Told.Area {
        switch self {
        case .checkpoint, .candidate: .heads
        case .trusted, .bundle, .page: .entries
        case .disclosed: .disclosures
        case .blob: .blobs
        }
    }
}

extension Mirror {
    mutating func send(_ request: MirrorRequest, for purpose: Purpose, from source: MirrorSource = .log) {
        let id = RequestID(rawValue: nextRequest)
        nextRequest += 1
        var wait = limits.requestMilliseconds
        if case .blob = request { wait = limits.blobMilliseconds }
        inFlight[id] = InFlight(request: request, purpose: purpose, deadline: now + wait)
        outputs.append(.request(id, request, from: source))
    }

    /// An answer: to nothing that was asked, or twice, it is ignored.
    mutating func answered(_ id: RequestID, _ response: MirrorResponse) {
        guard let asked = inFlight.removeValue(forKey: id) else { return }
        if case .bytes(let bytes) = response {
            let most = limits.maximumByteCount(of: asked.request)
            if bytes.count > most {
                tell(
                    .oversized, of: asked.purpose.area,
                    "The answer to \(asked.request.words) has \(bytes.count) bytes, and \(most) are the most",
                    remedy: "Nothing of it was kept. Ask the operator of the server what it serves.")
                return route(.failed("the answer is too long"), asked.purpose, isTold: true)
            }
        }
        route(response, asked.purpose)
    }

    /// Requests that nobody answered in time.
    mutating func expire() {
        let late = inFlight.filter { $0.value.deadline <= now }.keys.sorted()
        for id in late {
            if let asked = inFlight.removeValue(forKey: id) { route(.failed("no answer in time"), asked.purpose) }
        }
    }

    private mutating func route(_ response: MirrorResponse, _ purpose: Purpose, isTold: Bool = false) {
        switch purpose {
        case .checkpoint: checkpointAnswered(response, isTold: isTold)
        case .candidate(let serial, let tile): candidateAnswered(serial, tile, response, isTold: isTold)
        case .trusted(let tile, let peaks): trustedAnswered(tile, peaks, response, isTold: isTold)
        case .bundle(let tile, let from, let peaks): bundleAnswered(tile, from, peaks, response, isTold: isTold)
        case .page(let after): pageAnswered(after: after, response, isTold: isTold)
        case .disclosed(let grant, let after): disclosedAnswered(grant, after: after, response, isTold: isTold)
        case .blob(let name): blobAnswered(name, response)
        }
    }

    /// Tells what came instead of the bytes that were asked for.
    mutating func tellMissing(_ area: Told.Area, _ what: String, _ response: MirrorResponse, isTold: Bool) {
        guard !isTold else { return }
        switch response {
        case .failed(let reason):
            tell(
                .unreachable, of: area, "\(what) could not be fetched: \(excerpt(reason))",
                remedy: "It is tried again by itself. If it stays so, ask the operator of the server.")
        case .absent, .bytes, .stored:
            tell(
                .refused, of: area, "The server does not give \(what)",
                remedy: "Ask its operator whether this node may read it, and whether the server is whole.")
        }
    }

    /// How many requests are for a purpose.
    func count(where isOf: (Purpose) -> Bool) -> Int { inFlight.values.count { isOf($0.purpose) } }

    /// Forgets requests; their answers will be ignored.
    mutating func drop(where isOf: (Purpose) -> Bool) {
        for (id, asked) in inFlight where isOf(asked.purpose) { inFlight[id] = nil }
    }
}

extension MirrorRequest {
    /// What is asked for, for a sentence.
    var words: String {
        switch self {
        case .checkpoint: "the request for the checkpoint"
        case .tile(let tile): "the request for \(tile.path)"
        case .visible(let number): "the request for visible entries from \(number) on"
        case .disclosed(let grant, let after):
            "the request for the entries from \(after) on that entry \(grant) discloses"
        case .blob(let name, _): "the request for the blob \(name.hex)"
        }
    }
}

/// The beginning of a text from outside, without anything that a terminal obeys.
func excerpt(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(120) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: shown += "?"
        default: shown.unicodeScalars.append(scalar)
        }
    }
    return shown
}
