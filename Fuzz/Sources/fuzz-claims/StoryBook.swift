import Claims
import FuzzDriver
import SwiftProtobuf

@testable import ClaimsLedger

/// Streams in memory that events are proposed for and folded into, whether the proposal is refused or not: a received
/// entry never is.
struct StoryBook {
    private var folds: [String: StreamFold] = [:]
    private var sizes: [Party: UInt64] = [:]
    /// Milliseconds since 1970; a day goes by between two events.
    private var time: Int64 = 1_546_300_800_000

    private static let people: [Party] = [
        "center:210200", "unit:91210299MA0TRPLC1U", "hospital:H11019900001", "agency:110100", "registrar:210000",
    ].map { text in must("a sample party can be read") { try Party(text) } }

    /// Who may write a type of event in a stream: who usually does it first.
    static func parties(of row: RoleTable.Row, in address: StreamAddress) -> [Party] {
        let others = people.filter { $0 != address.decider }
        return (row.nature == .report ? others + [address.decider] : [address.decider] + others)
            .filter { row.roles.contains($0.role) }
    }

    mutating func record(
        _ event: Event, _ type: EventType, in address: StreamAddress, by party: Party, called name: String = "clerk",
        pending: Bool = false
    ) {
        let actor = Actor(party: party, operatorName: name)
        let state = folds[address.description]?.state ?? StreamState(address)
        var context = Context(reading: event, on: state) { name in
            folds[name]?.state ?? must("a stream that is read has a name") { StreamState(try StreamAddress(name)) }
        }
        for subject in searches(of: event, on: state) {
            for (name, fold) in folds where fold.concerns(subject) {
                context.streams[name] = fold.state
                context.found.append(name)
            }
        }
        context.found = Set(context.found).sorted()
        var items: [(address: StreamAddress, type: EventType, event: Event)] = []
        var isProposed = false
        do {
            let proposal = try propose(event, on: state, context: context, by: actor, at: time)
            isProposed = true
            items = proposal.items.map { item in
                (must("a proposed stream has a name") { try StreamAddress(item.stream) }, item.type, item.event)
            }
            demand(items.first?.address == address, "the proposed event stands first")
            for item in proposal.items {
                demand(item.payload.count <= largestPayload, "a proposed event fits into an entry")
                demand(!item.audience.contains(party), "nobody is addressed by oneself")
            }
        } catch {
            show(error)
            items = [(address, type, event)]
        }
        for item in items {
            let entries = append(item.event, item.type, in: item.address, by: actor, pending: pending)
            demand(!isProposed || entries.last?.verdict == .regular, "what may be proposed is regular in the fold")
        }
        time += 86_400_000
    }

    private mutating func append(
        _ event: Event, _ type: EventType, in address: StreamAddress, by actor: Actor, pending: Bool
    ) -> [JudgedEntry] {
        let party = actor.party
        var reference = EntryReference()
        reference.origin = "triplicate.example/\(party.role.rawValue)-\(party.code)"
        reference.number = sizes[party, default: 0]
        sizes[party, default: 0] += 1
        var fold = folds[address.description] ?? StreamFold(address)
        let before = fold.state.entries.count
        fold.append(
            RecordedEvent(
                reference: reference, party: party, operatorName: actor.operatorName, time: time, type: type,
                payload: must("an event can be written") { try event.payloadBytes() }, pending: pending))
        demand(fold.state.entries.count == before + 1, "every entry is judged")
        folds[address.description] = fold
        return fold.state.entries
    }

    /// What must hold of all streams together, and what is shown of them.
    func check() {
        let states = folds.values.map(\.state)
        demand(TrialBalance(of: states).isBalanced, "the books balance")
        for state in states {
            let bytes: [UInt8] = must("a state can be written") { try state.serializedBytes() }
            let again = must("a written state can be read") { try StreamState(serializedBytes: bytes) }
            demand(
                must("a state can be written") { try again.serializedBytes() } == bytes, "reading gives the same state")
            _ = findings(for: state, in: Context(states))
            guard let row = ListRow(state) else { continue }
            demand(ListRow(row.bytes) == row, "a row of the search view can be read")
            for value in [row.title, row.person, row.unit, row.invoice, row.card, "\(row.kind):\(row.status)"] {
                let key = SearchProjection.indexKey("institution", value) + Array(row.stream.utf8)
                demand(key.count <= 511, "a key fits into the store")
            }
        }
    }
}

extension StreamFold {
    /// Whether an index would find the stream by this subject: an audit or a review of it.
    fileprivate func concerns(_ subject: String) -> Bool {
        switch state.subject {
        case .audit(let audit): audit.order.subject == subject
        case .review(let review): review.items.contains { $0.claim.claim == subject }
        default: false
        }
    }
}
