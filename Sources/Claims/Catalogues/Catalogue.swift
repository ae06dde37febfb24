/// The classes, ceilings and usual prices of items, at one place and for one time, as data.
///
/// *Catalogue of the treating place, policy of the insured place*: which catalogue is compared is the center's choice, by what
/// it publishes. `Docs/policies.md` describes the text form, which module `Policies` reads.
public struct Catalogue: Sendable, Equatable {
    /// What the catalogue says of one item.
    public struct Item: Sendable, Equatable {
        /// Its code; empty where the catalogue prints none.
        public var code: String
        public var name: String
        public var itemClass: ChargeLine.ItemClass
        /// The most that is recognised for one unit, in fen.
        public var ceiling: Int64?
        /// What one unit usually costs, in fen.
        public var usualPrice: Int64?
        /// The share that the person bears first, of a class B item.
        public var firstSelfPay: Exact?
        public var place: Policy.Place

        public init(
            code: String = "", name: String, itemClass: ChargeLine.ItemClass, ceiling: Int64? = nil,
            usualPrice: Int64? = nil, firstSelfPay: Exact? = nil, place: Policy.Place = Policy.Place()
        ) {
            self.code = code
            self.name = name
            self.itemClass = itemClass
            self.ceiling = ceiling
            self.usualPrice = usualPrice
            self.firstSelfPay = firstSelfPay
            self.place = place
        }
    }

    /// The number of its stream, `catalogue/CENTER/NAME`.
    public var name: String
    public var version: String
    public var title: String
    public var source: String
    public var effectiveFrom: CalendarDate?
    public var effectiveTo: CalendarDate?
    public private(set) var items: [Item]
    private var byCode: [String: Int] = [:]
    private var byName: [String: Int] = [:]

    public init(
        name: String, version: String = "", title: String = "", source: String = "",
        effectiveFrom: CalendarDate? = nil, effectiveTo: CalendarDate? = nil, items: [Item]
    ) {
        self.name = name
        self.version = version
        self.title = title
        self.source = source
        self.effectiveFrom = effectiveFrom
        self.effectiveTo = effectiveTo
        self.items = items
        for (index, item) in items.enumerated() {
            if !item.code.isEmpty { byCode[Policy.normalised(item.code)] = index }
            byName[Policy.normalised(item.name)] = index
        }
    }

    /// What the catalogue says of a line: by its code, and where it prints none, or one that the catalogue does not have, by its
    /// name.
    /// - Complexity: constant, on average.
    public func item(for line: ChargeLine) -> Item? {
        if !line.code.isEmpty, let index = byCode[Policy.normalised(line.code)] { return items[index] }
        guard let index = byName[Policy.normalised(line.name)] else { return nil }
        // Another code is another item, even of the same name.
        return line.code.isEmpty || items[index].code.isEmpty ? items[index] : nil
    }
}

/// How one line of an itemised list stands to a catalogue, where it does not agree with it.
public struct CatalogueDifference: Sendable, Equatable {
    /// Number of the line in the list, from 1.
    public let line: Int
    public let name: String
    public let item: Catalogue.Item
    public let billedClass: ChargeLine.ItemClass
    public let billed: Int64
    /// What of the line lies above the ceiling, in fen; 0 if nothing does.
    public let overCeiling: Int64
    /// The price of one unit divided by its usual price, where it is at least twice that.
    public let timesUsual: Exact?

    /// Whether the list gives it a class that the catalogue does not.
    public var isOtherClass: Bool { item.itemClass != billedClass }
    /// What is left to be recognised when the ceiling holds.
    public var adjusted: Int64 { billed - overCeiling }
}

extension Catalogue {
    /// A price of so many times the usual one is worth a look.
    private static let strikingMultiple = Exact(2)

    /// The lines that do not agree with the catalogue: another class, above the ceiling, or twice its usual price and more. Lines
    /// whose item the catalogue does not have are left out; ``unlisted(_:)`` names them.
    /// - Complexity: linear in the lines.
    public func differences(from lines: [ChargeLine]) -> [CatalogueDifference] {
        lines.enumerated().compactMap { index, line in
            guard let item = item(for: line) else { return nil }
            let quantity = Self.quantity(of: line)
            let over = item.ceiling.map { Self.over($0, quantity, line.amount) } ?? 0
            let times = item.usualPrice.flatMap { Self.times($0, quantity, line.amount) }
            let difference = CatalogueDifference(
                line: index + 1, name: line.name, item: item, billedClass: line.itemClass, billed: line.amount,
                overCeiling: over, timesUsual: times)
            return difference.isOtherClass || over > 0 || times != nil ? difference : nil
        }
    }

    /// Numbers, from 1, of the lines whose item the catalogue does not have.
    public func unlisted(_ lines: [ChargeLine]) -> [Int] {
        lines.indices.filter { item(for: lines[$0]) == nil }.map { $0 + 1 }
    }

    /// How many units a line has; one where it does not say.
    private static func quantity(of line: ChargeLine) -> Exact { line.units ?? .one }

    private static func over(_ ceiling: Int64, _ quantity: Exact, _ amount: Int64) -> Int64 {
        guard let most = try? Exact(fen: ceiling) * quantity, let fen = try? most.fen() else { return 0 }
        return max(0, amount - fen)
    }

    private static func times(_ usual: Int64, _ quantity: Exact, _ amount: Int64) -> Exact? {
        guard usual > 0, let price = try? Exact(fen: amount) / quantity, let times = try? price / Exact(fen: usual),
            times >= strikingMultiple
        else { return nil }
        return times
    }
}

extension ChargeLine {
    /// How many units it has: as it says, else by the price of one; `nil` where it prints neither.
    var units: Exact? {
        if let quantity = Exact(decimal: quantity), quantity > .zero { return quantity }
        guard unitPrice > 0, amount > 0 else { return nil }
        return try? Exact(fen: amount) / Exact(fen: unitPrice)
    }
}
