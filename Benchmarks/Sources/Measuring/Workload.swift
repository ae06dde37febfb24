import Claims
import ClaimsLedger
import EntryFormat
package import Ledger

/// The entries that the rows about a whole node are measured with: a reimbursement center's claims, 300 bytes an entry.
///
/// Every tenth entry opens a claim, as the center does it on a unit's behalf; the others attach papers to claims that are open. All
/// are regular events of the dictionary, addressed to the unit, so that folds, traces and views do what they do in use. The same
/// index gives the same entry in every run.
package struct Workload {
    /// Which claim an entry goes to that opens none.
    package enum Skew: String {
        /// Zipf over how lately the claims were opened: the newest most often, with exponent 1.
        case zipf
        /// Any claim alike.
        case uniform
    }

    package static let party = "center:210200"
    package static let unit = "unit:91210299MA0TRPLC1U"
    package static let origin = "triplicate.example/center-210200"
    /// Bytes of an entry on average: the attachments are shorter than what opens a claim.
    package static let entryBytes = 300
    private static let openingBytes = 498
    private static let attachmentBytes = 278
    /// Entries for each claim, on average.
    package static let entriesPerClaim: UInt64 = 10

    package let skew: Skew
    /// The index of the next entry.
    package private(set) var index: UInt64
    private var random = Generator()
    private let overhead: Int

    /// - Parameter index: how many entries of the workload there are already.
    package init(skew: Skew, from index: UInt64 = 0) throws {
        self.skew = skew
        self.index = index
        random.state = index &* 0x9E37_79B9_7F4A_7C15 &+ 1
        let empty = EntryFields(
            type: 1, time: 0, id: EventID(words: (0, 0)), salt: Salt(words: (0, 0)), origin: Self.origin,
            stream: Self.claim(0), operatorName: "clerk.wang", onBehalfOf: Self.unit,
            readers: [Reader(party: Self.unit, previous: nil)], payload: [])
        overhead = try empty.encoded().count
    }

    /// A claim's stream; all names are of one length.
    package static func claim(_ number: UInt64) -> String {
        let digits = String(number)
        return "claim/210200/2026-" + String(repeating: "0", count: 9 - digits.count) + digits
    }

    /// How many claims the first `entries` entries open.
    package static func claims(in entries: UInt64) -> UInt64 { (entries + entriesPerClaim - 1) / entriesPerClaim }

    /// The next `count` events as one proposal.
    package mutating func proposal(_ count: Int) throws -> LogProposal {
        var events: [LogProposal.Event] = []
        events.reserveCapacity(count)
        for _ in 0..<count { events.append(try next()) }
        return LogProposal(party: Self.party, operatorName: "clerk.wang", onBehalfOf: Self.unit, events: events)
    }

    private mutating func next() throws -> LogProposal.Event {
        defer { index += 1 }
        let opens = index % Self.entriesPerClaim == 0
        let number = opens ? index / Self.entriesPerClaim : pick(of: Self.claims(in: index))
        var event = opens ? submission(number) : attachment()
        try event.lengthen(to: (opens ? Self.openingBytes : Self.attachmentBytes) - overhead)
        return LogProposal.Event(
            stream: try StreamName(Self.claim(number)),
            type: (opens ? EventType.claimSubmitted : .documentAttached).rawValue, payload: try event.payloadBytes(),
            readers: [Self.unit])
    }

    private mutating func pick(of open: UInt64) -> UInt64 {
        switch skew {
        case .uniform: random.below(open)
        case .zipf: open - random.rank(open)
        }
    }

    private func submission(_ number: UInt64) -> Event {
        let digits = String(number + 100_000_000)
        var claim = ClaimSubmitted()
        claim.person = "person/210200/\(digits)"
        claim.insured.name = "林海生"
        claim.insured.residentID = Self.residentID(number)
        claim.insured.cardNumber = "LN21\(digits)12345"
        claim.filing = "filing/210200/\(digits)"
        claim.bill.invoice.code = "111001807"
        claim.bill.invoice.number = digits
        claim.bill.invoice.issuedOn = "2018-10-11"
        claim.bill.invoice.amount = 1_000_000
        claim.bill.total = 1_000_000
        claim.payee.name = "林海生"
        claim.payee.bank = "中国银行"
        claim.payee.account = "6217\(digits)"
        claim.unit = "91210299MA0TRPLC1U"
        claim.hospital = "H11019900001"
        claim.admittedOn = "2018-08-25"
        claim.dischargedOn = "2018-10-11"
        var event = Event()
        event.claimSubmitted = claim
        return event
    }

    /// A resident ID (GB 11643) of a claim's person: region, day of birth, order, and the check character by ISO 7064 MOD 11-2.
    private static func residentID(_ number: UInt64) -> String {
        let person = number / 1_000
        let year = 1940 + person / 336 % 60
        let day = (year * 100 + person / 28 % 12 + 1) * 100 + person % 28 + 1
        let digits = "210299\(day)" + String(number % 1_000 + 1_000).dropFirst()
        let sum = digits.utf8.reduce(0) { ($0 + Int($1) - 48) * 2 % 11 }
        return digits + ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum]
    }

    private mutating func attachment() -> Event {
        let word = String(random.next(), radix: 16)
        var attached = DocumentAttached()
        attached.document.kind = .other
        attached.document.title = "病历"
        attached.document.sha256 = String(String(repeating: word, count: 64).prefix(64))
        var event = Event()
        event.documentAttached = attached
        return event
    }
}

extension Event {
    /// Lengthens the event by a text until its payload has so many bytes.
    fileprivate mutating func lengthen(to wanted: Int) throws {
        // The text's key and its length take some bytes too, and so may the lengths around it.
        var text = wanted - (try payloadBytes().count) - 2
        while text > 0 {
            pad(text)
            let excess = try payloadBytes().count - wanted
            if excess == 0 { return }
            text -= max(excess, 1)
        }
        throw Misuse(message: "the event does not fit into \(wanted) bytes")
    }

    private mutating func pad(_ bytes: Int) {
        let text = String(repeating: "x", count: bytes)
        if type == .claimSubmitted { claimSubmitted.lateReason = text } else { documentAttached.note = text }
    }
}

/// Pseudorandom numbers (SplitMix64), the same in every run.
package struct Generator {
    package var state: UInt64

    package init(state: UInt64 = 1) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number from 0 to `bound` - 1.
    package mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }
}
