public import SwiftProtobuf

/// The type of an event: the number of its field in `Event.kind`, which the entry's header carries.
public struct EventType: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static func < (a: EventType, b: EventType) -> Bool { a.rawValue < b.rawValue }

    /// The message's name, as `ClaimSubmitted`; `type 12345` if this module does not know the number.
    public var description: String { name ?? "type \(rawValue)" }

    /// Reads a message's name.
    public init?(name: String) {
        guard let found = EventType.known.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// The name of the type's field in the JSON form of an `Event`, as `claimSubmitted`.
    public var jsonName: String? { name.map { $0.prefix(1).lowercased() + $0.dropFirst() } }
}

extension EventType {
    public static let personRegistered = EventType(rawValue: 10)
    public static let personCorrected = EventType(rawValue: 11)
    public static let cardReplaced = EventType(rawValue: 12)
    public static let cardLocked = EventType(rawValue: 13)
    public static let institutionDesignated = EventType(rawValue: 30)
    public static let applicationSubmitted = EventType(rawValue: 50)
    public static let formStamped = EventType(rawValue: 51)
    public static let recordFiled = EventType(rawValue: 52)
    public static let filingRefused = EventType(rawValue: 53)
    public static let filingAmended = EventType(rawValue: 54)
    public static let filingWithdrawn = EventType(rawValue: 55)
    public static let admitted = EventType(rawValue: 100)
    public static let dayBilled = EventType(rawValue: 101)
    public static let discharged = EventType(rawValue: 102)
    public static let billSettled = EventType(rawValue: 103)
    public static let billCorrected = EventType(rawValue: 104)
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
    public static let referredToPolice = EventType(rawValue: 160)
    public static let paymentOrdered = EventType(rawValue: 200)
    public static let paymentHeld = EventType(rawValue: 201)
    public static let paymentReleased = EventType(rawValue: 202)
    public static let paymentMade = EventType(rawValue: 203)
    public static let paymentFailed = EventType(rawValue: 204)
    public static let paymentReversed = EventType(rawValue: 205)
    public static let corrected = EventType(rawValue: 330)
    public static let annulled = EventType(rawValue: 331)
    public static let disclosed = EventType(rawValue: 332)
    public static let received = EventType(rawValue: 333)
    public static let policyPublished = EventType(rawValue: 350)
    public static let claimImported = EventType(rawValue: 401)
    public static let explanationImported = EventType(rawValue: 402)

    /// Every type that this module knows, ascending.
    public static let known: [EventType] = [
        .personRegistered, .personCorrected, .cardReplaced, .cardLocked, .institutionDesignated,
        .applicationSubmitted, .formStamped, .recordFiled, .filingRefused, .filingAmended, .filingWithdrawn,
        .admitted, .dayBilled, .discharged, .billSettled, .billCorrected, .claimSubmitted, .documentAttached,
        .claimReturned, .claimCompleted, .claimAccepted, .claimAdjudicated, .claimApproved, .claimRefused,
        .claimRestored, .invoiceClaimed, .referredToPolice, .paymentOrdered, .paymentHeld, .paymentReleased,
        .paymentMade, .paymentFailed, .paymentReversed, .corrected, .annulled, .disclosed, .received,
        .policyPublished, .claimImported, .explanationImported,
    ]

    /// The message's name, as `ClaimSubmitted`; `nil` if this module does not know the number.
    public var name: String? {
        switch self {
        case .personRegistered: "PersonRegistered"
        case .personCorrected: "PersonCorrected"
        case .cardReplaced: "CardReplaced"
        case .cardLocked: "CardLocked"
        case .institutionDesignated: "InstitutionDesignated"
        case .applicationSubmitted: "ApplicationSubmitted"
        case .formStamped: "FormStamped"
        case .recordFiled: "RecordFiled"
        case .filingRefused: "FilingRefused"
        case .filingAmended: "FilingAmended"
        case .filingWithdrawn: "FilingWithdrawn"
        case .admitted: "Admitted"
        case .dayBilled: "DayBilled"
        case .discharged: "Discharged"
        case .billSettled: "BillSettled"
        case .billCorrected: "BillCorrected"
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
        case .referredToPolice: "ReferredToPolice"
        case .paymentOrdered: "PaymentOrdered"
        case .paymentHeld: "PaymentHeld"
        case .paymentReleased: "PaymentReleased"
        case .paymentMade: "PaymentMade"
        case .paymentFailed: "PaymentFailed"
        case .paymentReversed: "PaymentReversed"
        case .corrected: "Corrected"
        case .annulled: "Annulled"
        case .disclosed: "Disclosed"
        case .received: "Received"
        case .policyPublished: "PolicyPublished"
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
        case .institutionDesignated: .institutionDesignated
        case .applicationSubmitted: .applicationSubmitted
        case .formStamped: .formStamped
        case .recordFiled: .recordFiled
        case .filingRefused: .filingRefused
        case .filingAmended: .filingAmended
        case .filingWithdrawn: .filingWithdrawn
        case .admitted: .admitted
        case .dayBilled: .dayBilled
        case .discharged: .discharged
        case .billSettled: .billSettled
        case .billCorrected: .billCorrected
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
        case .referredToPolice: .referredToPolice
        case .paymentOrdered: .paymentOrdered
        case .paymentHeld: .paymentHeld
        case .paymentReleased: .paymentReleased
        case .paymentMade: .paymentMade
        case .paymentFailed: .paymentFailed
        case .paymentReversed: .paymentReversed
        case .corrected: .corrected
        case .annulled: .annulled
        case .disclosed: .disclosed
        case .received: .received
        case .policyPublished: .policyPublished
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
        case .institutionDesignated(let payload): payload
        case .applicationSubmitted(let payload): payload
        case .formStamped(let payload): payload
        case .recordFiled(let payload): payload
        case .filingRefused(let payload): payload
        case .filingAmended(let payload): payload
        case .filingWithdrawn(let payload): payload
        case .admitted(let payload): payload
        case .dayBilled(let payload): payload
        case .discharged(let payload): payload
        case .billSettled(let payload): payload
        case .billCorrected(let payload): payload
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
        case .referredToPolice(let payload): payload
        case .paymentOrdered(let payload): payload
        case .paymentHeld(let payload): payload
        case .paymentReleased(let payload): payload
        case .paymentMade(let payload): payload
        case .paymentFailed(let payload): payload
        case .paymentReversed(let payload): payload
        case .corrected(let payload): payload
        case .annulled(let payload): payload
        case .disclosed(let payload): payload
        case .received(let payload): payload
        case .policyPublished(let payload): payload
        case .claimImported(let payload): payload
        case .explanationImported(let payload): payload
        case nil: nil
        }
    }
}
