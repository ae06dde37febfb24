import Foundation
import Glibc
import Ledger

/// Flips the bits whose numbers are read from standard input, one line each, in a file of a node, and puts each right again.
///
/// Prints for each `BIT`, before it is flipped, and then what a check of the node says: `reported ORIGIN NUMBER`, with `-` where no entry is
/// named, or `silent DIGEST`, a digest of all that the log holds. A process that dies leaves its bit flipped.
struct Flips {
    private let directory: DataDirectory
    private let file: Int32

    init(_ directory: DataDirectory, file: String) throws {
        self.directory = directory
        self.file = open("\(directory.path)/\(file)", O_RDWR)
        guard self.file >= 0 else { throw Wrong("\(file) cannot be opened") }
    }

    func run() throws {
        while let line = readLine(), let bit = Int(line) {
            Output.line("\(bit)")
            try flip(bit)
            Output.line(look())
            try flip(bit)
        }
    }

    private func flip(_ bit: Int) throws {
        var byte: UInt8 = 0
        guard pread(file, &byte, 1, off_t(bit / 8)) == 1 else { throw Wrong("bit \(bit) cannot be read") }
        byte ^= 1 << UInt8(bit % 8)
        guard pwrite(file, &byte, 1, off_t(bit / 8)) == 1 else { throw Wrong("bit \(bit) cannot be written") }
    }

    private func look() -> String {
        do {
            let result = try Ledger.verify(directory)
            guard result.ok else {
                let named = result.problems.first { $0.number != nil } ?? result.problems[0]
                return "reported \(named.origin ?? "-") \(named.number.map(String.init) ?? "-")"
            }
            return "silent \(try contents(of: directory))"
        } catch {
            return "reported - -"
        }
    }
}
