import Claims
import Ledger

/// What the payments of clearings say that they took from reserves, and what was taken out of these.
///
/// The two stand in different streams, so that no fold sees both: without this, a center could pay from a reserve and leave the reserve as
/// it was.
struct ReserveUses {
    /// One payment, by the clearing's stream and its number.
    private struct Key: Hashable {
        let clearing: String
        let payment: String
    }

    private struct Taken {
        let amount: Int64
        let act: Act
        /// Of the center and the agency.
        let parties: [String]
        let place: String
    }

    private var payments: [Key: Taken] = [:]
    private var uses: [Key: Taken] = [:]
    private var streams: Set<String> = []

    /// Adds what a clearing or a reserve says; what stands in suspense moved nothing in a reserve.
    mutating func add(_ state: StreamState, _ address: StreamAddress) {
        guard let agency = address.namedParty else { return }
        let parties = [address.decider.description, agency.description]
        let place = "\(address.decider.code)/\(agency.code)"
        func taken(_ amount: Int64, _ act: Act) -> Taken {
            Taken(amount: amount, act: act, parties: parties, place: place)
        }
        switch state.subject {
        case .clearing(let clearing):
            if !state.entries.isEmpty { streams.insert(state.stream) }
            for payment in clearing.payments where payment.payment.fromReserve && !payment.suspense {
                payments[Key(clearing: state.stream, payment: payment.payment.payment)] = taken(
                    payment.payment.amount, payment.act)
            }
        case .reserve(let reserve):
            if !state.entries.isEmpty { streams.insert("reserve/\(place)") }
            for use in reserve.movements where use.kind == .use && !use.suspense {
                guard let space = use.number.firstIndex(of: " ") else { continue }
                let key = Key(
                    clearing: String(use.number[..<space]),
                    payment: String(use.number[use.number.index(after: space)...]))
                uses[key] = taken(-use.amount, use.act)
            }
        default: break
        }
    }

    /// The first payment of each center and agency that no use of that amount goes with, and the first use without its payment.
    ///
    /// Nothing is said where this node may hold only one of the two streams: it hosts neither party, and has no entry of the other stream;
    /// nor where the payment is the last that it has of the center's log, since the use comes next.
    func problems(on ledger: Ledger) throws -> [Verification.Problem] {
        let sizes = try ledger.sizes()
        func isLast(_ act: Act) -> Bool {
            ledger.log(origin: act.entry.origin).map { sizes[Int($0.local)] <= act.entry.number + 1 } ?? true
        }
        func first(_ these: [Key: Taken], without those: [Key: Taken]) -> [String: (key: Key, taken: Taken)] {
            let missing = these.filter { those[$0.key]?.amount != $0.value.amount }
            return Dictionary(grouping: missing, by: \.value.place).compactMapValues { found in
                found.map { (key: $0.key, taken: $0.value) }.min {
                    ($0.taken.act.entry.origin, $0.taken.act.entry.number)
                        < ($1.taken.act.entry.origin, $1.taken.act.entry.number)
                }
            }
        }
        func isHere(_ parties: [String], orHolds stream: String) -> Bool {
            streams.contains(stream) || parties.contains { ledger.hosted($0) != nil }
        }
        func problem(_ taken: Taken, _ message: String) -> Verification.Problem {
            .init(origin: taken.act.entry.origin, number: taken.act.entry.number, message: message)
        }
        let unused = first(payments.filter { !isLast($0.value.act) }, without: uses).values.filter {
            isHere($0.taken.parties, orHolds: "reserve/\($0.taken.place)")
        }
        let unpaid = first(uses, without: payments).values.filter {
            isHere($0.taken.parties, orHolds: $0.key.clearing)
        }
        return
            (unused.map { key, taken in
                problem(
                    taken,
                    "Payment \(key.payment) of \(key.clearing) took \(taken.amount) fen from the reserve, which no use in reserve/\(taken.place) goes with."
                )
            }
            + unpaid.map { key, taken in
                problem(
                    taken,
                    "\(taken.amount) fen was taken from reserve/\(taken.place) for payment \(key.payment) of \(key.clearing), which took nothing from it."
                )
            }).sorted { $0.message < $1.message }
    }
}
