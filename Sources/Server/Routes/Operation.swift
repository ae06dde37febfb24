/// What can be asked of the server: one case for each operation of `openapi.yaml`, under its name there.
enum Operation: String, CaseIterable, Sendable {
    case health, ready, metrics, openAPI
    case checkpoint, tile, bundle, proof, visible, disclosed, attachment, cosignatures
    case addCheckpoint
    case heads, relay
    case recordEvent, recordBatch, append, state, trace, evidence, knowledge, list, entries, feed
    case storeBlob, blob

    /// The HTTP method.
    var method: String {
        switch self {
        case .cosignatures, .addCheckpoint, .relay, .recordEvent, .recordBatch, .append: "POST"
        case .storeBlob: "PUT"
        default: "GET"
        }
    }

    /// The path, with names in braces; `{origin}`, `{stream}` and `{tile}` may have slashes.
    var template: String {
        switch self {
        case .health: "/healthz"
        case .ready: "/readyz"
        case .metrics: "/metrics"
        case .openAPI: "/openapi.yaml"
        case .checkpoint: "/log/{origin}/checkpoint"
        case .tile: "/log/{origin}/tile/{tile}"
        case .bundle: "/log/{origin}/tile/entries/{tile}"
        case .proof: "/log/{origin}/proof/{number}"
        case .visible: "/log/{origin}/visible"
        case .disclosed: "/log/{origin}/disclosed/{number}"
        case .attachment: "/log/{origin}/blob/{sha256}"
        case .cosignatures: "/log/{origin}/cosignatures"
        case .addCheckpoint: "/witness/add-checkpoint"
        case .heads: "/api/v1/heads"
        case .relay: "/api/v1/relay"
        case .recordEvent: "/api/v1/streams/{stream}/events"
        case .recordBatch: "/api/v1/events:batch"
        case .append: "/api/v1/proposals"
        case .state: "/api/v1/streams/{stream}"
        case .trace: "/api/v1/streams/{stream}/trace"
        case .evidence: "/api/v1/streams/{stream}/evidence"
        case .knowledge: "/api/v1/streams/{stream}/knowledge"
        case .list: "/api/v1/{kind}"
        case .entries: "/api/v1/entries"
        case .feed: "/api/v1/feed"
        case .storeBlob, .blob: "/api/v1/blobs/{sha256}"
        }
    }

    /// Who may ask.
    enum Access: Sendable {
        case anybody
        /// A party with a token, or the operator on this machine.
        case party
        /// The operator on this machine.
        case local
    }

    var access: Access {
        switch self {
        case .health, .ready, .metrics, .openAPI, .checkpoint, .tile, .bundle, .proof, .cosignatures, .addCheckpoint:
            .anybody
        case .visible, .disclosed, .attachment, .heads, .relay, .knowledge: .party
        case .recordEvent, .recordBatch, .append, .state, .trace, .evidence, .list, .entries, .feed, .storeBlob, .blob:
            .local
        }
    }
}
