/// A refusal or a failure of the ledger: a numbered reason, a sentence that names the thing, and a remedy.
///
/// Two errors are equal when their codes are. The numbers are listed in `Docs/refusals.md` (1201 to 1299 belong to the ledger).
public struct LedgerError: Error, Sendable {
    /// The numbered reason.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// The directory holds no Triplicate node.
        public static let notANode = Code(rawValue: 1201)
        /// The directory was written by a newer version of the format.
        public static let newerFormat = Code(rawValue: 1202)
        /// Another process writes to the directory, or this one has it open already.
        public static let secondWriter = Code(rawValue: 1203)
        /// The directory or one of its files cannot be read or written.
        public static let directoryUnusable = Code(rawValue: 1204)
        /// No space is left on the disk, or the map is full.
        public static let noSpace = Code(rawValue: 1205)
        /// The store holds something that does not check.
        public static let damaged = Code(rawValue: 1206)
        /// The node does not host the party or log that should act.
        public static let unknownLog = Code(rawValue: 1207)
        /// The party is hosted already, or its origin is taken.
        public static let alreadyHosted = Code(rawValue: 1208)
        /// The key of the log is not in the node's directory.
        public static let missingKey = Code(rawValue: 1209)
        /// The stream holds another number of entries than the caller read.
        public static let stale = Code(rawValue: 1210)
        /// The event id stands in the stream already, with other content.
        public static let eventIDReused = Code(rawValue: 1211)
        /// The event or the entry made from it is larger than an entry may be.
        public static let tooLarge = Code(rawValue: 1212)
        /// The proposal is empty, too long, or names more than an entry can hold.
        public static let badProposal = Code(rawValue: 1213)
        /// Too much at once: the queue of proposals is full, or every reader's place is taken.
        public static let busy = Code(rawValue: 1214)
        /// The ledger has been closed, or stopped after a failure.
        public static let closed = Code(rawValue: 1215)
        /// The ledger was opened for reading only.
        public static let readOnly = Code(rawValue: 1216)
        /// A commit failed and it could not be found out whether it took effect.
        public static let commitUnknown = Code(rawValue: 1217)
        /// No such blob, or its content does not have the hash that names it.
        public static let blobDamaged = Code(rawValue: 1218)
        /// The backup file does not verify.
        public static let backupDamaged = Code(rawValue: 1219)
        /// The target of a restore is not empty, or a backup belongs to another node.
        public static let backupMismatch = Code(rawValue: 1220)
        /// The view is not known.
        public static let unknownView = Code(rawValue: 1221)
        /// The party, name or origin is not of the right form.
        public static let badName = Code(rawValue: 1222)
        /// The log is older than what this node has built from it: it was put back to an earlier state.
        public static let rewound = Code(rawValue: 1223)
        /// The views' store holds something that does not check. It can be built again from the log.
        public static let viewsDamaged = Code(rawValue: 1224)
        /// The node holds no entry of the stream.
        public static let unknownStream = Code(rawValue: 1225)
        /// The node does not append before it is certain that its own logs are the newest there are.
        public static let notYetSafe = Code(rawValue: 1226)
        /// What a mirror wants stored does not fit what it or the log's checkpoint says.
        public static let badMirror = Code(rawValue: 1227)
        /// The views were written by an earlier version of the program, or were never finished. They are built again from the log.
        public static let viewsUnproven = Code(rawValue: 1228)
    }

    public let code: Code
    /// One sentence that names the thing and what is wrong with it.
    public let message: String
    /// What to do about it.
    public let remedy: String

    public init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension LedgerError: Equatable {
    public static func == (a: LedgerError, b: LedgerError) -> Bool { a.code == b.code }
}

extension LedgerError.Code {
    /// Lets `catch` match by code: `catch LedgerError.Code.stale`.
    public static func ~= (code: LedgerError.Code, error: any Error) -> Bool { (error as? LedgerError)?.code == code }
}

extension LedgerError {
    /// What the operator is told where views that cannot be used are built again by themselves.
    /// - Parameter isReader: whether they are built for this process only.
    func rebuilding(isReader: Bool = false) -> LedgerError {
        var remedy =
            isReader
            ? "This command builds views of its own from the log; the next one that writes builds them again for good"
            : "They are built again from the log"
        if code == .viewsDamaged { remedy += "; look at the disk and the memory of this machine" }
        return LedgerError(code, message, remedy: "\(remedy).")
    }

    static let ledgerClosed = LedgerError(.closed, "The ledger is closed.", remedy: "Open it again.")

    static let notYetSafe = LedgerError(
        .notYetSafe,
        "This node does not append yet: it has not made sure that nobody has seen a newer head of its own logs.",
        remedy:
            "Wait until the witnesses have answered and what is missing has been fetched; or let an administrator allow appends, on record."
    )

    static func newerFormat(_ format: Int, known: Int = DataDirectory.format) -> LedgerError {
        LedgerError(
            .newerFormat,
            "The data directory is of format \(format); this version of triplicate knows formats up to \(known).",
            remedy: "Use the newer version of triplicate that made it. Nothing was changed.")
    }
}

extension LedgerError: CustomStringConvertible {
    public var description: String { "\(message) [\(code.rawValue)] \(remedy)" }
}
