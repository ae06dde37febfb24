extension Policy.Formula {
    /// Reads a formula.
    ///
    ///     formula = sum { ["," ] ("at least" | "at most") sum }
    ///     sum     = product { ("+" | "-") product }
    ///     product = factor { ("*" | "×" | "x" | "of" | "/" | "÷") factor }
    ///     factor  = number ["%"] | name | ("min" | "max") "(" formula { "," formula } ")"
    ///             | ("round" | "roundDown" | "roundUp") "(" formula "," formula ")"
    ///             | "inClass" "(" class ")" | name "(" fund ")" | "(" formula ")" | "-" factor
    ///
    /// - Parameters:
    ///   - text: at most 1,000 characters.
    ///   - place: where the text begins, for errors.
    /// - Throws: `SettlementError.Code.badFormula` with the place of the first character that does not fit.
    public init(parsing text: String, at place: Policy.Place = Policy.Place()) throws(SettlementError) {
        var parser = FormulaParser(text: text, place: place)
        let expression = try parser.whole()
        self.init(text: text, expression: expression, place: place)
    }

    /// Words that formulas use themselves, so that no value or fact may have them as its name.
    public static let reservedWords: Set<String> = [
        "of", "at", "least", "most", "x", "min", "max", "round", "roundDown", "roundUp", "inClass",
    ]

    /// Whether a text can stand in a formula as a name.
    public static func isName(_ text: String) -> Bool {
        guard let first = text.first, FormulaParser.beginsName(first), !reservedWords.contains(text) else {
            return false
        }
        return text.allSatisfy(FormulaParser.continuesName)
    }
}

private struct FormulaParser {
    typealias Expression = Policy.Expression

    private let characters: [Character]
    private let place: Policy.Place
    private var next = 0
    private var depth = 0

    init(text: String, place: Policy.Place) {
        characters = Array(text)
        self.place = place
    }

    static func beginsName(_ character: Character) -> Bool { character.isLetter || character == "_" }
    static func continuesName(_ character: Character) -> Bool {
        beginsName(character) || ("0"..."9").contains(character)
    }

    mutating func whole() throws(SettlementError) -> Expression {
        guard characters.count <= 1000 else { throw refused("the formula has more than 1,000 characters") }
        let expression = try formula()
        skipSpace()
        guard next == characters.count else {
            throw refused("\"\(characters[next])\" does not fit here")
        }
        return expression
    }

    private mutating func formula() throws(SettlementError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 40 else { throw refused("the formula is nested more than 40 deep") }
        var expression = try sum()
        while let bound = takeBound() {
            let limit = try sum()
            expression = bound == .least ? .greatest([expression, limit]) : .least([expression, limit])
        }
        return expression
    }

    private enum Bound { case least, most }

    private mutating func takeBound() -> Bound? {
        let start = next
        _ = take(",")
        if takeWord("at") {
            if takeWord("least") { return .least }
            if takeWord("most") { return .most }
        }
        next = start
        return nil
    }

    private mutating func sum() throws(SettlementError) -> Expression {
        var expression = try product()
        while true {
            if take("+") {
                expression = .binary(.add, expression, try product())
            } else if take("-") || take("−") {
                expression = .binary(.subtract, expression, try product())
            } else {
                return expression
            }
        }
    }

    private mutating func product() throws(SettlementError) -> Expression {
        var expression = try factor()
        while true {
            if take("*") || take("×") || takeWord("x") || takeWord("of") {
                expression = .binary(.multiply, expression, try factor())
            } else if take("/") || take("÷") {
                expression = .binary(.divide, expression, try factor())
            } else {
                return expression
            }
        }
    }

    private mutating func factor() throws(SettlementError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 40 else { throw refused("the formula is nested more than 40 deep") }
        if take("-") || take("−") { return .negated(try factor()) }
        if take("(") {
            let inner = try formula()
            guard take(")") else { throw refused("a closing \")\" is missing") }
            return inner
        }
        skipSpace()
        guard next < characters.count else { throw refused("a number or a name is missing") }
        if ("0"..."9").contains(characters[next]) { return try number() }
        guard Self.beginsName(characters[next]) else {
            throw refused("\"\(characters[next])\" stands where a number or a name is expected")
        }
        return try named()
    }

    private mutating func number() throws(SettlementError) -> Expression {
        let start = next
        while next < characters.count, ("0"..."9").contains(characters[next]) || characters[next] == "." { next += 1 }
        let text = String(characters[start..<next])
        guard let number = Exact(decimal: text) else {
            throw refused("\"\(text)\" is not a decimal number", at: start)
        }
        guard
            next == characters.count || !Self.beginsName(characters[next]) || (isWord("x") && text != "0")
                || isWord("of")
        else {
            throw refused("a number runs into \"\(characters[next])\"")
        }
        if take("%") || take("％") {
            guard let rate = try? number / .hundred else { throw refused("\"\(text)%\" is too fine", at: start) }
            return .number(rate, isPercent: true)
        }
        return .number(number, isPercent: false)
    }

    private mutating func named() throws(SettlementError) -> Expression {
        let start = next
        while next < characters.count, Self.continuesName(characters[next]) { next += 1 }
        let name = String(characters[start..<next])
        switch name {
        case "min": return .least(try arguments(of: name))
        case "max": return .greatest(try arguments(of: name))
        case "round", "roundDown", "roundUp":
            let parts = try arguments(of: name)
            guard parts.count == 2 else {
                throw refused("\(name) needs two arguments, as in \(name)(age, 10)", at: start)
            }
            return .rounded(
                parts[0], to: parts[1], name == "round" ? .halfUp : (name == "roundUp" ? .up : .down))
        case "inClass": return .inClass(try className())
        case _ where Policy.Formula.reservedWords.contains(name):
            throw refused("\"\(name)\" stands where a number or a name is expected", at: start)
        case _ where Policy.ofFundNames.contains(name) && next < characters.count && characters[next] == "(":
            return .name(Policy.ofFund(name, try ofFund(name)))
        default: return .name(name)
        }
    }

    private mutating func ofFund(_ name: String) throws(SettlementError) -> String {
        _ = take("(")
        let start = next
        while next < characters.count, Self.continuesName(characters[next]) { next += 1 }
        let fund = String(characters[start..<next])
        guard Policy.Formula.isName(fund), take(")") else {
            throw refused("\(name)(…) needs the name of a fund, as in \(name)(pooledFund)", at: start)
        }
        return fund
    }

    private mutating func arguments(of name: String) throws(SettlementError) -> [Expression] {
        guard take("(") else { throw refused("\"(\" must follow \(name)") }
        var parts = [try formula()]
        while take(",") { parts.append(try formula()) }
        guard take(")") else { throw refused("a closing \")\" is missing after \(name)(…") }
        return parts
    }

    private mutating func className() throws(SettlementError) -> String {
        guard take("(") else { throw refused("\"(\" must follow inClass") }
        let start = next
        while next < characters.count, characters[next] != ")" { next += 1 }
        let name = String(characters[start..<next])
        guard take(")"), !Policy.normalised(name).isEmpty else {
            throw refused("inClass needs the name of an item class, as in inClass(B)", at: start)
        }
        return name
    }

    // MARK: Characters

    private mutating func skipSpace() {
        while next < characters.count, characters[next].isWhitespace { next += 1 }
    }

    private mutating func take(_ character: Character) -> Bool {
        let start = next
        skipSpace()
        if next < characters.count, characters[next] == character {
            next += 1
            skipSpace()
            return true
        }
        next = start
        return false
    }

    private func isWord(_ word: String) -> Bool {
        let end = next + word.count
        guard end <= characters.count, String(characters[next..<end]) == word else { return false }
        // "2x3" multiplies; "2xy" does not.
        return end == characters.count || !Self.beginsName(characters[end])
    }

    private mutating func takeWord(_ word: String) -> Bool {
        let start = next
        skipSpace()
        if isWord(word) {
            next += word.count
            skipSpace()
            return true
        }
        next = start
        return false
    }

    private func refused(_ message: String, at offset: Int? = nil) -> SettlementError {
        var place = place
        let fault = offset ?? characters[next...].firstIndex { !$0.isWhitespace } ?? characters.count
        if place.line > 0 { place.column += fault }
        return SettlementError(
            .badFormula, message,
            remedy: "A formula is made of numbers (300, 80%), names, + - × / ( ), min, max, \"at least\", \"at most\".",
            place: place)
    }
}
