extension Policy {
    /// A number of a policy as it is written: `300`, `80%`, `5% of averageWage`, `75% + 0.2% × age`,
    /// `20% of total, at least 2000, at most 10000`.
    public struct Formula: Sendable, Equatable {
        public let text: String
        public let expression: Expression
        public let place: Place

        /// Equal are formulas that calculate the same, wherever and however they are written.
        public static func == (a: Formula, b: Formula) -> Bool { a.expression == b.expression }

        init(text: String, expression: Expression, place: Place) {
            self.text = text
            self.expression = expression
            self.place = place
        }

        /// An amount of fen, as a formula.
        public init(fen: Int64, place: Place = Place()) {
            let yuan = Exact(fen: fen)
            self.init(text: yuan.amountText, expression: .number(yuan, isPercent: false), place: place)
        }

        /// Whether the formula is one number and nothing else, and which.
        public var literal: (number: Exact, isPercent: Bool)? {
            switch expression {
            case .number(let number, let isPercent): return (number, isPercent)
            case .negated(.number(let number, let isPercent)):
                guard let negative = try? number.negated() else { return nil }
                return (negative, isPercent)
            default: return nil
            }
        }

        /// The names that the formula uses, each once, in order.
        public var names: [String] {
            var found: [String] = []
            expression.visit { part in
                if case .name(let name) = part, !found.contains(name) { found.append(name) }
            }
            return found
        }

        /// The item classes that the formula asks for.
        public var classNames: [String] {
            var found: [String] = []
            expression.visit { part in
                if case .inClass(let name) = part, !found.contains(name) { found.append(name) }
            }
            return found
        }
    }

    /// What a formula calculates.
    public indirect enum Expression: Sendable, Equatable {
        case number(Exact, isPercent: Bool)
        case name(String)
        /// What of an item class is in scope.
        case inClass(String)
        case negated(Expression)
        case binary(Operator, Expression, Expression)
        case least([Expression])
        case greatest([Expression])
        /// To a multiple.
        case rounded(Expression, to: Expression, Rounding.Mode)

        public enum Operator: String, Sendable {
            case add = "+"
            case subtract = "−"
            case multiply = "×"
            case divide = "÷"

            var binding: Int { self == .add || self == .subtract ? 1 : 2 }
        }

        func visit(_ body: (Expression) -> Void) {
            body(self)
            switch self {
            case .number, .name, .inClass: break
            case .negated(let part): part.visit(body)
            case .binary(_, let left, let right), .rounded(let left, to: let right, _):
                left.visit(body)
                right.visit(body)
            case .least(let parts), .greatest(let parts):
                for part in parts { part.visit(body) }
            }
        }
    }
}
