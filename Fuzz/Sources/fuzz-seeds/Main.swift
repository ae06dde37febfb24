import Foundation

/// `fuzz-seeds REPOSITORY`: writes the first inputs into `Fuzz/Corpora`, from `Tests/Vectors` and `Examples`.
@main
struct Main {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: fuzz-seeds REPOSITORY")
            exit(2)
        }
        let root = CommandLine.arguments[1]
        let vectors = Vectors(root: root)
        var seeds = Seeds()
        try seeds.addEntries(vectors)
        try seeds.addNotesAndKeys(vectors)
        try seeds.addTrees(vectors)
        try seeds.addFiles(vectors)
        try seeds.addPolicies(vectors)
        try seeds.addEvents(vectors)
        try seeds.addStories(vectors)
        try seeds.addStore()
        try seeds.addMirrors()
        try seeds.addPeers()
        try seeds.write(to: "\(root)/Fuzz/Corpora")
    }
}

/// The first inputs of every target.
struct Seeds {
    private var files: [String: [(name: String, bytes: [UInt8])]] = [:]

    mutating func add(_ target: String, _ name: String, _ bytes: some Sequence<UInt8>) {
        let name = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(60))
        files[target, default: []].append((name, Array(bytes)))
    }

    mutating func add(_ target: String, _ name: String, text: String) { add(target, name, text.utf8) }

    /// Writes a folder for each target; further inputs in it stay.
    func write(to folder: String) throws {
        let manager = FileManager.default
        for (target, files) in files.sorted(by: { $0.key < $1.key }) {
            let home = "\(folder)/\(target)"
            try manager.createDirectory(atPath: home, withIntermediateDirectories: true)
            for file in files { try Data(file.bytes).write(to: URL(fileURLWithPath: "\(home)/\(file.name)")) }
            let bytes = files.reduce(0) { $0 + $1.bytes.count }
            print("\(target): \(files.count) files, \(bytes) bytes")
        }
    }
}

/// The published vectors and the examples.
struct Vectors {
    let root: String

    func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")))
    }

    func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// The object in a file of vectors.
    func object(_ path: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(try bytes(path))) as? [String: Any] ?? [:]
    }

    /// The paths below a folder that end so, in their order.
    func paths(under folder: String, ending suffix: String) -> [String] {
        (FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.allObjects as? [String] ?? [])
            .filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
    }
}

/// A value of JSON in the way of those who read vectors.
extension [String: Any] {
    func objects(_ key: String) -> [[String: Any]] { self[key] as? [[String: Any]] ?? [] }
    func text(_ key: String) -> String { self[key] as? String ?? "" }
    func texts(_ key: String) -> [String] { self[key] as? [String] ?? [] }
    func number(_ key: String) -> UInt64 { (self[key] as? NSNumber)?.uint64Value ?? 0 }
}

func bytes(hex text: String) -> [UInt8] {
    let digits = Array(text.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
    }
}

func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
