import Claims
import Policies
import Synchronization

/// Policies read from their texts lately: one version prices many claims, and reading it takes longer than pricing.
///
/// Two generations: what was not asked for while the younger one filled up is forgotten.
final class ReadPolicies: Sendable {
    /// Policies of a generation.
    static let capacity = 32
    /// Bytes of a text that is kept, at most: real ones have a few thousand.
    static let longest = 64 << 10

    private struct State {
        var young: [String: Policy] = [:]
        var old: [String: Policy] = [:]
    }

    private let state = Mutex(State())

    /// The policy that a text says.
    /// - Throws: all mistakes found; a text with mistakes is read each time.
    /// - Complexity: linear in the text.
    func policy(_ text: String) throws(Mistakes) -> Policy {
        guard text.utf8.count <= Self.longest else { return try PolicyFile.parse(text) }
        let known = state.withLock { $0.young[text] ?? $0.old[text] }
        let policy = if let known { known } else { try PolicyFile.parse(text) }
        state.withLock { state in
            guard state.young.updateValue(policy, forKey: text) == nil, state.young.count > Self.capacity else {
                return
            }
            state.old = state.young
            state.young = [:]
        }
        return policy
    }
}
