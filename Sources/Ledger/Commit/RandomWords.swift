import Glibc

/// Random words for salts, event ids and keys, fetched from the kernel many at a time and each given out once.
struct RandomWords: Sendable {
    private static let wordsAtOnce = 4096

    private var words: [UInt64] = []
    private var next = 0

    init() {}

    /// Two random words.
    mutating func pair() -> (UInt64, UInt64) {
        if next + 2 > words.count { refill() }
        let pair = (words[next], words[next + 1])
        // What was given out is not kept.
        words[next] = 0
        words[next + 1] = 0
        next += 2
        return pair
    }

    private mutating func refill() {
        if words.isEmpty { words = [UInt64](repeating: 0, count: Self.wordsAtOnce) }
        next = 0
        // SystemRandomNumberGenerator asks the kernel for every word; one read of many costs little more.
        let file = open("/dev/urandom", O_RDONLY | O_CLOEXEC)
        var filled = 0
        if file >= 0 {
            filled = words.withUnsafeMutableBytes { read(file, $0.baseAddress!, $0.count) }
            close(file)
        }
        guard filled != 8 * Self.wordsAtOnce else { return }
        var generator = SystemRandomNumberGenerator()
        for index in words.indices { words[index] = generator.next() }
    }
}
