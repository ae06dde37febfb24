import Claims
import EntryFormat
import Ledger
import Policies

/// What a node did by itself.
public struct Reactions: Sendable {
    /// What was recorded, in the order in which it was.
    public internal(set) var recorded: [Recorded] = []
    /// What could not be done now, by stream: it is tried again the next time.
    public internal(set) var failures: [(stream: String, error: any Error)] = []
}

extension Node {
    /// Who records what a center's node decides by itself.
    static let reactor = "reactor"

    /// Does what waits for the centers that are hosted here and needs no person: prices or declines what is to be settled directly,
    /// records what the fund owes, reverses.
    ///
    /// Restartable anywhere: what is left to do follows from the streams as they stand, one reaction is one commit, and its event id
    /// from its cause, so that no run, and no other at the same time, does anything twice.
    /// - Throws: `LedgerError` where the views cannot be read. What fails for one stream stands in the result.
    /// - Complexity: linear in the streams that wait.
    public func react() throws -> Reactions {
        var reactions = Reactions()
        let centers = ledger.logs.filter { $0.isHosted && $0.history.end == nil }.compactMap { try? Party($0.party) }
            .filter { $0.role == .center }
        guard !centers.isEmpty else { return reactions }
        for status in [SettlementState.Status.requested, .confirmed, .reversing] {
            let waiting = try streams(linkedBy: "status", "settlement:\(status)")
            for center in centers {
                for stream in waiting where stream.hasPrefix("settlement/\(center.code)/") {
                    do { reactions.recorded += try react(to: stream, by: center) } catch {
                        reactions.failures.append((stream, error))
                    }
                }
            }
        }
        return reactions
    }

    /// Does what one settlement waits for; nothing where it waits for nothing.
    func react(to stream: String, by center: Party) throws -> [Recorded] {
        let state = try state(of: stream)
        guard let reaction = SettlementReaction(to: state, on: CalendarDate(instant: now())),
            let cause = SettlementReaction.cause(in: state),
            case .settlement(let settlement)? = state.subject,
            let own = ledger.logs.first(where: { $0.isHosted && $0.party == center.description }),
            let log = ledger.log(origin: cause.origin),
            let entry = try ledger.entry(number: cause.number, in: log)
        else { return [] }
        let answer = Answering(
            node: self, stream: stream, actor: Actor(party: center, operatorName: Self.reactor),
            id: { Self.reactionID(origin: own.origin, reactor: $0, version: 1, cause: entry.leaf) })
        do {
            switch reaction {
            case .price: return try answer.price(state, settlement)
            case .record(let record): return try answer.record(record, of: settlement)
            case .reverse(let reversal): return try answer.reverse(reversal, of: settlement)
            }
        } catch LedgerError.Code.eventIDReused {
            // Another run has answered the same cause.
            return []
        }
    }
}

/// One settlement that is being answered.
private struct Answering {
    let node: Node
    let stream: String
    let actor: Actor
    /// The event id of what a named reactor records.
    let id: (String) -> String

    func price(_ state: StreamState, _ settlement: SettlementState) throws -> [Recorded] {
        do {
            return try append([(stream, .settlementPriced(try node.price(state, settlement)))])
        } catch let refusal as Refusal {
            return try decline(refusal, settlement)
        } catch let mistakes as Mistakes {
            return try decline(Refusal(.billNotPriced, "The policy cannot be read: \(mistakes)."), settlement)
        } catch let error as SettlementError {
            return try decline(Refusal(.billNotPriced, "The policy does not price the bill: \(error)."), settlement)
        }
    }

    private func decline(_ refusal: Refusal, _ settlement: SettlementState) throws -> [Recorded] {
        var declined = SettlementDeclined()
        declined.request = settlement.requested.entry
        declined.grounds = [refusal.ground]
        return try append([(stream, .settlementDeclined(declined))])
    }

    /// With what the account pays, in one commit; where the account does not pay, without it, and why.
    func record(_ record: SettlementRecorded, of settlement: SettlementState) throws -> [Recorded] {
        guard record.account > 0, let account = StreamAddress.account(of: settlement.request.person) else {
            return try append([(stream, .settlementRecorded(record))])
        }
        var drawn = AccountWithdrawn()
        drawn.amount = record.account
        drawn.withdrawnOn = record.settledOn
        drawn.outlet = settlement.request.institution
        drawn.cardNumber = settlement.request.insured.cardNumber
        drawn.number = Self.number(of: stream)
        do {
            return try append([(stream, .settlementRecorded(record)), (account, .accountWithdrawn(drawn))])
        } catch let refusal as Refusal where refusal.number >= 900 {
            // A rule of the account, not of the settlement: the person paid, and the fund owes its share all the same.
            var alone = record
            alone.account = 0
            alone.accountGrounds = [refusal.ground]
            return try append([(stream, .settlementRecorded(alone))])
        }
    }

    /// With what goes back to the account, in one commit.
    func reverse(_ reversal: SettlementReversed, of settlement: SettlementState) throws -> [Recorded] {
        var events: [(String, Event.OneOf_Kind)] = [(stream, .settlementReversed(reversal))]
        if settlement.record.account > 0, let account = StreamAddress.account(of: settlement.request.person),
            case .account(let state)? = try node.state(of: account).subject,
            let movement = state.movements.first(where: {
                $0.kind == .withdrawal && $0.number == Self.number(of: stream) && !$0.hasReversedBy && !$0.suspense
                    && $0.institution == settlement.request.institution
            })
        {
            var back = AccountReversed()
            back.entry = movement.act.entry
            back.amount = settlement.record.account
            back.reversedOn = reversal.reversedOn
            back.reason = settlement.reversalRequest.reason
            events.append((account, .accountReversed(back)))
        }
        do { return try append(events) } catch let refusal as Refusal {
            var refused = SettlementReversalRefused()
            refused.request = reversal.request
            refused.grounds = [refusal.ground]
            return try append([(stream, .settlementReversalRefused(refused))])
        }
    }

    private static func number(of stream: String) -> String { String(stream.split(separator: "/").last ?? "") }

    /// All of them in one commit.
    private func append(_ events: [(stream: String, kind: Event.OneOf_Kind)]) throws -> [Recorded] {
        let requests = try events.enumerated().map { index, item in
            var event = Event()
            event.kind = item.kind
            return RecordRequest(
                stream: item.stream, type: (event.type ?? EventType(rawValue: 0)).description,
                event: try event.payloadJSON(), eventId: id(index == 0 ? "settlement" : "settlement-account"))
        }
        do {
            return try node.record(batch: requests, by: actor, atomic: true).filter { !$0.alreadyPresent }
        } catch let refusal as BatchRefusal {
            throw refusal.cause
        }
    }
}

extension Refusal {
    /// The refusal as a ground, with its number.
    fileprivate var ground: Ground {
        var ground = Ground()
        ground.number = UInt32(number)
        ground.text = String(message.prefix(500))
        return ground
    }
}
