extension Refusal.Rule {
    /// The rules of this file, by number.
    static let partyRules: [Refusal.Rule] = [
        .malformedOrigin, .malformedKey, .malformedAddress, .admittedElsewhere, .alreadyAdmittedParty,
        .partyNotAdmitted,
        .originUsed, .previousDiffers, .keyUnknown, .keyEnded, .keyUsed, .rotationBackwards, .rotationUnsigned,
        .revocationBackwards, .alreadySuspended, .notSuspended, .logHasEnded, .receiptBackwards, .receiptDiffers,
        .receiptMisplaced, .continuedByAnother, .continuationNotFirst, .continuesItself, .continuationDiffers,
    ]

    // MARK: 911: Parties and receipts

    public static let malformedOrigin = Refusal.Rule(
        911, "malformed-origin",
        "A log's origin is a URL without scheme, 1 to 200 bytes, without spaces and plus signs.",
        "Write, for example, example.org/hospital-H11010500001.")
    public static let malformedKey = Refusal.Rule(
        912, "malformed-key",
        "A verifier key is name+id+base64, its id is that of its bytes, its type is that of its purpose, and a log's key has the log's name.",
        "Copy the four keys as init printed them for the party.")
    public static let malformedAddress = Refusal.Rule(
        913, "malformed-address",
        "A party is reached at https://host:port, or nowhere.",
        "Write the address without a path, or leave it empty.")
    public static let admittedElsewhere = Refusal.Rule(
        914, "admitted-elsewhere",
        "A party is admitted in the stream that bears its name.",
        "Record it in party/REGISTRAR/ROLE-CODE.")
    public static let alreadyAdmittedParty = Refusal.Rule(
        915, "party-already-admitted",
        "A party has one log at a time.",
        "Change what is known of it with PartyAmended or KeyRotated; end its log first if it goes on under a new origin."
    )
    public static let partyNotAdmitted = Refusal.Rule(
        916, "party-not-admitted",
        "What is recorded of a party is of one that is admitted, and of one of its logs.",
        "Admit the party first, or name the origin of its log.")
    public static let originUsed = Refusal.Rule(
        917, "origin-used",
        "An origin is that of one log, for ever.",
        "Give the log another origin.")
    public static let previousDiffers = Refusal.Rule(
        918, "previous-differs",
        "A party goes on under a new origin from the head at which its log ended, and from no other.",
        "State origin, size and root as LogEnded states them; of a party's first log state none.")
    public static let keyUnknown = Refusal.Rule(
        919, "key-unknown",
        "A key that is replaced or revoked is the log's, and has that purpose.",
        "Look at the party's keys with show.")
    public static let keyEnded = Refusal.Rule(
        920, "key-ended",
        "A key is replaced once and revoked once, and a log key that was revoked is not replaced.",
        "Name the key that counts now; a log whose only key was stolen ends, and its party goes on under a new origin.")
    public static let keyUsed = Refusal.Rule(
        921, "key-used",
        "A new key was never a key before.",
        "Make a new key.")
    public static let rotationBackwards = Refusal.Rule(
        922, "rotation-backwards",
        "A new log key signs heads above those that the key before it signed first; a key of another purpose has no size.",
        "Give the size from which on the new key signs.")
    public static let rotationUnsigned = Refusal.Rule(
        923, "rotation-unsigned",
        "A key is replaced with the signature of the old one over the stated text; only a key that signs no log may be lost.",
        "Let the party sign the text that Docs/domain.md states, with the old key.")
    public static let revocationBackwards = Refusal.Rule(
        924, "revocation-backwards",
        "The last good size of a revoked log key lies in the range of sizes that it signed.",
        "Give the size of the last head that the key rightly signed.")
    public static let alreadySuspended = Refusal.Rule(
        925, "already-suspended",
        "A party is suspended once.",
        "Nothing is left to do.")
    public static let notSuspended = Refusal.Rule(
        926, "not-suspended",
        "Who is reinstated was suspended.",
        "Nothing is left to do.")
    public static let logHasEnded = Refusal.Rule(
        927, "log-has-ended",
        "Nothing changes about a log that has ended.",
        "Admit the party under a new origin.")
    public static let receiptBackwards = Refusal.Rule(
        928, "receipt-backwards",
        "A receipt covers more of the log than the one before it.",
        "Nothing is left to do: what is held is said already.")
    public static let receiptDiffers = Refusal.Rule(
        929, "receipt-differs",
        "A receipt names an entry that this node holds, with its leaf hash.",
        "Let the node record the receipt when it has received the entry.")
    public static let receiptMisplaced = Refusal.Rule(
        930, "receipt-misplaced",
        "A receipt stands in its reader's stream of the log's party and of the day on which it is recorded.",
        "Record it in receipt/CODE/ROLE/SENDER/DAY.")
    public static let continuedByAnother = Refusal.Rule(
        931, "continued-by-another",
        "What a log goes on from is said by its party, in the stream that bears the party's name.",
        "Let the party say it, in party/REGISTRAR/ROLE-CODE.")
    public static let continuationNotFirst = Refusal.Rule(
        932, "continuation-not-first",
        "A log that goes on from another one says so in its first entry, and nowhere else.",
        "Let init --continues record it, again where it was interrupted; give a log that has entries already no other past."
    )
    public static let continuesItself = Refusal.Rule(
        933, "continues-itself",
        "A log goes on from another one.",
        "Name the origin of the log that ended.")
    public static let continuationDiffers = Refusal.Rule(
        934, "continuation-differs",
        "A log goes on from the head at which the registrar has ended the one before it.",
        "State origin, size and root as LogEnded states them; show lists them.")
}
