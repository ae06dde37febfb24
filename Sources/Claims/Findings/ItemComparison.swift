import SwiftProtobuf

/// Two lists compared item by item: the sums of each item's lines, and its class.
struct ItemComparison {
    /// The items that differ in sum or in class, by item.
    let differences: [Finding.LineDifference]

    /// - Parameters:
    ///   - claimed: The list that is examined.
    ///   - billed: The list that it is compared with.
    ///
    /// Items are matched by their codes if every line of both lists has one, else by their names. O(n log n).
    init(claimed: [ChargeLine], billed: [ChargeLine]) {
        let byCode = (claimed + billed).allSatisfy { !$0.code.isEmpty }
        let a = ItemComparison.items(claimed, byCode)
        let b = ItemComparison.items(billed, byCode)
        differences = Set(a.keys).union(b.keys).sorted().compactMap { key in
            let mine = a[key]
            let theirs = b[key]
            guard mine?.amount != theirs?.amount || mine?.classes != theirs?.classes else { return nil }
            return .with {
                $0.item = key
                $0.name = mine?.name ?? theirs?.name ?? key
                $0.claimed = mine?.amount ?? 0
                $0.billed = theirs?.amount ?? 0
                $0.claimedClass = mine?.mainClass ?? .unspecified
                $0.billedClass = theirs?.mainClass ?? .unspecified
            }
        }
    }

    private struct Item {
        var name: String
        var amount: Int64 = 0
        /// Which classes its lines have, as bits of their numbers.
        var classes = 0
        var mainClass: ChargeLine.ItemClass
        var largest: Int64 = -1
    }

    private static func items(_ lines: [ChargeLine], _ byCode: Bool) -> [String: Item] {
        var items: [String: Item] = [:]
        for line in lines {
            var item =
                items[byCode ? line.code : line.name] ?? Item(name: line.name, mainClass: line.itemClass)
            item.amount = item.amount.addingClamped(line.amount)
            if (1..<60).contains(line.itemClass.rawValue) { item.classes |= 1 << line.itemClass.rawValue }
            if line.amount > item.largest {
                item.largest = line.amount
                item.mainClass = line.itemClass
            }
            items[byCode ? line.code : line.name] = item
        }
        return items
    }
}
