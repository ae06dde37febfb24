import Glibc

/// Random words for salts and event ids, fetched from the kernel a page at a time.
struct RandomWords {
    private var words: [UInt64] = []
    private var next = 0

    init() {}

    /// Two random words.
    mutating func pair() -> (UInt64, UInt64) {
        if next + 2 > words.count { refill() }
        defer { next += 2 }
        return (words[next], words[next + 1])
    }

    private mutating func refill() {
        words = [UInt64](repeating: 0, count: 512)
        next = 0
        // SystemRandomNumberGenerator asks the kernel for every word; one read of a page costs no more.
        var filled = 0
        let file = open("/dev/urandom", O_RDONLY | O_CLOEXEC)
        if file >= 0 {
            filled = words.withUnsafeMutableBytes { read(file, $0.baseAddress!, $0.count) }
            close(file)
        }
        guard filled != 4096 else { return }
        var generator = SystemRandomNumberGenerator()
        for index in words.indices { words[index] = generator.next() }
    }
}
