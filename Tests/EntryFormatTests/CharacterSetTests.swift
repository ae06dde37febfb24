import Testing

@testable import EntryFormat

@Suite("Sets of characters")
struct CharacterSetTests {
    private static let alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    @Test("They hold the characters that the format names, and no others.")
    func members() {
        let sets: [(CharacterSet, String)] = [
            (.segment, Self.alphanumeric + "._-"), (.origin, Self.alphanumeric + "._~:-"),
            (.kind, "abcdefghijklmnopqrstuvwxyz-"),
        ]
        for (set, characters) in sets {
            #expect(set == CharacterSet(characters))
            for byte in UInt8.min...UInt8.max {
                #expect(set.contains(byte) == characters.utf8.contains(byte), "character \(byte)")
            }
        }
    }
}
