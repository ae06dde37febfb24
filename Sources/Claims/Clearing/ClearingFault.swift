import SwiftProtobuf

/// What is wrong with a line of an agency's list.
public enum ClearingFault: Sendable, Hashable {
    /// The center holds no settlement of that name.
    case noSettlement(String)
    /// The settlement names another agency: whose, and of what amount, this one may not read.
    case otherAgency
    /// The entry moved no money in the settlement.
    case movedNothing(EntryReference, String)
    /// The entry broke a rule, and its money stands in suspense.
    case inSuspense(EntryReference)
    case otherAmount(listed: Int64, recorded: Int64)
    /// The movement is of a day that a clearing of this month does not list.
    case otherMonth(String, listedIn: String)
    /// Another clearing of the two has confirmed it.
    case taken(EntryReference, by: String)

    /// The rule that the line breaks.
    public var rule: Refusal.Rule {
        if case .taken = self { .lineListedTwice } else { .lineDiffers }
    }

    /// What is wrong, in one sentence of what center and agency both may read.
    public var sentence: String {
        func name(_ entry: EntryReference) -> String { "Entry \(entry.number) of \(entry.origin)" }
        return switch self {
        case .noSettlement(let stream): "The center holds no settlement \(stream)."
        case .otherAgency: "The settlement is another agency's."
        case .movedNothing(let entry, let stream): "\(name(entry)) moved nothing in \(stream)."
        case .inSuspense(let entry): "\(name(entry)) broke a rule, and stands in suspense."
        case .otherAmount(let listed, let recorded): "\(listed.yuan) is listed, and \(recorded.yuan) was recorded."
        case .otherMonth(let day, let month):
            "It is of \(day), and the clearing of \(month) lists that month and the three before it."
        case .taken(let entry, let clearing): "\(name(entry)) is confirmed in \(clearing)."
        }
    }

    /// The ground on which the center disputes the line: the rule's number, and what is wrong with this line.
    public var ground: Ground {
        .with {
            $0.number = UInt32(rule.number)
            $0.text = sentence
        }
    }

    /// Why the line, by its number in the list, is not confirmed.
    public func refusal(ofLine number: UInt32) -> Refusal { Refusal(rule, "Line \(number): \(sentence)") }
}
