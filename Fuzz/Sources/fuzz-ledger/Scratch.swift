import Foundation
import Glibc

/// A folder for the files of one run, in memory where there is one.
enum Scratch {
    static let folder: String = {
        let home = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
        let folder = "\(home)/triplicate-fuzz-\(getpid())"
        guard mkdir(folder, 0o700) == 0 else { fatalError("the folder \(folder) cannot be made") }
        atexit { Scratch.remove(Scratch.folder) }
        return folder
    }()

    static func write(_ bytes: [UInt8], to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard file >= 0, written == bytes.count else { fatalError("\(path) cannot be written") }
        close(file)
    }

    static func holdsOnly(_ name: String) -> Bool {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) == [name]
    }

    /// Removes a file, or a folder with all that is in it.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
