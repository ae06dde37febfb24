import Foundation
import Testing

/// A file that a test damages and puts right again, bit by bit.
final class DataFile {
    private let descriptor: Int32
    private let bytes: [UInt8]

    init(_ path: String) throws {
        let descriptor = open(path, O_RDWR)
        try #require(descriptor >= 0, "\(path) cannot be opened")
        var status = stat()
        fstat(descriptor, &status)
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress!, $0.count, 0) }
        try #require(count == bytes.count)
        self.descriptor = descriptor
        self.bytes = bytes
    }

    deinit { close(descriptor) }

    var count: Int { bytes.count }

    /// Where a pattern stands. LMDB copies a page before it changes it, so that old copies stand in the file beside the live one.
    func places(of pattern: [UInt8]) -> [Int] {
        guard let first = pattern.first else { return [] }
        var places: [Int] = []
        for start in 0...(bytes.count - pattern.count)
        where bytes[start] == first && bytes[start..<start + pattern.count].elementsEqual(pattern) {
            places.append(start)
        }
        return places
    }

    /// Runs `body` while one bit is flipped, `bit` bits behind each of `places`.
    func withFlip(_ bit: Int, behind places: [Int], _ body: () throws -> Void) throws {
        for place in places { write(bytes[place + bit / 8] ^ (1 << UInt8(bit % 8)), at: place + bit / 8) }
        defer { for place in places { write(bytes[place + bit / 8], at: place + bit / 8) } }
        try body()
    }

    private func write(_ byte: UInt8, at place: Int) {
        var byte = byte
        pwrite(descriptor, &byte, 1, off_t(place))
    }
}
