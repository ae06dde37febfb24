public import Claims

/// A traced case with all that a page of it shows: the trace, and beside it how the claim was priced, the papers, the days on which
/// things happened, and the proof of each entry.
public struct CaseFile: Sendable {
    /// What the first lines of the page say.
    public struct Summary: Sendable, Equatable {
        /// The insured person's name; empty where the case is about nobody.
        public var person = ""
        /// The person's stream.
        public var personStream = ""
        /// Unified credit code of the unit; may be empty.
        public var unit = ""
        /// Institution codes.
        public var hospitals: [String] = []
        /// The first and the last day that the case is about; may be empty.
        public var from = ""
        public var to = ""
        /// Payment is held.
        public var isHeld = false
        /// In fen, as far as the case has come.
        public var billed: Int64?
        public var fundTotal: Int64?
        public var approved: Int64?
        public var paid: Int64?
        /// Papers that the center finds wanting.
        public var wanting: [Document.Kind] = []
    }

    /// How the claim was priced.
    public struct Pricing: Sendable {
        public let split: SettlementSplit
        /// The policy's stream, and the version that priced it; empty where none is named.
        public let policy: String
        public let version: String
        public let note: String
        /// The decision on each line, in the list's order; may be empty.
        public let lines: [LineDecision]
        public let entry: Trace.Entry
    }

    /// A paper that an entry of the case names.
    public struct Paper: Sendable {
        public enum Holding: Sendable, Equatable {
            /// Its bytes are here, and their SHA-256 was recomputed and is the name.
            case whole(bytes: Int)
            /// A file of that name is here with other bytes.
            case damaged
            case absent
        }
        public let document: Document
        public let entry: Trace.Entry
        public let holding: Holding
    }

    /// The signed head under which a log's entries were proven.
    public struct Head: Sendable {
        public let origin: String
        /// `role:code`.
        public let party: String
        /// The log's verifier key, as C2SP signed-note writes it.
        public let verifierKey: String
        /// The signed checkpoint: its text and its signatures.
        public let checkpoint: String
        public let size: UInt64
        /// In hex.
        public let root: String
        /// Entries of the case in this log, and how many of them were proven.
        public let entries: Int
        public let proven: Int
    }

    /// How one entry is anchored.
    public struct Anchor: Sendable {
        /// SHA-256 of the entry's bytes as a leaf of the tree, 64 hex digits.
        public let leaf: String
        /// Whether its inclusion under the head of its log was recomputed and holds.
        public let isProven: Bool
    }

    public let trace: Trace
    public let summary: Summary
    /// The bill that the case is about; absent where it has none.
    public let bill: HospitalBill?
    /// Absent until the claim is priced.
    public let pricing: Pricing?
    /// Where the case is a month's clearing.
    public let clearing: ClearingState?
    /// Where the case is a year's reserve.
    public let reserve: ReserveState?
    /// In the order of the trace; a paper named by several entries stands once for each.
    public let papers: [Paper]
    public let heads: [Head]
    public let anchors: [Trace.Entry: Anchor]
    /// The day on which what an entry reports happened, where it states one.
    public let days: [Trace.Entry: String]
    /// Names of parties, institutions and units by their code, as far as they are known here.
    public let names: [String: String]
}
