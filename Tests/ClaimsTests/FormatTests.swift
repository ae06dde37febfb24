import Claims
import Testing

@Suite("Dates")
struct CalendarDateTests {
    @Test("Counting day by day from 1970 to 2100 gives the same dates as the formula.")
    func dumbTwin() throws {
        var (year, month, day, weekday) = (1970, 1, 1, 4)
        func length() -> Int {
            let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
            return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        }
        for number in 0..<47_482 {
            let date = try #require(CalendarDate(year: year, month: month, day: day))
            guard date.dayNumber == number, date.parts == (year, month, day), date.weekday == weekday,
                CalendarDate(date.description) == date
            else {
                Issue.record("\(year)-\(month)-\(day) is \(date), number \(number)")
                return
            }
            weekday = weekday % 7 + 1
            day += 1
            if day > length() { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect((year, month, day) == (2100, 1, 1))
    }

    @Test(
        "\"Claim within one month of discharge\": a month later is the same day, or the month's last day.",
        arguments: [
            ("2018-10-11", 1, "2018-11-11"), ("2018-01-31", 1, "2018-02-28"), ("2020-01-31", 1, "2020-02-29"),
            ("2018-12-15", 1, "2019-01-15"), ("2018-08-31", 6, "2019-02-28"), ("2018-03-31", -1, "2018-02-28"),
            ("2018-01-10", -1, "2017-12-10"), ("2018-10-11", 0, "2018-10-11"), ("2016-02-29", 12, "2017-02-28"),
        ])
    func months(from: String, months: Int, to: String) throws {
        #expect(try #require(CalendarDate(from)).adding(months: months).description == to)
    }

    @Test(
        "An instant is a date in Asia/Shanghai, eight hours ahead.",
        arguments: [
            (Int64(0), "1970-01-01"), (1_541_865_599_999, "2018-11-10"), (1_541_865_600_000, "2018-11-11"),
            (-28_800_001, "1969-12-31"), (-28_800_000, "1970-01-01"), (.max, "9999-12-31"),
        ])
    func instants(instant: Int64, date: String) {
        #expect(CalendarDate(instant: instant).description == date)
    }

    @Test(
        "What is no canonical date is refused.",
        arguments: [
            "", "2018-2-03", "2018-02-30", "2019-02-29", "2018-13-01", "2018-00-10", "2018-01-00", "20180101",
            "2018/01/01",
            "2018-01-01 ", "2018-01-011", "２０１８-01-01", "1700-01-01",
        ])
    func malformed(text: String) { #expect(CalendarDate(text) == nil) }
}

@Suite("Codes")
struct CodeTests {
    @Test(
        "A resident ID is checked as GB 11643 says: the published 34052419800101001X holds, one changed digit does not."
    )
    func residentID() throws {
        let id = try #require(ResidentID("34052419800101001X"))
        #expect(id.birthDate == CalendarDate("1980-01-01"))
        // MOD 11-2 finds every single wrong digit.
        let good = Array(id.text)
        for place in good.indices {
            for digit in "0123456789X" where digit != good[place] {
                var bad = good
                bad[place] = digit
                #expect(ResidentID(String(bad)) == nil, "\(String(bad))")
            }
        }
        #expect(ResidentID("34052419800101001x") == nil)
        #expect(ResidentID("340524198013010012") == nil)
    }

    @Test("Generated resident IDs are valid.")
    func generatedResidentIDs() throws {
        let region = try #require(RegionCode("210204"))
        let birth = try #require(CalendarDate("1963-04-15"))
        for serial in 0..<1_000 {
            let id = try #require(ResidentID(region: region, birthDate: birth, serial: serial))
            #expect(ResidentID(id.text) == id && id.birthDate == birth)
        }
        #expect(ResidentID(region: region, birthDate: birth, serial: 1_000) == nil)
    }

    @Test(
        "A unified credit code has the check character of GB 32100-2015.",
        arguments: [
            "91350100M000100Y43", "91110000802100433B",
        ])
    func creditCode(text: String) throws {
        #expect(UnifiedCreditCode(text) != nil)
        #expect(UnifiedCreditCode(body: String(text.dropLast()))?.text == text)
        let good = Array(text)
        for place in good.indices {
            for character in "0123456789ABCDEFGHJKLMNPQRTUWXY" where character != good[place] {
                var bad = good
                bad[place] = character
                #expect(UnifiedCreditCode(String(bad)) == nil, "\(String(bad))")
            }
        }
    }

    @Test("Letters that the credit code's alphabet leaves out are refused.", arguments: ["I", "O", "S", "V", "Z", "a"])
    func creditAlphabet(letter: String) {
        #expect(UnifiedCreditCode(body: "91350100M000100Y" + letter) == nil)
    }

    @Test(
        "A region is six digits of a province.",
        arguments: [
            ("110105", true), ("210200", true), ("710000", true), ("160000", false), ("11010", false),
            ("1101050", false),
            ("11O105", false), ("", false), ("９10105", false),
        ])
    func region(text: String, valid: Bool) { #expect((RegionCode(text) != nil) == valid) }

    @Test(
        "A region contains its districts: 110000 has 110105, 210200 has 210203, 110105 has only itself.",
        arguments: [
            ("110000", "110105", true), ("210200", "210203", true), ("110105", "110105", true),
            ("110105", "110106", false),
            ("210200", "210300", false), ("110000", "120000", false), ("500000", "500112", true),
        ])
    func contains(outer: String, inner: String, contained: Bool) throws {
        #expect(try #require(RegionCode(outer)).contains(#require(RegionCode(inner))) == contained)
    }

    @Test(
        "An institution's code is H or P, a region and five digits.",
        arguments: [
            ("H11010500001", Role.hospital), ("P21020312345", .pharmacy),
        ])
    func institution(text: String, role: Role) throws {
        let code = try #require(InstitutionCode(text))
        #expect(code.role == role)
        let region = try #require(code.region)
        #expect(InstitutionCode(role: role, region: region, serial: Int(text.suffix(5)) ?? -1)?.text == text)
    }

    @Test(
        "What is no institution's code is refused.",
        arguments: [
            "X11010500001", "H1101050000", "H110105000012", "H16010500001", "h11010500001", "H1101O500001", "",
        ])
    func noInstitution(text: String) { #expect(InstitutionCode(text) == nil) }

    @Test("A message id is institution, time and serial number.")
    func messageID() throws {
        let id = try #require(MessageID("H11010500001" + "20181011093059" + "0042"))
        #expect(id.institution.text == "H11010500001")
        #expect(id.date == CalendarDate("2018-10-11"))
        #expect(id.serial == 42)
    }

    @Test(
        "A message id with no date or no time of day is refused.",
        arguments: [
            "H11010500001201813110930590042", "H11010500001201810112430590042", "H11010500001201810110960590042",
            "H11010500001201810110930600042", "H1101050000120181011093059004", "X11010500001201810110930590042",
        ])
    func noMessageID(text: String) { #expect(MessageID(text) == nil) }

    @Test(
        "Fen are printed as yuan.",
        arguments: [
            (Int64(10_526_314), "105,263.14"), (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (100, "1.00"),
            (99_999, "999.99"),
            (100_000, "1,000.00"), (-9_000_000, "-90,000.00"), (123_456_789_012, "1,234,567,890.12"),
            (.min, "-92,233,720,368,547,758.08"),
        ])
    func yuan(fen: Int64, text: String) { #expect(fen.yuan == text) }
}

@Suite("Names")
struct NameTests {
    @Test(
        "A stream's name says who decides.",
        arguments: [
            ("claim/210200/2019-000123", "center:210200"), ("stay/H11010500001/1", "hospital:H11010500001"),
            ("stay/P21020312345/1", "pharmacy:P21020312345"), ("fhir-claim/210200/a/b", "center:210200"),
        ])
    func decider(name: String, party: String) throws {
        let address = try StreamAddress(name)
        #expect(address.decider.description == party)
        #expect(address.description == name)
    }

    @Test(
        "A malformed name of a stream is refused by number.",
        arguments: [
            ("claim", Refusal.Rule.malformedStreamName), ("claim/210200", .malformedStreamName),
            ("claim/210200/", .malformedStreamName), ("claim/210200/..", .malformedStreamName),
            ("claim/210200/a b", .malformedStreamName), ("claim/210200/é", .malformedStreamName),
            ("claim/210200//1", .malformedStreamName), ("", .unknownStreamKind), ("Claim/210200/1", .unknownStreamKind),
            ("dream/210200/1", .unknownStreamKind), ("claim/160000/1", .deciderDoesNotFit),
            ("stay/210200/1", .deciderDoesNotFit),
            ("claim/210200/" + String(repeating: "1", count: 200), .malformedStreamName),
        ])
    func malformed(name: String, rule: Refusal.Rule) {
        #expect(refusal { _ = try StreamAddress(name) }?.number == rule.number)
    }

    @Test(
        "What to write instead of a code that does not decide is said for the kind.",
        arguments: [
            ("claim/H11010500001/1", "Write claim/CODE/…, where CODE is that of the center: six digits"),
            ("stay/210200/1", "Write stay/CODE/…, where CODE is that of the hospital or pharmacy: an institution's"),
            ("dispute/H11010500001/1", "Write dispute/CODE/…, where CODE is that of the arbiter: six digits"),
        ])
    func deciders(name: String, remedy: String) {
        let found = refusal { _ = try StreamAddress(name) }
        #expect(found?.number == 103 && found?.remedy.hasPrefix(remedy) == true, "\(found?.remedy ?? "")")
    }

    @Test(
        "A party is role:code with a code of the role.",
        arguments: [
            "center:210200", "agency:110000", "registrar:100000", "hospital:P21020312345", "pharmacy:H11010500001",
            "unit:91350100M000100Y44", "clerk:210200", "210200", "", ":", "unit:",
        ])
    func parties(text: String) {
        let valid = ["center:210200", "agency:110000"].contains(text)
        #expect((refusal { _ = try Party(text) } == nil) == valid)
    }

    @Test("Parties stand in the order of their bytes.")
    func order() {
        let sorted = [Sample.unit, Sample.hospital, Sample.center].sorted()
        #expect(sorted == [Sample.center, Sample.hospital, Sample.unit])
    }
}
