public import Claims
import EntryFormat
import Ledger
import Policies

/// What a node did by itself.
public struct Reactions: Sendable {
    /// What was recorded, in the order in which it was.
    public internal(set) var recorded: [Recorded] = []
    /// What could not be done now, by stream: it is tried again the next time.
    public internal(set) var failures: [(stream: String, error: any Error)] = []
    /// What was declined, refused, or not drawn from an account, by stream, and why in this case: for the center's own eyes. The answer
    /// itself names the rule alone, since others read it.
    public internal(set) var refused: [(stream: String, refusal: Refusal)] = []
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
        // While nothing may be appended nothing can be answered; what lets it append is told as a commit is.
        guard !centers.isEmpty, !ledger.holdsAppends else { return reactions }
        for status in [SettlementState.Status.requested, .confirmed, .reversing] {
            let waiting = try streams(linkedBy: "status", "settlement:\(status)", of: [.settlement])
            for center in centers {
                for stream in waiting where stream.hasPrefix("settlement/\(center.code)/") {
                    do { try react(to: stream, by: center, &reactions) } catch {
                        reactions.failures.append((stream, error))
                    }
                }
            }
        }
        return reactions
    }

    /// Does what one settlement waits for; nothing where it waits for nothing.
    private func react(to stream: String, by center: Party, _ reactions: inout Reactions) throws {
        let state = try state(of: stream)
        guard let reaction = SettlementReaction(to: state, on: CalendarDate(instant: now())),
            let cause = SettlementReaction.cause(in: state),
            case .settlement(let settlement)? = state.subject,
            let own = ledger.logs.first(where: { $0.isHosted && $0.party == center.description }),
            let log = ledger.log(origin: cause.origin),
            let entry = try ledger.entry(number: cause.number, in: log)
        else { return }
        var answer = Answering(
            node: self, stream: stream, actor: Actor(party: center, operatorName: Self.reactor), log: own,
            id: Self.reactionID(origin: own.origin, reactor: "settlement", version: 1, cause: entry.leaf))
        defer { reactions.refused += answer.refused.map { (stream, $0) } }
        do {
            switch reaction {
            case .price: reactions.recorded += try answer.price(settlement)
            case .record(let record): reactions.recorded += try answer.record(record)
            case .reverse(let reversal): reactions.recorded += try answer.reverse(reversal)
            }
        } catch LedgerError.Code.eventIDReused {
            // Another run has answered the same cause.
            return
        }
    }
}

/// One settlement that is being answered.
private struct Answering {
    let node: Node
    let stream: String
    let actor: Actor
    /// The center's log.
    let log: LogIdentity
    let id: String
    /// Rules that an answer names as its grounds, with what was wrong in this case.
    private(set) var refused: [Refusal] = []

    init(node: Node, stream: String, actor: Actor, log: LogIdentity, id: String) {
        self.node = node
        self.stream = stream
        self.actor = actor
        self.log = log
        self.id = id
    }

    /// Prices what stands now, or declines it.
    ///
    /// A price rests on what the center recorded of the person, other prices among it: too much for an entry to name. So it is committed
    /// as the next entry of the log that was priced by, and made again where another came between.
    mutating func price(_ asked: SettlementState) throws -> [Recorded] {
        var attempt = 1
        while true {
            let size = try node.ledger.size(of: log)
            let state = try node.state(of: stream)
            guard case .settlement(let settlement)? = state.subject, settlement.status == .requested,
                settlement.requested.entry == asked.requested.entry
            else { return [] }
            do {
                return try append(.settlementPriced(try priced(state, settlement)), atLogSize: size)
            } catch LedgerError.Code.stale where attempt < BatchRecorder.attempts {
                attempt += 1
            } catch let refusal as Refusal {
                return try decline(refusal, settlement)
            } catch let mistakes as Mistakes {
                return try decline(Refusal(.billNotPriced, "The policy cannot be read: \(mistakes)."), settlement)
            } catch let error as SettlementError {
                return try decline(Refusal(.billNotPriced, "The policy does not price the bill: \(error)."), settlement)
            }
        }
    }

    private func priced(_ state: StreamState, _ settlement: SettlementState) throws -> SettlementPriced {
        let address = try StreamAddress(stream)
        let invoice = StreamAddress.invoice(settlement.request.bill.invoice, at: address.decider.code)
        // Before any of them is read: whoever asks too often is told so at the cost of a list.
        try SettlementState.requireFew(try node.streams(about: invoice), beside: address)
        return try node.price(state, settlement)
    }

    private mutating func decline(_ refusal: Refusal, _ settlement: SettlementState) throws -> [Recorded] {
        refused.append(refusal)
        var declined = SettlementDeclined()
        declined.request = settlement.requested.entry
        declined.grounds = [Ground(refusal)]
        return try append(.settlementDeclined(declined))
    }

    /// With what the account pays; where the account does not pay, without it, and why.
    mutating func record(_ record: SettlementRecorded) throws -> [Recorded] {
        do { return try append(.settlementRecorded(record)) } catch let refusal as Refusal
            where record.account > 0 && refusal.number >= 900
        {
            // A rule of the account, not of the settlement: the person paid, and the fund owes its share all the same.
            refused.append(refusal)
            var alone = record
            alone.account = 0
            alone.accountGrounds = [Ground(refusal)]
            return try append(.settlementRecorded(alone))
        }
    }

    mutating func reverse(_ reversal: SettlementReversed) throws -> [Recorded] {
        do { return try append(.settlementReversed(reversal)) } catch let refusal as Refusal {
            refused.append(refusal)
            var answer = SettlementReversalRefused()
            answer.request = reversal.request
            answer.grounds = [Ground(refusal)]
            return try append(.settlementReversalRefused(answer))
        }
    }

    /// The event, with what follows from it, in one commit.
    /// - Parameter size: how many entries the center's log has to have; `nil` where that does not matter.
    private func append(_ kind: Event.OneOf_Kind, atLogSize size: UInt64? = nil) throws -> [Recorded] {
        var event = Event()
        event.kind = kind
        let request = RecordRequest(
            stream: stream, type: (event.type ?? EventType(rawValue: 0)).description, event: try event.payloadJSON(),
            eventId: id)
        return [try node.record(request, by: actor, atLogSize: size)].filter { !$0.alreadyPresent }
    }
}
