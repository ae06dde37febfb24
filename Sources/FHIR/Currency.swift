/// How many decimal places the minor unit of a currency has.
///
/// Source: ISO 4217, list one, as amended to 2026, and the codes withdrawn since FHIR R4 appeared in 2019 (ANG, BGN, CUC,
/// HRK, SLL, ZWL), because old claims name them. Codes without a minor unit (gold, special drawing rights, testing) are
/// no currencies to bill in and are left out.
enum Currency {
    /// - Returns: 0, 2, 3 or 4; nil for a code that is not in the list.
    static func minorDigits(of code: String) -> Int? {
        digits[code]
    }

    private static let digits: [String: Int] = {
        var table: [String: Int] = [:]
        for (places, codes) in [(0, none), (2, two), (3, three), (4, four)] {
            for code in codes.split(whereSeparator: \.isWhitespace) { table[String(code)] = places }
        }
        return table
    }()

    private static let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"

    private static let two = """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
        CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK
        HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
        MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
        SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
        YER ZAR ZMW ZWG ZWL
        """

    private static let three = "BHD IQD JOD KWD LYD OMR TND"

    private static let four = "CLF UYW"
}
