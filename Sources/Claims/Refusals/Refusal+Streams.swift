extension Refusal.Rule {
    // MARK: 100: Streams, types and roles

    public static let unknownStreamKind = Refusal.Rule(
        101, "unknown-stream-kind",
        "A stream is of a kind that the ledger knows.",
        "Name a stream as kind/decider/number, with one of the kinds of Docs/domain.md.")
    public static let malformedStreamName = Refusal.Rule(
        102, "malformed-stream-name",
        "A stream's name is kind/decider/number: segments of letters, digits, '.', '_' and '-', at most 200 bytes.",
        "Name the stream as, for example, claim/210200/2019-000123.")
    public static let deciderDoesNotFit = Refusal.Rule(
        103, "decider-does-not-fit",
        "The second segment of a stream's name is the code of a party with the role that decides in its kind.",
        "Put the code of the party that decides in this kind after the kind: of a center, an agency, a registrar or an arbiter its region code, of a hospital or a pharmacy its institution code."
    )
    public static let unknownEventType = Refusal.Rule(
        104, "unknown-event-type",
        "An event is of a type that the ledger knows.",
        "Use a type of Docs/domain.md, or a program that knows this one.")
    public static let eventDoesNotBelong = Refusal.Rule(
        105, "event-does-not-belong",
        "A type of event stands only in the kinds of stream that the role table gives it.",
        "Record it in a stream of a kind that takes it; see the role table in Docs/domain.md.")
    public static let roleMayNot = Refusal.Rule(
        106, "role-may-not",
        "Only the roles that the role table names may record an event.",
        "Let a party with one of these roles record it.")
    public static let notTheDecider = Refusal.Rule(
        107, "not-the-decider",
        "A deciding event is recorded by the party that the stream's name gives as its decider.",
        "Let the decider of the stream record it, or use its own stream.")
    public static let notTheNamedParty = Refusal.Rule(
        108, "not-the-named-party",
        "A party speaks for itself: an event that names its author's code is recorded by that party.",
        "Let the party that the event names record it, or correct the code.")
    public static let malformedEvent = Refusal.Rule(
        109, "malformed-event",
        "A payload is the Protobuf or JSON form of one event, of the type that was stated.",
        "Compare it with the message in Protos/triplicate/v1.")
    public static let eventTooLarge = Refusal.Rule(
        110, "event-too-large",
        "An event takes at most 60,000 bytes.",
        "Give the days as totals, or move lines to a document.")
    public static let audienceTooSmall = Refusal.Rule(
        111, "audience-too-small",
        "An entry addresses the whole audience of its stream.",
        "Record it again with the full audience.")
    public static let malformedParty = Refusal.Rule(
        112, "malformed-party",
        "A party is written role:code, with a code of that role's shape.",
        "Write, for example, center:210200, hospital:H11010500001 or unit:9121…")

    // MARK: 200: Formats

    public static let malformedRegion = Refusal.Rule(
        201, "malformed-region",
        "A region is six digits of GB/T 2260 that begin with a province's number.",
        "Look the region up in GB/T 2260.")
    public static let malformedInstitution = Refusal.Rule(
        202, "malformed-institution",
        "An institution's code is H (hospital) or P (pharmacy), six digits of the region, five digits.",
        "Take the code from the register of institutions.")
    public static let malformedCreditCode = Refusal.Rule(
        203, "malformed-credit-code",
        "A unit's code is a unified credit code of GB 32100-2015 with its check character.",
        "Copy the 18 characters from the unit's licence.")
    public static let malformedResidentID = Refusal.Rule(
        204, "malformed-resident-id",
        "A resident ID has 18 characters with a birth date and the check character of GB 11643.",
        "Read the ID again from the card.")
    public static let malformedDocument = Refusal.Rule(
        205, "malformed-document",
        "A document has a kind and the SHA-256 of its bytes, 64 lower-case hex digits.",
        "Store the scan as a blob and give its hash.")
    public static let malformedInvoice = Refusal.Rule(
        206, "malformed-invoice",
        """
        An invoice has a code of 8 to 12 digits, a number of 8 to 10 digits, and a check code of 6 to 20 letters \
        and digits or none.
        """,
        "Copy code, number and check code from the invoice.")
    public static let malformedDate = Refusal.Rule(
        207, "malformed-date",
        "A date is a day of the calendar in the form 2018-08-25.",
        "Write year, month and day with hyphens.")
    public static let amountOutOfRange = Refusal.Rule(
        208, "amount-out-of-range",
        "An amount is in fen, at least 0 (where something is paid, at least 1) and at most 10 billion yuan.",
        "Write the amount in fen, a hundredth of a yuan, as a whole number without a point: 12.50 yuan is 1250. If it is meant so, check it for digits too many."
    )
    public static let missingField = Refusal.Rule(
        209, "missing-field",
        "A field that the event cannot do without is given.",
        "Fill the field in.")
    public static let malformedText = Refusal.Rule(
        210, "malformed-text",
        "A text has at most 2,000 bytes and no control characters.",
        "Shorten the text, and remove control characters.")
    public static let malformedHash = Refusal.Rule(
        211, "malformed-hash",
        "A hash is 64 lower-case hex digits.",
        "Write the SHA-256 in hex.")
    public static let malformedDecimal = Refusal.Rule(
        212, "malformed-decimal",
        "A rate or a quantity is a decimal: up to 12 digits, optionally a point and up to 6 digits.",
        "Write, for example, 0.85 or 12.5.")
    public static let malformedReference = Refusal.Rule(
        213, "malformed-reference",
        "A field that names a stream names one of the right kind.",
        "Write the stream's name, for example person/210200/000123.")
    public static let valueUnspecified = Refusal.Rule(
        214, "value-unspecified",
        "A field with fixed values has one of them.",
        "Choose one of the values that the message lists.")
    public static let malformedCard = Refusal.Rule(
        215, "malformed-card",
        "A card's number has 6 to 20 letters and digits.",
        "Copy the number from the card.")
    public static let periodReversed = Refusal.Rule(
        216, "period-reversed",
        "A period does not end before it begins.",
        "Exchange or correct the dates.")
    public static let tooMany = Refusal.Rule(
        217, "too-many",
        "A list in an event has at most as many members as its message allows.",
        "Shorten it; what does not fit goes into further events, or into further parts where the event has parts.")
    public static let timeOutOfRange = Refusal.Rule(
        218, "time-out-of-range",
        "The time of an action lies between the years 1970 and 9999.",
        "Set the clock of the node.")
}
