/// A region of GB/T 2260: six digits, of which the first two name the province, the next two the city.
public struct RegionCode: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public var description: String { text }

    /// - Returns: `nil` if it is not six digits that begin with the number of a province.
    public init?(_ text: String) {
        guard RegionCode.isValid(text.utf8) else { return nil }
        self.text = text
    }

    fileprivate static func isValid(_ digits: some Collection<UInt8>) -> Bool {
        digits.count == 6 && digits.allSatisfy(Digits.isDigit)
            && provinces.contains(digits.prefix(2).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
    }

    /// The province's two digits, as 11 for Beijing.
    public var province: Int { Digits.value(Array(text.utf8)[0..<2]) }

    /// Hong Kong, Macao or Taiwan, which lie outside the travel route.
    public var isOutsideMainland: Bool { [71, 81, 82].contains(province) }

    /// Whether the other region is this one or lies in it: 110000 contains 110105, 210200 contains 210203.
    public func contains(_ other: RegionCode) -> Bool {
        var prefix = Substring(text)
        while prefix.utf8.count > 2, prefix.hasSuffix("00") { prefix = prefix.dropLast(2) }
        return other.text.hasPrefix(prefix)
    }

    private static let provinces: Set<Int> = [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
        61, 62, 63, 64, 65, 71, 81, 82,
    ]
}

/// Code of a designated institution: `H` for a hospital or `P` for a pharmacy, six digits of the region, five digits.
public struct InstitutionCode: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public var description: String { text }

    /// - Returns: `nil` if it is not 12 characters of that shape.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 12, bytes.first == UInt8(ascii: "H") || bytes.first == UInt8(ascii: "P"),
            bytes.dropFirst().allSatisfy(Digits.isDigit), RegionCode.isValid(bytes.dropFirst().prefix(6))
        else { return nil }
        self.text = text
    }

    /// - Precondition: none; returns `nil` unless the serial number is in 0…99999.
    public init?(role: Role, region: RegionCode, serial: Int) {
        guard (0...99_999).contains(serial), role == .hospital || role == .pharmacy else { return nil }
        let digits = String(serial)
        let padded = String(repeating: "0", count: 5 - digits.utf8.count) + digits
        text = (role == .hospital ? "H" : "P") + region.text + padded
    }

    public var role: Role { text.utf8.first == UInt8(ascii: "P") ? .pharmacy : .hospital }
    /// The region in the code.
    public var region: RegionCode? { RegionCode(String(text.dropFirst().prefix(6))) }
}

/// Resident ID of GB 11643: region, birth date, serial number, and a check character by ISO 7064 MOD 11-2.
public struct ResidentID: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public let birthDate: CalendarDate
    public var description: String { text }

    /// - Returns: `nil` if the shape, the birth date or the check character is wrong.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 18, bytes[0..<17].allSatisfy(Digits.isDigit),
            ResidentID.checkCharacter(bytes[0..<17]) == bytes[17],
            bytes[0] != UInt8(ascii: "0"),
            let birth = CalendarDate(
                year: Digits.value(bytes[6..<10]), month: Digits.value(bytes[10..<12]),
                day: Digits.value(bytes[12..<14]))
        else { return nil }
        self.text = text
        self.birthDate = birth
    }

    /// Completes the 17 digits by their check character.
    /// - Returns: `nil` if the parts make no ID.
    public init?(region: RegionCode, birthDate: CalendarDate, serial: Int) {
        guard (0...999).contains(serial) else { return nil }
        let date = birthDate.description.split(separator: "-").joined()
        let digits = String(serial)
        let body = region.text + date + String(repeating: "0", count: 3 - digits.utf8.count) + digits
        let bytes = Array(body.utf8)
        guard bytes.count == 17 else { return nil }
        self.init(body + String(decoding: [ResidentID.checkCharacter(bytes[...])], as: UTF8.self))
    }

    /// GB 11643: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, check characters 1 0 X 9 8 7 6 5 4 3 2.
    static func checkCharacter(_ digits: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        for (digit, weight) in zip(digits, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) {
            sum += Int(digit - UInt8(ascii: "0")) * weight
        }
        return Array("10X98765432".utf8)[sum % 11]
    }
}

/// Unified social credit code of GB 32100-2015: 18 characters, the last of which checks the others.
public struct UnifiedCreditCode: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public var description: String { text }

    /// - Returns: `nil` if a character is not of its alphabet, the region (characters 3 to 8) is not six digits, or the
    ///   check character is wrong.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 18, bytes[2..<8].allSatisfy(Digits.isDigit),
            let check = UnifiedCreditCode.checkCharacter(bytes[0..<17]), check == bytes[17]
        else { return nil }
        self.text = text
    }

    /// Completes 17 characters by their check character.
    public init?(body: String) {
        let bytes = Array(body.utf8)
        guard bytes.count == 17, let check = UnifiedCreditCode.checkCharacter(bytes[...]) else { return nil }
        self.init(body + String(decoding: [check], as: UTF8.self))
    }

    /// The digits and letters without I, O, S, V and Z; a character's value is its place.
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    /// The value of each byte; 31 for a byte that is not of the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 31, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// GB 32100-2015, annex A: weights 3^(i-1) mod 31; the check value is 31 - (sum mod 31), taken mod 31.
    static func checkCharacter(_ characters: ArraySlice<UInt8>) -> UInt8? {
        let values = values
        var sum = 0
        var weight = 1
        for character in characters {
            let value = Int(values[Int(character)])
            guard value < 31 else { return nil }
            sum += value * weight
            weight = weight * 3 % 31
        }
        return alphabet[(31 - sum % 31) % 31]
    }
}

/// Message id of the national interface: institution (12), yyyyMMddHHmmss (14), serial number (4).
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public let institution: InstitutionCode
    public let date: CalendarDate
    public let serial: Int
    public var description: String { text }

    /// - Returns: `nil` if it is not 30 characters of that shape, or names no date or no time of day.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 30, bytes[12...].allSatisfy(Digits.isDigit),
            let institution = InstitutionCode(String(decoding: bytes[0..<12], as: UTF8.self)),
            let date = CalendarDate(
                year: Digits.value(bytes[12..<16]), month: Digits.value(bytes[16..<18]),
                day: Digits.value(bytes[18..<20])),
            Digits.value(bytes[20..<22]) < 24, Digits.value(bytes[22..<24]) < 60, Digits.value(bytes[24..<26]) < 60
        else { return nil }
        self.text = text
        self.institution = institution
        self.date = date
        self.serial = Digits.value(bytes[26..<30])
    }
}

/// ASCII digits, which are what every code of this domain is made of.
enum Digits {
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
    static func value(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
    }
}
