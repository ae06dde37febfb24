public import Claims

/// Catalogues as a person writes them: YAML, described in `Docs/policies.md`.
public enum CatalogueFile {
    /// Reads a catalogue.
    ///
    /// - Throws: all mistakes found, each with line, column and remedy; among them an item that stands twice.
    /// - Complexity: linear in the text.
    public static func parse(_ text: String) throws(Mistakes) -> Catalogue {
        let tree = try Tree.read(text)
        let reading = Reading()
        let catalogue = reading.catalogue(tree)
        return try reading.finished(catalogue)
    }

    static let keys = ["catalogue", "title", "place", "source", "note", "version", "effective", "items"]
    static let itemKeys = ["code", "name", "class", "ceiling", "usual", "firstSelfPay", "unit", "note"]
}

extension Reading {
    fileprivate func catalogue(_ tree: Tree) -> Catalogue? {
        guard case .mapping = tree.content else {
            mistake(
                tree, "", "\(tree.kindName) stands where keys are expected",
                "Begin with `catalogue: NAME`, and `items:`.")
            return nil
        }
        let fields = fields(tree, "", known: CatalogueFile.keys)
        if fields["catalogue"] == nil {
            missing(fields, tree, "the catalogue has no name", "Begin with `catalogue: NAME`.")
        }
        var items: [Catalogue.Item] = []
        var seen: [String: Int] = [:]
        if let list = fields["items"] {
            for (index, part) in self.list(list, "items").enumerated() {
                guard let item = item(part, "items[\(index + 1)]") else { continue }
                // A code makes an item; without one, its name does.
                let key = item.code.isEmpty ? "name \(Policy.normalised(item.name))" : Policy.normalised(item.code)
                if let first = seen.updateValue(part.place.line, forKey: key) {
                    mistake(
                        part, "items[\(index + 1)]",
                        "\"\(item.code.isEmpty ? item.name : item.code)\" stands on line \(first) already",
                        "Keep one of them.")
                }
                items.append(item)
            }
            if items.isEmpty, mistakes.isEmpty {
                mistake(list, "items", "the catalogue has no items", "Write `- {code: …, name: …, class: A}`.")
            }
        } else {
            missing(fields, tree, "the catalogue has no items", "Write `items:`, and below it one line for each.")
        }
        let period = fields.read("effective", effectivePeriod)
        return Catalogue(
            name: fields.read("catalogue", text) ?? "", version: fields.read("version", text) ?? "",
            title: fields.read("title", text) ?? "", source: fields.read("source", text) ?? "",
            effectiveFrom: period?.from, effectiveTo: period?.to, items: items)
    }

    /// The period of `effective: {from: …, to: …}`.
    func effectivePeriod(_ tree: Tree, _ path: String) -> (from: CalendarDate?, to: CalendarDate?)? {
        let fields = fields(tree, path, known: ["from", "to"])
        let from = fields.read("from", calendarDay)
        let to = fields.read("to", calendarDay)
        if let from, let to, to < from {
            mistake(tree, path, "the last day \(to) is before the first \(from)", "Correct the dates.")
        }
        return (from, to)
    }

    func calendarDay(_ tree: Tree, _ path: String) -> CalendarDate? {
        day(tree, path).flatMap { CalendarDate($0.description) }
    }

    private func item(_ tree: Tree, _ path: String) -> Catalogue.Item? {
        let fields = fields(tree, path, known: CatalogueFile.itemKeys)
        guard let name = fields["name"] else {
            missing(fields, tree, "the item has no name", "Write `name: …`.")
            return nil
        }
        guard let written = fields["class"] else {
            missing(fields, tree, "the item has no class", "Write `class: A`, B or C.")
            return nil
        }
        guard let name = text(name, fields.path("name")), let itemClass = itemClass(written, fields.path("class"))
        else { return nil }
        var item = Catalogue.Item(name: name, itemClass: itemClass, place: tree.place)
        // A code may be left empty, as a table of a printed catalogue leaves it.
        if let code = fields["code"], !code.isEmpty { item.code = text(code, fields.path("code")) ?? "" }
        item.ceiling = fields.read("ceiling", amount)
        item.usualPrice = fields.read("usual", amount)
        item.firstSelfPay = fields.read("firstSelfPay") { tree, path in
            guard let written = text(tree, path) else { return nil }
            if let literal = try? Policy.Formula(parsing: written).literal, literal.number <= .one,
                !literal.number.isNegative
            {
                return literal.number
            }
            mistake(tree, path, "\"\(written)\" is not a rate", "Write 10% or 0.1.")
            return nil
        }
        if item.firstSelfPay != nil, itemClass != .classB {
            mistake(tree, path, "only an item of class B has a first self-pay", "Leave it out, or write `class: B`.")
        }
        return item
    }

    private func itemClass(_ tree: Tree, _ path: String) -> ChargeLine.ItemClass? {
        guard let written = text(tree, path) else { return nil }
        switch Policy.normalised(written) {
        case "a", "甲", "甲类": return .classA
        case "b", "乙", "乙类": return .classB
        case "c", "丙", "丙类", "自费": return .selfPay
        default:
            mistake(tree, path, "\"\(written)\" is no class", "Write A, B or C (甲, 乙, 丙).")
            return nil
        }
    }
}
