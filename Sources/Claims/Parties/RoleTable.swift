/// Who may record what, where. The one table that `propose`, the fold, the API and the documentation use.
public enum RoleTable {
    /// What an event does in its stream.
    public enum Nature: String, Sendable {
        /// The stream's decider decides; if it breaks a rule it has no effect.
        case decision
        /// The decider states what happened to money; if it breaks a rule its money stands in suspense.
        case fact
        /// A party reports, asks or answers; the decider may do it for those who are no members.
        case report
    }

    /// What may undo an entry.
    public enum Undoing: String, Sendable {
        /// `Corrected` or `Annulled`.
        case correctable
        /// `Annulled` only.
        case annullable
        /// Neither: an event of its own undoes it, or nothing does.
        case never
    }

    /// One row: a type of event, the kinds of stream in which it stands, and the roles that may record it.
    public struct Row: Sendable {
        public let type: EventType
        public let kinds: [StreamKind]
        public let roles: [Role]
        public let nature: Nature
        public let undoing: Undoing

        init(_ type: EventType, _ kinds: [StreamKind], _ roles: [Role], _ nature: Nature, _ undoing: Undoing) {
            self.type = type
            self.kinds = kinds
            self.roles = roles
            self.nature = nature
            self.undoing = undoing
        }
    }

    /// Every row, by type.
    public static let rows: [Row] = [
        Row(.personRegistered, [.person], [.center], .decision, .correctable),
        Row(.personCorrected, [.person], [.center], .decision, .correctable),
        Row(.cardReplaced, [.person], [.center], .decision, .correctable),
        Row(.cardLocked, [.person], [.center], .decision, .correctable),
        Row(.personMerged, [.person], [.center], .decision, .annullable),
        Row(.personUnmerged, [.person], [.center], .decision, .never),
        Row(.personDied, [.person], [.center], .decision, .correctable),

        Row(.institutionDesignated, [.institution], [.center], .decision, .correctable),
        Row(.designationEnded, [.institution], [.center], .decision, .correctable),

        Row(.applicationSubmitted, [.filing], [.unit, .center], .report, .correctable),
        Row(.formStamped, [.filing], [.hospital, .center], .report, .correctable),
        Row(.recordFiled, [.filing], [.center], .decision, .annullable),
        Row(.filingRefused, [.filing], [.center], .decision, .annullable),
        Row(.filingAmended, [.filing], [.center], .decision, .annullable),
        Row(.filingWithdrawn, [.filing], [.unit, .center], .report, .annullable),
        Row(.preEvaluated, [.filing], [.center], .decision, .correctable),
        Row(.transferCompared, [.filing], [.center], .decision, .correctable),

        Row(.specificItemApplied, [.item], [.unit, .center], .report, .correctable),
        Row(.specificItemApproved, [.item], [.center], .decision, .annullable),
        Row(.specificItemRefused, [.item], [.center], .decision, .annullable),
        Row(.specificItemEnded, [.item], [.center], .decision, .annullable),

        Row(.accountCredited, [.account], [.center], .decision, .never),
        Row(.accountWithdrawn, [.account], [.center], .fact, .never),
        Row(.accountSpendingRequested, [.account], [.hospital, .pharmacy, .center], .report, .never),
        Row(.accountSpent, [.account], [.center], .decision, .never),
        Row(.accountSpendingRefused, [.account], [.center], .decision, .never),
        Row(.accountReversed, [.account], [.center], .decision, .never),

        Row(.admitted, [.stay], [.hospital, .pharmacy], .decision, .correctable),
        Row(.dayBilled, [.stay], [.hospital, .pharmacy], .decision, .correctable),
        Row(.discharged, [.stay], [.hospital, .pharmacy], .decision, .correctable),
        Row(.billSettled, [.stay], [.hospital, .pharmacy], .decision, .correctable),
        Row(.billCorrected, [.stay], [.hospital, .pharmacy], .decision, .correctable),

        Row(.admissionDeclared, [.admission], [.hospital, .unit, .center], .report, .correctable),
        Row(.admissionClosed, [.admission], [.hospital, .unit, .center], .report, .correctable),

        Row(.claimSubmitted, [.claim], [.unit, .center], .report, .correctable),
        Row(.documentAttached, [.claim], [.unit, .hospital, .center], .report, .correctable),
        Row(.claimReturned, [.claim], [.center], .decision, .annullable),
        Row(.claimCompleted, [.claim], [.unit, .center], .report, .annullable),
        Row(.claimAccepted, [.claim], [.center], .decision, .annullable),
        Row(.claimAdjudicated, [.claim], [.center], .decision, .never),
        Row(.claimApproved, [.claim], [.center], .decision, .annullable),
        Row(.claimRefused, [.claim], [.center], .decision, .never),
        Row(.claimRestored, [.claim], [.center], .decision, .never),
        Row(.invoiceClaimed, [.invoice], [.center], .decision, .annullable),
        Row(.lineExcluded, [.claim], [.center], .decision, .annullable),
        Row(.exclusionLifted, [.claim], [.center], .decision, .annullable),
        Row(.reviewDrawn, [.review], [.center], .decision, .never),
        Row(.reviewConcluded, [.review], [.center], .decision, .correctable),
        Row(.referredToPolice, [.claim], [.center], .decision, .correctable),

        Row(.auditOrdered, [.audit], [.center], .decision, .correctable),
        Row(.siteVisited, [.audit], [.center], .decision, .correctable),
        Row(.operationInspected, [.audit], [.center], .decision, .correctable),
        Row(.photographTaken, [.audit], [.center], .decision, .correctable),
        Row(.auditConcluded, [.audit], [.center], .decision, .annullable),

        Row(.historyVerified, [.history], [.center], .decision, .correctable),

        Row(.paymentOrdered, [.claim], [.center], .decision, .never),
        Row(.paymentHeld, [.claim], [.center], .decision, .never),
        Row(.paymentReleased, [.claim], [.center], .decision, .never),
        Row(.paymentMade, [.claim], [.center], .fact, .never),
        Row(.paymentFailed, [.claim], [.center], .decision, .never),
        Row(.paymentReversed, [.claim], [.center], .fact, .never),
        Row(.advanceGranted, [.claim], [.center], .decision, .annullable),
        Row(.recoveryDemanded, [.claim], [.center], .decision, .annullable),
        Row(.recoveryReceived, [.claim], [.center], .fact, .never),
        Row(.recoveryRefunded, [.claim], [.center], .fact, .never),
        Row(.recoveryWrittenOff, [.claim], [.center], .decision, .never),

        Row(.settlementRequested, [.settlement], [.hospital, .pharmacy], .report, .never),
        Row(.settlementPriced, [.settlement], [.center], .decision, .never),
        Row(.settlementDeclined, [.settlement], [.center], .decision, .never),
        Row(.settlementConfirmed, [.settlement], [.hospital, .pharmacy], .report, .never),
        Row(.settlementRecorded, [.settlement], [.center], .fact, .never),
        Row(.settlementUndone, [.settlement], [.hospital, .pharmacy], .report, .never),
        Row(.settlementReversalRequested, [.settlement], [.hospital, .pharmacy], .report, .never),
        Row(.settlementReversed, [.settlement], [.center], .fact, .never),
        Row(.settlementReversalRefused, [.settlement], [.center], .decision, .never),

        Row(.reserveOpened, [.reserve], [.center], .decision, .never),
        Row(.reservePaid, [.reserve], [.center], .fact, .never),
        Row(.reserveReturned, [.reserve], [.center], .fact, .never),
        Row(.reserveUsed, [.reserve], [.center], .decision, .never),
        Row(.clearingOpened, [.clearing], [.agency], .report, .never),
        Row(.clearingAcknowledged, [.clearing], [.center], .decision, .never),
        Row(.clearingConfirmed, [.clearing], [.center], .decision, .never),
        Row(.clearingDisputed, [.clearing], [.center], .decision, .never),
        Row(.clearingLineAnswered, [.clearing], [.agency], .report, .never),
        Row(.clearingPaid, [.clearing], [.center], .fact, .never),
        Row(.clearingReceived, [.clearing], [.agency], .report, .never),
        Row(.disputeOpened, [.dispute], sides, .report, .never),
        Row(.disputeNotified, [.dispute], [.arbiter], .decision, .never),
        Row(.disputeRejected, [.dispute], [.arbiter], .decision, .never),
        Row(.statementFiled, [.dispute], sides, .report, .never),
        Row(.inquirySent, [.dispute], [.arbiter, .center], .report, .never),
        Row(.inquiryAnswered, [.dispute], [.hospital, .pharmacy, .arbiter, .center], .report, .never),
        Row(.disputeSettled, [.dispute], [.arbiter], .decision, .never),
        Row(.consequenceCarriedOut, [.dispute], sides, .report, .never),
        Row(.disputeAppealed, [.dispute], sides, .report, .never),
        Row(.appealDecided, [.dispute], [.arbiter], .decision, .never),
        Row(.disputeWithdrawn, [.dispute], sides, .report, .never),

        Row(.feedbackGiven, [.claim], [.center], .decision, .correctable),
        Row(.objectionFiled, [.claim], [.unit, .center], .report, .correctable),
        Row(.objectionDecided, [.claim], [.center], .decision, .annullable),

        Row(.corrected, StreamKind.allCases, Role.allCases, .report, .never),
        Row(.annulled, StreamKind.allCases, Role.allCases, .report, .never),
        Row(.disclosed, StreamKind.allCases, Role.allCases, .report, .never),
        Row(.received, StreamKind.allCases, Role.allCases, .report, .never),

        Row(.policyPublished, [.policy], [.center, .arbiter], .decision, .annullable),
        Row(.cataloguePublished, [.catalogue], [.center], .decision, .annullable),

        Row(.partyAdmitted, [.party], [.registrar], .decision, .never),
        Row(.partyAmended, [.party], [.registrar], .decision, .never),
        Row(.keyRotated, [.party], [.registrar], .decision, .never),
        Row(.keyRevoked, [.party], [.registrar], .decision, .never),
        Row(.partySuspended, [.party], [.registrar], .decision, .never),
        Row(.partyReinstated, [.party], [.registrar], .decision, .never),
        Row(.logEnded, [.party], [.registrar], .decision, .never),
        Row(.logContinued, [.party], Role.allCases, .report, .never),

        Row(.claimImported, [.fhirClaim], [.center], .decision, .annullable),
        Row(.explanationImported, [.fhirExplanation], [.center], .decision, .annullable),
    ]

    /// Those who may be a side of a dispute.
    private static let sides: [Role] = [.center, .agency, .hospital, .pharmacy, .unit]

    private static let byType: [EventType: Row] = Dictionary(uniqueKeysWithValues: rows.map { ($0.type, $0) })

    /// The row of a type.
    /// - Throws: ``Refusal/Rule/unknownEventType``.
    public static func row(_ type: EventType) throws(Refusal) -> Row {
        guard let row = byType[type] else {
            throw Refusal(.unknownEventType, "\(type) is no type of event that this program knows.")
        }
        return row
    }

    /// Checks that a party may record a type of event in a stream.
    /// - Throws: ``Refusal/Rule/unknownEventType``, ``Refusal/Rule/eventDoesNotBelong``, ``Refusal/Rule/roleMayNot`` or
    ///   ``Refusal/Rule/notTheDecider``.
    /// - Returns: The row that allows it.
    @discardableResult
    public static func check(
        _ type: EventType, in stream: StreamAddress, by party: Party
    ) throws(Refusal) -> Row {
        let row = try row(type)
        guard row.kinds.contains(stream.kind) else {
            let kinds = row.kinds.map(\.rawValue).joined(separator: ", ")
            throw Refusal(.eventDoesNotBelong, "\(type) stands in streams of kind \(kinds), not in \(stream).")
        }
        guard row.roles.contains(party.role) else {
            let roles = row.roles.map(\.rawValue).joined(separator: ", ")
            throw Refusal(.roleMayNot, "\(type) is recorded by \(roles), not by \(party).")
        }
        // Where the decider's role may record it, no other party of that role may.
        let decides = row.nature != .report || stream.decider.role == party.role
        guard !decides || stream.decider == party || isForEveryone(row) else {
            throw Refusal(.notTheDecider, "\(stream.decider), not \(party), decides in \(stream).")
        }
        return row
    }

    /// Rows that every party may use about its own entries.
    private static func isForEveryone(_ row: Row) -> Bool { row.roles.count == Role.allCases.count }
}
