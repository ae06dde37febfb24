public import Replication
import TransparencyLog

extension MirrorMode {
    /// As the file of peers writes it.
    var name: String {
        switch self {
        case .full: "full"
        case .filtered: "filtered"
        case .heads: "heads"
        }
    }
}

extension MirrorStatus {
    /// What durably stands.
    public init(_ state: MirrorState, party: String, name: String) {
        self.init(
            origin: state.origin, party: party, name: name, mode: state.mode.name, size: state.frontier.size,
            filled: state.mode == .heads ? state.frontier.size : state.filled, shownSize: nil,
            cosigned: state.cosigned?.size, receipted: state.receipted, owed: state.owed,
            missingBlobs: state.missingBlobs.count, isFrozen: state.exhibit != nil, problems: [], lastContact: nil,
            isIdle: false)
    }
}
