/// The beginning of a key as two big-endian numbers, which have the order of its bytes, and where the key is found: sorted are these
/// words, which move without counting references and mostly differ.
struct KeyWord: BitwiseCopyable, Sendable {
    let first: UInt64
    let second: UInt64
    let place: Int

    init(_ key: [UInt8], place: Int) {
        var words: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &words) { target in
            key.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(16))) }
        }
        first = UInt64(bigEndian: words.0)
        second = UInt64(bigEndian: words.1)
        self.place = place
    }
}
