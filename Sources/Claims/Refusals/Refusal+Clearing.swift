extension Refusal.Rule {
    /// The rules of this file, by number.
    static let clearingRules: [Refusal.Rule] = [
        .partUnfit, .lineListedTwice, .clearingDoesNotAddUp, .lineOfAnother, .clearingAcknowledged, .clearingIncomplete,
        .lineNotOpen, .lineNotDisputed, .lineNotConfirmed, .clearingPaymentDiffers, .clearingPaymentUsed,
        .clearingNotPaid, .lineDiffers, .monthNotOver, .clearingPaymentDay, .reserveTooSmall, .reserveOpened,
        .reserveOpeningDiffers, .reserveNotOpened,
        .reserveYear, .reserveUsedAlone, .reserveClosed, .reserveYearSkipped,
    ]

    // MARK: 760: Clearing

    public static let partUnfit = Refusal.Rule(
        760, "part-unfit",
        "The parts of a clearing's list are numbered from 1 to their count, each is there once, and each has lines.",
        "Send each part that is missing once, under its number and with lines, and say the same count of parts in each; clearing open does so."
    )
    public static let lineListedTwice = Refusal.Rule(
        761, "line-listed-twice",
        "An entry of the center is listed once in a clearing, and confirmed in one clearing only.",
        "Leave the second line out.")
    public static let clearingDoesNotAddUp = Refusal.Rule(
        762, "clearing-does-not-add-up",
        "The total of a part, and what is acknowledged, is the sum of the lines.",
        "Add the lines again.")
    public static let lineOfAnother = Refusal.Rule(
        763, "line-of-another",
        "A line is of a settlement of the clearing's center, at the institution that its message id names.",
        "List it in the clearing with the center that it belongs to.")
    public static let clearingAcknowledged = Refusal.Rule(
        764, "clearing-acknowledged",
        "A list is closed once the center has acknowledged it, and is acknowledged once.",
        "Let what is missing be settled with the next month, or answer the lines in dispute.")
    public static let clearingIncomplete = Refusal.Rule(
        765, "clearing-incomplete",
        "The center acknowledges a list when all of its parts are there, and decides about lines afterwards.",
        "Wait for the missing parts; acknowledge the list first.")
    public static let lineNotOpen = Refusal.Rule(
        766, "line-not-open",
        "A line is confirmed or disputed while it is open: listed, or in dispute, and neither withdrawn nor confirmed.",
        "Look at the clearing's lines.")
    public static let lineNotDisputed = Refusal.Rule(
        767, "line-not-disputed",
        "The agency maintains a line that the center disputes, once, or withdraws it, also after it has maintained it.",
        "Look at the clearing's lines.")
    public static let lineNotConfirmed = Refusal.Rule(
        768, "line-not-confirmed",
        "Only confirmed lines are paid, each once.",
        "Let the payment name lines that are confirmed, each once, as show prints them; confirm the others first, or leave out those that are paid, withdrawn or in dispute."
    )
    public static let clearingPaymentDiffers = Refusal.Rule(
        769, "clearing-payment-differs",
        "A payment is the sum of its lines, and what is received is what was paid.",
        "Give the sum, below zero where the agency pays back.")
    public static let clearingPaymentUsed = Refusal.Rule(
        770, "clearing-payment-used",
        "The number of a payment is used once in a clearing or a reserve.",
        "Check whether it is already recorded; else give the bank's other number.")
    public static let clearingNotPaid = Refusal.Rule(
        771, "clearing-not-paid",
        "The agency receives a payment that the center made, once.",
        "See with show which payments the center made: record the receipt of one of these under its number, once. If the money came and the payment is not there, ask the center to record it."
    )
    public static let lineDiffers = Refusal.Rule(
        772, "line-differs",
        "A confirmed line is what the center recorded in that month or one of the three before: settlement, entry, amount, agency.",
        "Dispute the line; triplicate reconcile says where the difference began.")
    public static let monthNotOver = Refusal.Rule(
        773, "month-not-over",
        "A month is listed for clearing once it is over, by the clock of whoever lists it.",
        "List it from the first day of the next month on.")
    public static let clearingPaymentDay = Refusal.Rule(
        774, "clearing-payment-day",
        "A clearing is paid after the end of its month, and what is paid is received on that day or later.",
        "Correct the day.")

    // MARK: 780: Reserves

    public static let reserveTooSmall = Refusal.Rule(
        780, "reserve-too-small",
        "A reserve is never below zero.",
        "Pay into the reserve first, or pay from the bank.")
    public static let reserveOpened = Refusal.Rule(
        781, "reserve-opened",
        "A year's reserve is opened once.",
        "Nothing is left to do.")
    public static let reserveOpeningDiffers = Refusal.Rule(
        782, "reserve-opening-differs",
        "A year's reserve begins with what the year before left.",
        "Give the closing balance of the year before, or 0 without one.")
    public static let reserveNotOpened = Refusal.Rule(
        783, "reserve-not-opened",
        "Money moves in a reserve once its year is opened.",
        "Record ReserveOpened first.")
    public static let reserveYear = Refusal.Rule(
        784, "reserve-year",
        "A movement of a reserve is of a day of its year; what the bank moved may be of the year before.",
        "Record it in the reserve of that year, or where that is closed in the next one's.")
    public static let reserveUsedAlone = Refusal.Rule(
        785, "reserve-used-alone",
        "A use of the reserve is recorded with the payment of a clearing, by that payment.",
        "Record ClearingPaid with fromReserve in the clearing.")
    public static let reserveClosed = Refusal.Rule(
        786, "reserve-closed",
        "Nothing moves in a year's reserve, and it is not opened, once a later year's is opened.",
        "Record what the bank moved in the next year's reserve; pay the clearing on a day of the year that is open.")
    public static let reserveYearSkipped = Refusal.Rule(
        787, "reserve-year-skipped",
        "The reserves of the years are opened one after another.",
        "Open the reserve of the year between first.")
}
