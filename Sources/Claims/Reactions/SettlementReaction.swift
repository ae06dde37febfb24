import SwiftProtobuf

/// What the center's node does about a direct settlement by itself.
///
/// Pure: it follows from the stream's state alone, so a node that was stopped anywhere does the rest when it runs again. Once done,
/// the state calls for it no more.
public enum SettlementReaction: Sendable, Equatable {
    /// The request is priced, or declined with the ground on which it cannot be.
    case price
    /// The fund owes its share.
    case record(SettlementRecorded)
    /// The settlement is reversed.
    case reverse(SettlementReversed)

    /// - Parameters:
    ///   - state: the stream as the center holds it.
    ///   - today: the day by the center's clock.
    /// - Returns: nil where nothing waits for the center; a payment of a day to come waits until then.
    public init?(to state: StreamState, on today: CalendarDate) {
        guard case .settlement(let settlement)? = state.subject else { return nil }
        switch settlement.status {
        case .requested: self = .price
        case .confirmed:
            guard let paid = CalendarDate(settlement.confirmation.paidOn), paid <= today else { return nil }
            self = .record(
                .with {
                    $0.confirmation = settlement.confirmed.entry
                    $0.fund = settlement.pricing.split.fundTotal
                    $0.settledOn = settlement.confirmation.paidOn
                    $0.account = settlement.pricing.split.account
                })
        case .reversing:
            let settled = CalendarDate(settlement.record.settledOn) ?? today
            self = .reverse(
                .with {
                    $0.original = settlement.recorded.entry
                    $0.request = settlement.reversalRequested.entry
                    $0.fund = settlement.record.fund
                    // A clock that runs behind the institution's reverses on the day of the settlement at the earliest.
                    $0.reversedOn = max(today, settled).description
                })
        default: return nil
        }
    }

    /// The entry that causes it: its leaf hash is in the event id of what follows, so that the same cause has one effect.
    public static func cause(in state: StreamState) -> EntryReference? {
        guard case .settlement(let settlement)? = state.subject else { return nil }
        return switch settlement.status {
        case .requested: settlement.requested.entry
        case .confirmed: settlement.confirmed.entry
        case .reversing: settlement.reversalRequested.entry
        default: nil
        }
    }
}

extension SettlementRequested {
    /// The number in `policy/CENTER/NUMBER` of the policy that prices it: a center publishes how it settles directly under these
    /// names.
    public var policyName: String { setting == .stay ? "direct-stay" : "direct-outpatient" }
}

extension StreamAddress {
    /// The stream of a person's account; `nil` if that is no person's stream.
    public static func account(of person: String) -> String? {
        guard let address = try? StreamAddress(person), address.kind == .person else { return nil }
        return "account/\(address.decider.code)/\(address.number)"
    }
}
