// Written by Scripts/generate-event-types from Protos/triplicate/v1/event.proto. Do not edit.
// swift-format-ignore-file

public import SwiftProtobuf

extension EventType {
    public static let personRegistered = EventType(rawValue: 10)
    public static let personCorrected = EventType(rawValue: 11)
    public static let cardReplaced = EventType(rawValue: 12)
    public static let cardLocked = EventType(rawValue: 13)
    public static let personMerged = EventType(rawValue: 14)
    public static let personUnmerged = EventType(rawValue: 15)
    public static let personDied = EventType(rawValue: 16)
    public static let institutionDesignated = EventType(rawValue: 30)
    public static let designationEnded = EventType(rawValue: 31)
    public static let applicationSubmitted = EventType(rawValue: 50)
    public static let formStamped = EventType(rawValue: 51)
    public static let recordFiled = EventType(rawValue: 52)
    public static let filingRefused = EventType(rawValue: 53)
    public static let filingAmended = EventType(rawValue: 54)
    public static let filingWithdrawn = EventType(rawValue: 55)
    public static let preEvaluated = EventType(rawValue: 56)
    public static let transferCompared = EventType(rawValue: 57)
    public static let specificItemApplied = EventType(rawValue: 70)
    public static let specificItemApproved = EventType(rawValue: 71)
    public static let specificItemRefused = EventType(rawValue: 72)
    public static let specificItemEnded = EventType(rawValue: 73)
    public static let accountCredited = EventType(rawValue: 80)
    public static let accountWithdrawn = EventType(rawValue: 81)
    public static let accountSpendingRequested = EventType(rawValue: 82)
    public static let accountSpent = EventType(rawValue: 83)
    public static let accountSpendingRefused = EventType(rawValue: 84)
    public static let accountReversed = EventType(rawValue: 85)
    public static let admitted = EventType(rawValue: 100)
    public static let dayBilled = EventType(rawValue: 101)
    public static let discharged = EventType(rawValue: 102)
    public static let billSettled = EventType(rawValue: 103)
    public static let billCorrected = EventType(rawValue: 104)
    public static let admissionDeclared = EventType(rawValue: 105)
    public static let admissionClosed = EventType(rawValue: 106)
    public static let claimSubmitted = EventType(rawValue: 130)
    public static let documentAttached = EventType(rawValue: 131)
    public static let claimReturned = EventType(rawValue: 132)
    public static let claimCompleted = EventType(rawValue: 133)
    public static let claimAccepted = EventType(rawValue: 134)
    public static let claimAdjudicated = EventType(rawValue: 135)
    public static let claimApproved = EventType(rawValue: 136)
    public static let claimRefused = EventType(rawValue: 137)
    public static let claimRestored = EventType(rawValue: 138)
    public static let invoiceClaimed = EventType(rawValue: 139)
    public static let lineExcluded = EventType(rawValue: 140)
    public static let exclusionLifted = EventType(rawValue: 141)
    public static let reviewDrawn = EventType(rawValue: 150)
    public static let reviewConcluded = EventType(rawValue: 151)
    public static let referredToPolice = EventType(rawValue: 160)
    public static let auditOrdered = EventType(rawValue: 170)
    public static let siteVisited = EventType(rawValue: 171)
    public static let operationInspected = EventType(rawValue: 172)
    public static let photographTaken = EventType(rawValue: 173)
    public static let auditConcluded = EventType(rawValue: 174)
    public static let historyVerified = EventType(rawValue: 190)
    public static let paymentOrdered = EventType(rawValue: 200)
    public static let paymentHeld = EventType(rawValue: 201)
    public static let paymentReleased = EventType(rawValue: 202)
    public static let paymentMade = EventType(rawValue: 203)
    public static let paymentFailed = EventType(rawValue: 204)
    public static let paymentReversed = EventType(rawValue: 205)
    public static let advanceGranted = EventType(rawValue: 206)
    public static let recoveryDemanded = EventType(rawValue: 207)
    public static let recoveryReceived = EventType(rawValue: 208)
    public static let recoveryRefunded = EventType(rawValue: 209)
    public static let recoveryWrittenOff = EventType(rawValue: 210)
    public static let settlementRequested = EventType(rawValue: 220)
    public static let settlementPriced = EventType(rawValue: 221)
    public static let settlementDeclined = EventType(rawValue: 222)
    public static let settlementConfirmed = EventType(rawValue: 223)
    public static let settlementRecorded = EventType(rawValue: 224)
    public static let settlementUndone = EventType(rawValue: 225)
    public static let settlementReversalRequested = EventType(rawValue: 226)
    public static let settlementReversed = EventType(rawValue: 227)
    public static let settlementReversalRefused = EventType(rawValue: 228)
    public static let reserveOpened = EventType(rawValue: 230)
    public static let reservePaid = EventType(rawValue: 231)
    public static let reserveReturned = EventType(rawValue: 232)
    public static let reserveUsed = EventType(rawValue: 233)
    public static let clearingOpened = EventType(rawValue: 240)
    public static let clearingAcknowledged = EventType(rawValue: 241)
    public static let clearingConfirmed = EventType(rawValue: 242)
    public static let clearingDisputed = EventType(rawValue: 243)
    public static let clearingLineAnswered = EventType(rawValue: 244)
    public static let clearingPaid = EventType(rawValue: 245)
    public static let clearingReceived = EventType(rawValue: 246)
    public static let disputeOpened = EventType(rawValue: 270)
    public static let disputeNotified = EventType(rawValue: 271)
    public static let disputeRejected = EventType(rawValue: 272)
    public static let statementFiled = EventType(rawValue: 273)
    public static let inquirySent = EventType(rawValue: 274)
    public static let inquiryAnswered = EventType(rawValue: 275)
    public static let disputeSettled = EventType(rawValue: 276)
    public static let consequenceCarriedOut = EventType(rawValue: 277)
    public static let disputeAppealed = EventType(rawValue: 278)
    public static let appealDecided = EventType(rawValue: 279)
    public static let disputeWithdrawn = EventType(rawValue: 280)
    public static let feedbackGiven = EventType(rawValue: 310)
    public static let objectionFiled = EventType(rawValue: 311)
    public static let objectionDecided = EventType(rawValue: 312)
    public static let corrected = EventType(rawValue: 330)
    public static let annulled = EventType(rawValue: 331)
    public static let disclosed = EventType(rawValue: 332)
    public static let received = EventType(rawValue: 333)
    public static let policyPublished = EventType(rawValue: 350)
    public static let cataloguePublished = EventType(rawValue: 351)
    public static let partyAdmitted = EventType(rawValue: 370)
    public static let partyAmended = EventType(rawValue: 371)
    public static let keyRotated = EventType(rawValue: 372)
    public static let keyRevoked = EventType(rawValue: 373)
    public static let partySuspended = EventType(rawValue: 374)
    public static let partyReinstated = EventType(rawValue: 375)
    public static let logEnded = EventType(rawValue: 376)
    public static let logContinued = EventType(rawValue: 377)
    public static let claimImported = EventType(rawValue: 401)
    public static let explanationImported = EventType(rawValue: 402)

    /// Every type that this module knows, ascending.
    public static let known: [EventType] = [
        .personRegistered,
        .personCorrected,
        .cardReplaced,
        .cardLocked,
        .personMerged,
        .personUnmerged,
        .personDied,
        .institutionDesignated,
        .designationEnded,
        .applicationSubmitted,
        .formStamped,
        .recordFiled,
        .filingRefused,
        .filingAmended,
        .filingWithdrawn,
        .preEvaluated,
        .transferCompared,
        .specificItemApplied,
        .specificItemApproved,
        .specificItemRefused,
        .specificItemEnded,
        .accountCredited,
        .accountWithdrawn,
        .accountSpendingRequested,
        .accountSpent,
        .accountSpendingRefused,
        .accountReversed,
        .admitted,
        .dayBilled,
        .discharged,
        .billSettled,
        .billCorrected,
        .admissionDeclared,
        .admissionClosed,
        .claimSubmitted,
        .documentAttached,
        .claimReturned,
        .claimCompleted,
        .claimAccepted,
        .claimAdjudicated,
        .claimApproved,
        .claimRefused,
        .claimRestored,
        .invoiceClaimed,
        .lineExcluded,
        .exclusionLifted,
        .reviewDrawn,
        .reviewConcluded,
        .referredToPolice,
        .auditOrdered,
        .siteVisited,
        .operationInspected,
        .photographTaken,
        .auditConcluded,
        .historyVerified,
        .paymentOrdered,
        .paymentHeld,
        .paymentReleased,
        .paymentMade,
        .paymentFailed,
        .paymentReversed,
        .advanceGranted,
        .recoveryDemanded,
        .recoveryReceived,
        .recoveryRefunded,
        .recoveryWrittenOff,
        .settlementRequested,
        .settlementPriced,
        .settlementDeclined,
        .settlementConfirmed,
        .settlementRecorded,
        .settlementUndone,
        .settlementReversalRequested,
        .settlementReversed,
        .settlementReversalRefused,
        .reserveOpened,
        .reservePaid,
        .reserveReturned,
        .reserveUsed,
        .clearingOpened,
        .clearingAcknowledged,
        .clearingConfirmed,
        .clearingDisputed,
        .clearingLineAnswered,
        .clearingPaid,
        .clearingReceived,
        .disputeOpened,
        .disputeNotified,
        .disputeRejected,
        .statementFiled,
        .inquirySent,
        .inquiryAnswered,
        .disputeSettled,
        .consequenceCarriedOut,
        .disputeAppealed,
        .appealDecided,
        .disputeWithdrawn,
        .feedbackGiven,
        .objectionFiled,
        .objectionDecided,
        .corrected,
        .annulled,
        .disclosed,
        .received,
        .policyPublished,
        .cataloguePublished,
        .partyAdmitted,
        .partyAmended,
        .keyRotated,
        .keyRevoked,
        .partySuspended,
        .partyReinstated,
        .logEnded,
        .logContinued,
        .claimImported,
        .explanationImported,
    ]

    /// The message's name, as `ClaimSubmitted`; `nil` if this module does not know the number.
    public var name: String? {
        switch self {
        case .personRegistered: "PersonRegistered"
        case .personCorrected: "PersonCorrected"
        case .cardReplaced: "CardReplaced"
        case .cardLocked: "CardLocked"
        case .personMerged: "PersonMerged"
        case .personUnmerged: "PersonUnmerged"
        case .personDied: "PersonDied"
        case .institutionDesignated: "InstitutionDesignated"
        case .designationEnded: "DesignationEnded"
        case .applicationSubmitted: "ApplicationSubmitted"
        case .formStamped: "FormStamped"
        case .recordFiled: "RecordFiled"
        case .filingRefused: "FilingRefused"
        case .filingAmended: "FilingAmended"
        case .filingWithdrawn: "FilingWithdrawn"
        case .preEvaluated: "PreEvaluated"
        case .transferCompared: "TransferCompared"
        case .specificItemApplied: "SpecificItemApplied"
        case .specificItemApproved: "SpecificItemApproved"
        case .specificItemRefused: "SpecificItemRefused"
        case .specificItemEnded: "SpecificItemEnded"
        case .accountCredited: "AccountCredited"
        case .accountWithdrawn: "AccountWithdrawn"
        case .accountSpendingRequested: "AccountSpendingRequested"
        case .accountSpent: "AccountSpent"
        case .accountSpendingRefused: "AccountSpendingRefused"
        case .accountReversed: "AccountReversed"
        case .admitted: "Admitted"
        case .dayBilled: "DayBilled"
        case .discharged: "Discharged"
        case .billSettled: "BillSettled"
        case .billCorrected: "BillCorrected"
        case .admissionDeclared: "AdmissionDeclared"
        case .admissionClosed: "AdmissionClosed"
        case .claimSubmitted: "ClaimSubmitted"
        case .documentAttached: "DocumentAttached"
        case .claimReturned: "ClaimReturned"
        case .claimCompleted: "ClaimCompleted"
        case .claimAccepted: "ClaimAccepted"
        case .claimAdjudicated: "ClaimAdjudicated"
        case .claimApproved: "ClaimApproved"
        case .claimRefused: "ClaimRefused"
        case .claimRestored: "ClaimRestored"
        case .invoiceClaimed: "InvoiceClaimed"
        case .lineExcluded: "LineExcluded"
        case .exclusionLifted: "ExclusionLifted"
        case .reviewDrawn: "ReviewDrawn"
        case .reviewConcluded: "ReviewConcluded"
        case .referredToPolice: "ReferredToPolice"
        case .auditOrdered: "AuditOrdered"
        case .siteVisited: "SiteVisited"
        case .operationInspected: "OperationInspected"
        case .photographTaken: "PhotographTaken"
        case .auditConcluded: "AuditConcluded"
        case .historyVerified: "HistoryVerified"
        case .paymentOrdered: "PaymentOrdered"
        case .paymentHeld: "PaymentHeld"
        case .paymentReleased: "PaymentReleased"
        case .paymentMade: "PaymentMade"
        case .paymentFailed: "PaymentFailed"
        case .paymentReversed: "PaymentReversed"
        case .advanceGranted: "AdvanceGranted"
        case .recoveryDemanded: "RecoveryDemanded"
        case .recoveryReceived: "RecoveryReceived"
        case .recoveryRefunded: "RecoveryRefunded"
        case .recoveryWrittenOff: "RecoveryWrittenOff"
        case .settlementRequested: "SettlementRequested"
        case .settlementPriced: "SettlementPriced"
        case .settlementDeclined: "SettlementDeclined"
        case .settlementConfirmed: "SettlementConfirmed"
        case .settlementRecorded: "SettlementRecorded"
        case .settlementUndone: "SettlementUndone"
        case .settlementReversalRequested: "SettlementReversalRequested"
        case .settlementReversed: "SettlementReversed"
        case .settlementReversalRefused: "SettlementReversalRefused"
        case .reserveOpened: "ReserveOpened"
        case .reservePaid: "ReservePaid"
        case .reserveReturned: "ReserveReturned"
        case .reserveUsed: "ReserveUsed"
        case .clearingOpened: "ClearingOpened"
        case .clearingAcknowledged: "ClearingAcknowledged"
        case .clearingConfirmed: "ClearingConfirmed"
        case .clearingDisputed: "ClearingDisputed"
        case .clearingLineAnswered: "ClearingLineAnswered"
        case .clearingPaid: "ClearingPaid"
        case .clearingReceived: "ClearingReceived"
        case .disputeOpened: "DisputeOpened"
        case .disputeNotified: "DisputeNotified"
        case .disputeRejected: "DisputeRejected"
        case .statementFiled: "StatementFiled"
        case .inquirySent: "InquirySent"
        case .inquiryAnswered: "InquiryAnswered"
        case .disputeSettled: "DisputeSettled"
        case .consequenceCarriedOut: "ConsequenceCarriedOut"
        case .disputeAppealed: "DisputeAppealed"
        case .appealDecided: "AppealDecided"
        case .disputeWithdrawn: "DisputeWithdrawn"
        case .feedbackGiven: "FeedbackGiven"
        case .objectionFiled: "ObjectionFiled"
        case .objectionDecided: "ObjectionDecided"
        case .corrected: "Corrected"
        case .annulled: "Annulled"
        case .disclosed: "Disclosed"
        case .received: "Received"
        case .policyPublished: "PolicyPublished"
        case .cataloguePublished: "CataloguePublished"
        case .partyAdmitted: "PartyAdmitted"
        case .partyAmended: "PartyAmended"
        case .keyRotated: "KeyRotated"
        case .keyRevoked: "KeyRevoked"
        case .partySuspended: "PartySuspended"
        case .partyReinstated: "PartyReinstated"
        case .logEnded: "LogEnded"
        case .logContinued: "LogContinued"
        case .claimImported: "ClaimImported"
        case .explanationImported: "ExplanationImported"
        default: nil
        }
    }
}

extension Event {
    /// The type of the payload; `nil` if there is none that this module knows.
    public var type: EventType? {
        switch kind {
        case .personRegistered: .personRegistered
        case .personCorrected: .personCorrected
        case .cardReplaced: .cardReplaced
        case .cardLocked: .cardLocked
        case .personMerged: .personMerged
        case .personUnmerged: .personUnmerged
        case .personDied: .personDied
        case .institutionDesignated: .institutionDesignated
        case .designationEnded: .designationEnded
        case .applicationSubmitted: .applicationSubmitted
        case .formStamped: .formStamped
        case .recordFiled: .recordFiled
        case .filingRefused: .filingRefused
        case .filingAmended: .filingAmended
        case .filingWithdrawn: .filingWithdrawn
        case .preEvaluated: .preEvaluated
        case .transferCompared: .transferCompared
        case .specificItemApplied: .specificItemApplied
        case .specificItemApproved: .specificItemApproved
        case .specificItemRefused: .specificItemRefused
        case .specificItemEnded: .specificItemEnded
        case .accountCredited: .accountCredited
        case .accountWithdrawn: .accountWithdrawn
        case .accountSpendingRequested: .accountSpendingRequested
        case .accountSpent: .accountSpent
        case .accountSpendingRefused: .accountSpendingRefused
        case .accountReversed: .accountReversed
        case .admitted: .admitted
        case .dayBilled: .dayBilled
        case .discharged: .discharged
        case .billSettled: .billSettled
        case .billCorrected: .billCorrected
        case .admissionDeclared: .admissionDeclared
        case .admissionClosed: .admissionClosed
        case .claimSubmitted: .claimSubmitted
        case .documentAttached: .documentAttached
        case .claimReturned: .claimReturned
        case .claimCompleted: .claimCompleted
        case .claimAccepted: .claimAccepted
        case .claimAdjudicated: .claimAdjudicated
        case .claimApproved: .claimApproved
        case .claimRefused: .claimRefused
        case .claimRestored: .claimRestored
        case .invoiceClaimed: .invoiceClaimed
        case .lineExcluded: .lineExcluded
        case .exclusionLifted: .exclusionLifted
        case .reviewDrawn: .reviewDrawn
        case .reviewConcluded: .reviewConcluded
        case .referredToPolice: .referredToPolice
        case .auditOrdered: .auditOrdered
        case .siteVisited: .siteVisited
        case .operationInspected: .operationInspected
        case .photographTaken: .photographTaken
        case .auditConcluded: .auditConcluded
        case .historyVerified: .historyVerified
        case .paymentOrdered: .paymentOrdered
        case .paymentHeld: .paymentHeld
        case .paymentReleased: .paymentReleased
        case .paymentMade: .paymentMade
        case .paymentFailed: .paymentFailed
        case .paymentReversed: .paymentReversed
        case .advanceGranted: .advanceGranted
        case .recoveryDemanded: .recoveryDemanded
        case .recoveryReceived: .recoveryReceived
        case .recoveryRefunded: .recoveryRefunded
        case .recoveryWrittenOff: .recoveryWrittenOff
        case .settlementRequested: .settlementRequested
        case .settlementPriced: .settlementPriced
        case .settlementDeclined: .settlementDeclined
        case .settlementConfirmed: .settlementConfirmed
        case .settlementRecorded: .settlementRecorded
        case .settlementUndone: .settlementUndone
        case .settlementReversalRequested: .settlementReversalRequested
        case .settlementReversed: .settlementReversed
        case .settlementReversalRefused: .settlementReversalRefused
        case .reserveOpened: .reserveOpened
        case .reservePaid: .reservePaid
        case .reserveReturned: .reserveReturned
        case .reserveUsed: .reserveUsed
        case .clearingOpened: .clearingOpened
        case .clearingAcknowledged: .clearingAcknowledged
        case .clearingConfirmed: .clearingConfirmed
        case .clearingDisputed: .clearingDisputed
        case .clearingLineAnswered: .clearingLineAnswered
        case .clearingPaid: .clearingPaid
        case .clearingReceived: .clearingReceived
        case .disputeOpened: .disputeOpened
        case .disputeNotified: .disputeNotified
        case .disputeRejected: .disputeRejected
        case .statementFiled: .statementFiled
        case .inquirySent: .inquirySent
        case .inquiryAnswered: .inquiryAnswered
        case .disputeSettled: .disputeSettled
        case .consequenceCarriedOut: .consequenceCarriedOut
        case .disputeAppealed: .disputeAppealed
        case .appealDecided: .appealDecided
        case .disputeWithdrawn: .disputeWithdrawn
        case .feedbackGiven: .feedbackGiven
        case .objectionFiled: .objectionFiled
        case .objectionDecided: .objectionDecided
        case .corrected: .corrected
        case .annulled: .annulled
        case .disclosed: .disclosed
        case .received: .received
        case .policyPublished: .policyPublished
        case .cataloguePublished: .cataloguePublished
        case .partyAdmitted: .partyAdmitted
        case .partyAmended: .partyAmended
        case .keyRotated: .keyRotated
        case .keyRevoked: .keyRevoked
        case .partySuspended: .partySuspended
        case .partyReinstated: .partyReinstated
        case .logEnded: .logEnded
        case .logContinued: .logContinued
        case .claimImported: .claimImported
        case .explanationImported: .explanationImported
        case nil: nil
        }
    }

    /// The payload's message; `nil` if there is none that this module knows.
    public var payload: (any SwiftProtobuf.Message)? {
        switch kind {
        case .personRegistered(let payload): payload
        case .personCorrected(let payload): payload
        case .cardReplaced(let payload): payload
        case .cardLocked(let payload): payload
        case .personMerged(let payload): payload
        case .personUnmerged(let payload): payload
        case .personDied(let payload): payload
        case .institutionDesignated(let payload): payload
        case .designationEnded(let payload): payload
        case .applicationSubmitted(let payload): payload
        case .formStamped(let payload): payload
        case .recordFiled(let payload): payload
        case .filingRefused(let payload): payload
        case .filingAmended(let payload): payload
        case .filingWithdrawn(let payload): payload
        case .preEvaluated(let payload): payload
        case .transferCompared(let payload): payload
        case .specificItemApplied(let payload): payload
        case .specificItemApproved(let payload): payload
        case .specificItemRefused(let payload): payload
        case .specificItemEnded(let payload): payload
        case .accountCredited(let payload): payload
        case .accountWithdrawn(let payload): payload
        case .accountSpendingRequested(let payload): payload
        case .accountSpent(let payload): payload
        case .accountSpendingRefused(let payload): payload
        case .accountReversed(let payload): payload
        case .admitted(let payload): payload
        case .dayBilled(let payload): payload
        case .discharged(let payload): payload
        case .billSettled(let payload): payload
        case .billCorrected(let payload): payload
        case .admissionDeclared(let payload): payload
        case .admissionClosed(let payload): payload
        case .claimSubmitted(let payload): payload
        case .documentAttached(let payload): payload
        case .claimReturned(let payload): payload
        case .claimCompleted(let payload): payload
        case .claimAccepted(let payload): payload
        case .claimAdjudicated(let payload): payload
        case .claimApproved(let payload): payload
        case .claimRefused(let payload): payload
        case .claimRestored(let payload): payload
        case .invoiceClaimed(let payload): payload
        case .lineExcluded(let payload): payload
        case .exclusionLifted(let payload): payload
        case .reviewDrawn(let payload): payload
        case .reviewConcluded(let payload): payload
        case .referredToPolice(let payload): payload
        case .auditOrdered(let payload): payload
        case .siteVisited(let payload): payload
        case .operationInspected(let payload): payload
        case .photographTaken(let payload): payload
        case .auditConcluded(let payload): payload
        case .historyVerified(let payload): payload
        case .paymentOrdered(let payload): payload
        case .paymentHeld(let payload): payload
        case .paymentReleased(let payload): payload
        case .paymentMade(let payload): payload
        case .paymentFailed(let payload): payload
        case .paymentReversed(let payload): payload
        case .advanceGranted(let payload): payload
        case .recoveryDemanded(let payload): payload
        case .recoveryReceived(let payload): payload
        case .recoveryRefunded(let payload): payload
        case .recoveryWrittenOff(let payload): payload
        case .settlementRequested(let payload): payload
        case .settlementPriced(let payload): payload
        case .settlementDeclined(let payload): payload
        case .settlementConfirmed(let payload): payload
        case .settlementRecorded(let payload): payload
        case .settlementUndone(let payload): payload
        case .settlementReversalRequested(let payload): payload
        case .settlementReversed(let payload): payload
        case .settlementReversalRefused(let payload): payload
        case .reserveOpened(let payload): payload
        case .reservePaid(let payload): payload
        case .reserveReturned(let payload): payload
        case .reserveUsed(let payload): payload
        case .clearingOpened(let payload): payload
        case .clearingAcknowledged(let payload): payload
        case .clearingConfirmed(let payload): payload
        case .clearingDisputed(let payload): payload
        case .clearingLineAnswered(let payload): payload
        case .clearingPaid(let payload): payload
        case .clearingReceived(let payload): payload
        case .disputeOpened(let payload): payload
        case .disputeNotified(let payload): payload
        case .disputeRejected(let payload): payload
        case .statementFiled(let payload): payload
        case .inquirySent(let payload): payload
        case .inquiryAnswered(let payload): payload
        case .disputeSettled(let payload): payload
        case .consequenceCarriedOut(let payload): payload
        case .disputeAppealed(let payload): payload
        case .appealDecided(let payload): payload
        case .disputeWithdrawn(let payload): payload
        case .feedbackGiven(let payload): payload
        case .objectionFiled(let payload): payload
        case .objectionDecided(let payload): payload
        case .corrected(let payload): payload
        case .annulled(let payload): payload
        case .disclosed(let payload): payload
        case .received(let payload): payload
        case .policyPublished(let payload): payload
        case .cataloguePublished(let payload): payload
        case .partyAdmitted(let payload): payload
        case .partyAmended(let payload): payload
        case .keyRotated(let payload): payload
        case .keyRevoked(let payload): payload
        case .partySuspended(let payload): payload
        case .partyReinstated(let payload): payload
        case .logEnded(let payload): payload
        case .logContinued(let payload): payload
        case .claimImported(let payload): payload
        case .explanationImported(let payload): payload
        case nil: nil
        }
    }
}
