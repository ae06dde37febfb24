import TransparencyLog

/// What an entry says, as far as the node around the machine has to know it.
enum SimulatedEvent: Equatable {
    /// Something that names blobs, or none.
    case said(blobs: [Digest], text: UInt64)
    /// "I hold all entries of that log addressed to me up to this one."
    case received(log: Int, number: UInt64, leaf: Digest)
    /// "That party may read these entries of mine too."
    case disclosed(to: Int, numbers: [UInt64])

    /// The entry's type.
    var type: UInt16 {
        switch self {
        case .said: 1
        case .received: Self.receiptType
        case .disclosed: 3
        }
    }

    static let receiptType: UInt16 = 2

    var bytes: [UInt8] {
        switch self {
        case .said(let blobs, let text):
            [[UInt8(blobs.count)], blobs.flatMap(\.bytes), Self.bytes(text)].flatMap { $0 }
        case .received(let log, let number, let leaf): [[UInt8(log)], Self.bytes(number), leaf.bytes].flatMap { $0 }
        case .disclosed(let party, let numbers):
            [[UInt8(party), UInt8(numbers.count)], numbers.flatMap(Self.bytes)].flatMap { $0 }
        }
    }

    /// Reads a payload; nil where it is none of these.
    init?(type: UInt16, _ bytes: [UInt8]) {
        guard let first = bytes.first else { return nil }
        switch type {
        case 1:
            let count = Int(first)
            guard bytes.count == 1 + 32 * count + 8 else { return nil }
            let blobs = (0..<count).compactMap { Digest(bytes[(1 + 32 * $0)..<(33 + 32 * $0)]) }
            self = .said(blobs: blobs, text: Self.number(bytes[(1 + 32 * count)...]))
        case Self.receiptType:
            guard bytes.count == 41, let leaf = Digest(bytes[9...]) else { return nil }
            self = .received(log: Int(first), number: Self.number(bytes[1..<9]), leaf: leaf)
        case 3:
            guard bytes.count >= 2, bytes.count == 2 + 8 * Int(bytes[1]) else { return nil }
            self = .disclosed(
                to: Int(first),
                numbers: (0..<Int(bytes[1])).map { Self.number(bytes[(2 + 8 * $0)..<(10 + 8 * $0)]) })
        default: return nil
        }
    }

    static func bytes(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }

    static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
