import SwiftProtobuf

extension Posting {
    /// One amount from one account to another.
    init(_ entry: EntryReference, _ amount: Int64, debit: Account, credit: Account) {
        self.init()
        self.entry = entry
        lines = [
            .with {
                $0.account = debit
                $0.amount = amount
            },
            .with {
                $0.account = credit
                $0.amount = -amount
            },
        ]
    }

    /// What several accounts gain (debit above zero) or give. Accounts that do not move are left out.
    init(_ entry: EntryReference, moving lines: [(account: Account, amount: Int64)]) {
        self.init()
        self.entry = entry
        self.lines = lines.filter { $0.amount != 0 }.map { account, amount in
            .with {
                $0.account = account
                $0.amount = amount
            }
        }
    }

    /// The lines' sum, which is zero in a balanced posting.
    public var balance: Int64 { lines.reduce(0) { $0.addingClamped($1.amount) } }
}

extension StreamState {
    /// The postings of the stream: of a claim, a personal account, a direct settlement, a reserve or a clearing.
    public var postings: [Posting] {
        switch subject {
        case .claim(let claim): claim.postings
        case .account(let account): account.postings
        case .settlement(let settlement): settlement.postings
        case .reserve(let reserve): reserve.postings
        case .clearing(let clearing): clearing.postings
        default: []
        }
    }
}

/// The sum of every account over many postings. Debits are above zero, credits below.
///
/// Streams in yuan only take part: imported claims have no postings.
public struct TrialBalance: Hashable, Sendable {
    public private(set) var accounts: [Posting.Account: Int64] = [:]
    /// The first posting that does not balance by itself; `nil` if all do.
    public private(set) var firstUnbalanced: EntryReference?

    public init() {}

    /// The balance of the books of some streams.
    public init(of states: some Sequence<StreamState>) {
        for state in states { add(state) }
    }

    /// Adds the postings of one stream. O(postings).
    public mutating func add(_ state: StreamState) {
        add(state.postings)
    }

    public mutating func add(_ postings: some Sequence<Posting>) {
        for posting in postings {
            if posting.balance != 0, firstUnbalanced == nil { firstUnbalanced = posting.entry }
            for line in posting.lines {
                accounts[line.account] = (accounts[line.account] ?? 0).addingClamped(line.amount)
            }
        }
    }

    /// What an account holds, in fen.
    public subscript(account: Posting.Account) -> Int64 { accounts[account] ?? 0 }

    /// The sum over all accounts: zero, or the books are wrong.
    public var total: Int64 { accounts.values.reduce(0) { $0.addingClamped($1) } }

    public var isBalanced: Bool { total == 0 && firstUnbalanced == nil }
}
