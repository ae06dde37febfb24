extension Head {
    /// The newest commit that the list of free pages names: each commit but a store's first ones frees the root that it replaces, and
    /// writes down under its own number what it has freed.
    ///
    /// - Returns: nil where the list is empty, or cannot be read: the pages of the older head may have been used again.
    func newestFreed(in file: PageFile) throws(LMDBError) -> UInt64? {
        guard freePages.root != TreeRecord.noRoot, (1...32).contains(freePages.depth) else { return nil }
        var number = freePages.root
        for level in (0..<freePages.depth).reversed() {
            let kind = level == 0 ? Page.leaf : Page.branch
            guard let page = try file.page(number), page.statedNumber == number, page.flags == kind,
                page.lower > Page.headerSize, page.lower % 2 == 0, page.lower <= page.upper, page.upper <= page.size
            else { return nil }
            let node = Int(page.load(page.lower - 2, as: UInt16.self))
            guard node >= page.upper, node + 16 <= page.size else { return nil }
            if level == 0 { return page.load(node + 8, as: UInt64.self) }
            number = UInt64(page.load(node, as: UInt32.self)) | UInt64(page.load(node + 4, as: UInt16.self)) << 32
        }
        return nil
    }
}
