import Foundation
import Testing

@testable import TransparencyLog

/// Published test vectors, retyped as JSON with their sources.
enum Vectors {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(components: "Vectors", "TransparencyLog")

    static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: directory.appending(component: name)))
    }
}

/// Bytes from hexadecimal digits in a vector.
func bytes(hex: String) throws -> [UInt8] {
    try #require(Hexadecimal.decode(hex.utf8))
}

/// A digest from hexadecimal digits in a vector.
func digest(hex: String) throws -> Digest {
    try #require(Digest(hex: hex))
}

/// A digest from base64 in a vector.
func digest(base64: String) throws -> Digest {
    try #require(Digest(base64: base64))
}

/// The code of the error that `body` throws, or `nil`.
func refusal(_ body: () throws -> Void) -> TransparencyError.Code? {
    do {
        try body()
        return nil
    } catch let error as TransparencyError {
        // Every refusal says what is wrong, with its number, and what to do.
        #expect(error.description.contains("(reason \(error.code.rawValue)). "))
        #expect(error.remedy.hasSuffix("."))
        return error.code
    } catch {
        Issue.record("threw \(error)")
        return nil
    }
}
