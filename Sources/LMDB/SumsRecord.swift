/// What one commit changed of the sums, or all of them.
///
/// Stored as words of 64 bits, little-endian: the mark, 1 where these are all or 0, how many words follow up to the last one; the number of the
/// file that it stands in, the commit, the sum of its head; how many runs of pages, of each its first page, how many, and their sums; how many runs of freed pages, of each its first and
/// how many; last the XXH64 of all words before.
struct SumsRecord: Sendable {
    /// "tripsum" and the version 2, in the order of bytes of a file.
    private static let mark: UInt64 = 0x326d_7573_7069_7274
    /// How a file of the version before begins, which had no number.
    static let olderMark: UInt64 = 0x316d_7573_7069_7274
    /// Mark, kind and length before; the hash behind.
    private static let frameWords = 4
    /// How many words of a file tell its number.
    static let wordsToNumber = 4

    var isWhole: Bool
    /// The number of its file, drawn at random as that was begun.
    var file: UInt64 = 0
    var commit: UInt64
    /// The sum of the head on its page.
    var head: UInt64
    var used: [Run] = []
    var freed: [Range<UInt64>] = []

    struct Run: Sendable {
        let first: UInt64
        var sums: [UInt64]
    }

    init(isWhole: Bool, commit: UInt64, head: UInt64) {
        self.isWhole = isWhole
        self.commit = commit
        self.head = head
    }

    /// Adds a page; runs are long where pages come in order.
    mutating func use(_ page: UInt64, _ sum: UInt64) {
        if let last = used.last, last.first + UInt64(last.sums.count) == page {
            used[used.count - 1].sums.append(sum)
        } else {
            used.append(Run(first: page, sums: [sum]))
        }
    }

    mutating func free(_ page: UInt64) {
        if let last = freed.last, last.upperBound == page {
            freed[freed.count - 1] = last.lowerBound..<page + 1
        } else {
            freed.append(page..<page + 1)
        }
    }

    /// The record's words.
    var words: [UInt64] {
        var words = [Self.mark, isWhole ? 1 : 0, 0, file, commit, head, UInt64(used.count)]
        words.reserveCapacity(words.count + 2 + 2 * freed.count + used.reduce(0) { $0 + 2 + $1.sums.count })
        for run in used {
            words.append(run.first)
            words.append(UInt64(run.sums.count))
            words += run.sums
        }
        words.append(UInt64(freed.count))
        for run in freed {
            words.append(run.lowerBound)
            words.append(UInt64(run.count))
        }
        words[2] = UInt64(words.count - 3)
        words.append(Self.hash(words[...]))
        return words
    }

    /// The number of the file that begins with these words; nil where they are no record's.
    static func file(_ words: [UInt64]) -> UInt64? {
        words.count >= wordsToNumber && words[0] == mark ? words[3] : nil
    }

    /// Reads the record that begins at a word.
    /// - Returns: nil where none is whole there; else also the word after it.
    static func read(_ words: [UInt64], at start: Int, pages: UInt64) -> (record: SumsRecord, end: Int)? {
        guard start + frameWords + 5 <= words.count, words[start] == mark, words[start + 1] <= 1,
            words[start + 2] <= UInt64(words.count - start - frameWords)
        else { return nil }
        let end = start + 3 + Int(words[start + 2])
        guard words[end] == hash(words[start..<end]) else { return nil }
        var next = start + 3
        func take() -> UInt64? {
            guard next < end else { return nil }
            defer { next += 1 }
            return words[next]
        }
        guard let file = take(), let commit = take(), let head = take(), let runs = take() else { return nil }
        var record = SumsRecord(isWhole: words[start + 1] == 1, commit: commit, head: head)
        record.file = file
        for _ in 0..<runs {
            guard let first = take(), let count = take(), first < pages, count <= pages - first,
                count <= UInt64(end - next)
            else { return nil }
            record.used.append(Run(first: first, sums: Array(words[next..<next + Int(count)])))
            next += Int(count)
        }
        guard let freed = take() else { return nil }
        for _ in 0..<freed {
            guard let first = take(), let count = take(), first < pages, count <= pages - first else { return nil }
            record.freed.append(first..<first + count)
        }
        return next == end ? (record, end + 1) : nil
    }

    private static func hash(_ words: ArraySlice<UInt64>) -> UInt64 {
        #if _endian(little)
            unsafe words.withUnsafeBytes { unsafe XXH64.hash($0) }
        #else
            unsafe words.map(\.littleEndian).withUnsafeBytes { unsafe XXH64.hash($0) }
        #endif
    }
}
