extension Tile: CustomStringConvertible {
    /// The tile's path below the log's prefix: `tile/0/x001/x234/067`, `tile/1/000.p/17`, `tile/entries/003`.
    public var path: String {
        var elements = [Self.threeDigits(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            elements.append("x" + Self.threeDigits(rest % 1000))
            rest /= 1000
        }
        let number = elements.reversed().joined(separator: "/")
        let suffix = isPartial ? ".p/\(width)" : ""
        switch content {
        case .hashes(let level): return "tile/\(level)/\(number)\(suffix)"
        case .entries: return "tile/entries/\(number)\(suffix)"
        }
    }

    /// The same as ``path``.
    public var description: String { path }

    /// Reads a path. There is one path for one tile: a level, index or width with superfluous zeros is refused, so that no
    /// cache holds a tile twice.
    ///
    /// - Throws: ``TransparencyError`` `.badTilePath`.
    public init(path: some StringProtocol) throws(TransparencyError) {
        guard let tile = Self.parse(String(path)), tile.path.utf8.elementsEqual(path.utf8) else {
            throw TransparencyError(
                .badTilePath, "\"\(NoteText.excerpt(path))\" is not the path of a tile",
                remedy: "A path is tile/LEVEL/INDEX or tile/entries/INDEX, and ends in .p/WIDTH for a partial tile.")
        }
        self = tile
    }

    /// Reads more than is canonical; whoever calls compares the path that the tile then has.
    private static func parse(_ path: String) -> Tile? {
        // 2^64 has seven groups of three digits.
        var elements = path.utf8.split(
            separator: UInt8(ascii: "/"), maxSplits: 12, omittingEmptySubsequences: false
        )
        .map { Substring($0) }
        guard elements.count >= 3, elements[0].utf8.elementsEqual("tile".utf8) else { return nil }
        var content = Content.entries
        if !elements[1].utf8.elementsEqual("entries".utf8) {
            guard let level = NoteText.number(elements[1]), level <= maximumLevel else { return nil }
            content = .hashes(level: UInt8(level))
        }
        elements.removeFirst(2)
        var width = fullWidth
        if elements.count >= 2, elements[elements.count - 2].utf8.suffix(2).elementsEqual(".p".utf8) {
            guard let number = NoteText.number(elements.removeLast()), number < fullWidth else { return nil }
            width = Int(number)
            elements[elements.count - 1].removeLast(2)
        }
        var index: UInt64 = 0
        for (place, element) in elements.enumerated() {
            let isLast = place == elements.count - 1
            guard let group = Self.group(isLast ? element : element.dropFirst()) else { return nil }
            let (product, overflows) = index.multipliedReportingOverflow(by: 1000)
            let (sum, overflowsToo) = product.addingReportingOverflow(group)
            guard !overflows, !overflowsToo else { return nil }
            index = sum
        }
        return Tile(content, index: index, width: width)
    }

    /// Three digits as a number.
    private static func group(_ digits: Substring) -> UInt64? {
        guard digits.utf8.count == 3 else { return nil }
        var number: UInt64 = 0
        for digit in digits.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return number
    }

    private static func threeDigits(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}
