import EntryFormat
import FuzzDriver
import Replication
import TransparencyLog

extension FuzzTarget {
    /// A page of the entries that a reader may see: under the limits of a mirror, and under smaller ones, which inputs reach.
    static let visiblePage = FuzzTarget.onArray("visible-page", longest: 4096) { bytes in
        var small = MirrorLimits()
        small.pageEntries = 3
        small.pageBytes = 100
        for limits in [MirrorLimits(), small] { check(bytes, limits) }
        // With the count put right, which no mutation of an entry's length does.
        guard bytes.count >= 12 else { return }
        var (mended, place, count) = (bytes, 12, UInt32(0))
        while place + 10 <= bytes.count {
            place += 10 + Int(bytes[place + 8]) + Int(bytes[place + 9]) << 8
            count += 1
        }
        for offset in 0..<4 { mended[8 + offset] = UInt8(truncatingIfNeeded: count >> (8 * UInt32(offset))) }
        check(mended, small)
    }

    private static func check(_ bytes: [UInt8], _ limits: MirrorLimits) {
        let page: VisiblePage
        do {
            page = try VisiblePage(bytes, limits: limits)
        } catch {
            return show(error)
        }
        demand(page.bytes == bytes, "there is one byte string for one page")
        demand(page.entries.count <= limits.pageEntries, "a page holds as many entries as it may")
        let held = page.entries.dropLast().reduce(0) { $0 + $1.bytes.count }
        demand(held <= limits.pageBytes, "a page holds as many bytes as it may, and one entry more")
        demand(
            bytes.count <= limits.maximumByteCount(of: .visible(after: 0)), "whoever fetches a page reads enough of it")
        demand(page.through <= EntryLimit.number + 1, "a page ends where a log may end")
        demand(
            zip(page.entries, page.entries.dropFirst()).allSatisfy { $0.number < $1.number }
                && page.entries.last.map { $0.number < page.through } ?? true, "numbers ascend, below the page's end")
        demand(page.entries.allSatisfy { !$0.bytes.isEmpty }, "no entry is empty")
    }
}
