import Claims
import EntryFormat
import Foundation
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("Row U2: search")
struct RowU2Tests {
    @Test(
        "U2: how a text is typed does not matter.",
        arguments: [
            ("Ａ１２３４５６７８", "A12345678"), ("a12345678", "A12345678"), ("ＬＮ２１", "ln21"),
            ("王　小明", "王小明"), (" 王 小明 ", "王小明"), ("阿依古丽•买买提", "阿依古丽·买买提"),
            ("阿依古丽・买买提", "阿依古丽·买买提"), ("阿依古丽．买买提", "阿依古丽·买买提"), ("阿依古丽.买买提", "阿依古丽·买买提"),
            ("阿依古丽 · 买买提", "阿依古丽·买买提"), ("LI  Ming", "li ming"), ("Ｌｉ　Ｍｉｎｇ", "li ming"),
            ("e\u{301}tienne", "\u{e9}tienne"), ("\u{585a}", "\u{fa10}"), ("邉\u{e0100}", "邉"), ("ﾔﾏﾀﾞ", "ヤマダ"),
            ("111001807-20181011", "１１１００１８０７－２０１８１０１１"), ("\u{feff}王", "王"),
        ])
    func same(typed: String, recorded: String) {
        #expect(SearchText.folded(typed) == SearchText.folded(recorded))
    }

    @Test(
        "U2: what is another name or number is never the same, however alike it looks.",
        arguments: [
            ("王小明", "王晓明"), ("\u{20bb7}野家", "吉野家"), ("\u{2a6d6}", "\u{2a6d5}"), ("\u{30edd}", "\u{30ede}"),
            ("阿依古丽·买买提", "阿依古丽买买提"), ("陳", "陈"), ("曾", "曽"), ("O123456", "0123456"), ("l123456", "1123456"),
            ("li ming", "liming"), ("A12345678", "A1234567"), ("12.5", "125"), ("а1", "a1"), ("王.", "王"),
        ])
    func different(one: String, other: String) {
        #expect(SearchText.folded(one) != SearchText.folded(other))
    }

    @Test("U2: folding twice is folding once, for random texts of every plane.")
    func idempotent() {
        var random = SystemRandomNumberGenerator()
        let planes: [ClosedRange<UInt32>] = [
            0x20...0x2ff, 0x2000...0x206f, 0x3000...0x30ff, 0x3400...0x9fff, 0xf900...0xfaff, 0xfe00...0xffef,
            0x1100...0x11ff, 0x20000...0x323af, 0xe0100...0xe01ef, 0x300...0x36f,
        ]
        for _ in 0..<2_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                guard let plane = planes.randomElement(using: &random),
                    let scalar = Unicode.Scalar(UInt32.random(in: plane, using: &random))
                else { continue }
                text.append(scalar)
            }
            let folded = SearchText.folded(String(text))
            #expect(
                SearchText.folded(folded) == folded,
                "\(String(text).unicodeScalars.map { String($0.value, radix: 16) })")
        }
    }

    // MARK: Short codes

    private static func leaf(_ seed: UInt64) -> LeafHash {
        LeafHash(words: (seed &* 0x9e37_79b9_7f4a_7c15, seed ^ 0x5555, seed &+ 1, ~seed))
    }

    @Test("U2: ASCII is folded as all characters are: alone, and between others.")
    func ascii() {
        for byte in 0..<UInt8(128) {
            let character = String(decoding: [byte], as: UTF8.self)
            for text in [character, "a\(character)Z", "LN2102\(character)\(character)", "7.\(character)."] {
                #expect(SearchText.folded(text) == SearchText.foldedFully(text), "\(byte)")
            }
        }
    }

    @Test("U2: what is folded without Unicode's tables is folded as by them: names, numbers, hospitals and days.")
    func plain() {
        let parts = [
            "张", "伟", "\u{4e00}", "\u{9fef}", "\u{9ff0}", "\u{9fff}", "\u{a000}", "\u{3007}", "\u{4dbf}", "\u{f900}",
            "·", "\u{b6}", "\u{b8}", "•", ".", " ", "A", "z", "7", "-", "Ａ", "\u{3000}", "é", "e\u{301}", "\u{20000}",
            "H11010500001", "2018-10-11", "\u{200d}", "\u{fe0f}",
        ]
        var state: UInt64 = 1
        func draw(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        for _ in 0..<30_000 {
            // Few kinds at a time, so that plain texts are among them.
            let some = (0...draw(4)).map { _ in parts[draw(parts.count)] }
            let text = (0..<draw(7)).map { _ in some[draw(some.count)] }.joined()
            let (folded, fully) = (SearchText.folded(text), SearchText.foldedFully(text))
            #expect(
                folded.utf8.elementsEqual(fully.utf8), "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
        }
        for text in ["张 伟", "张.伟", "张伟 ", "H11010500001 2018-10-11 2018-10-20", "阿卜杜拉·买买提", "A.张", "a b  c", ""] {
            #expect(SearchText.folded(text).utf8.elementsEqual(SearchText.foldedFully(text).utf8), "\(text)")
        }
    }

    @Test("U2: a short code is read back as people type it.")
    func shortCodes() throws {
        for seed in 0..<500 {
            let code = ShortCode(number: UInt64(seed) << UInt64(seed % 20), leaf: Self.leaf(UInt64(seed)))
            let text = code.description
            #expect(text.count >= 14 && text.filter { $0 == "-" }.count >= 2)
            #expect(ShortCode(text) == code)
            #expect(ShortCode(text.lowercased().replacing("-", with: " ")) == code)
            #expect(ShortCode(text.replacing("0", with: "o").replacing("1", with: "l")) == code)
            #expect(ShortCode(text.applyingTransform(.fullwidthToHalfwidth, reverse: true) ?? "") == code)
        }
    }

    @Test("U2: a short code has twelve characters up to 2³⁰ entries, and grows with the numbers beyond.")
    func lengths() throws {
        let numbers: [(UInt64, Int)] = [
            (0, 12), (1 << 30 - 1, 12), (1 << 30, 13), (1 << 35 - 1, 13), (1 << 35, 14), (1 << 60, 19), (.max, 19),
        ]
        for (number, length) in numbers {
            let code = ShortCode(number: number, leaf: Self.leaf(number))
            #expect(code.text.count == length)
            #expect(ShortCode(code.description) == code)
            #expect(ShortCode(code.description)?.number == number)
            #expect(code.names(Self.leaf(number)) && !code.names(Self.leaf(number ^ 1)))
        }
    }

    @Test("U2: one wrong character, or two exchanged, are found by the check character.")
    func checkCharacter() {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        for seed in 0..<40 {
            let text = Array(ShortCode(number: UInt64(seed) &* 7_777, leaf: Self.leaf(UInt64(seed) &* 77_777)).text)
            for index in text.indices {
                for letter in alphabet where letter != text[index] {
                    var wrong = text
                    wrong[index] = letter
                    #expect(ShortCode(String(wrong)) == nil)
                }
                for other in text.indices where other > index && text[other] != text[index] {
                    var wrong = text
                    wrong.swapAt(index, other)
                    #expect(ShortCode(String(wrong)) == nil)
                }
            }
        }
        for text in ["", "0", "王小明", "0000-0000-000", "0000-0000-0000-0", "UUUU-UUUU-UUUU", "claim/210200/1"] {
            #expect(ShortCode(text) == nil)
        }
    }

    @Test("U2: the short code of an entry finds it, proven, and a filing lists by it.")
    func findsByCode() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node)
        let filing = "filing/210200/2018-000045"
        let codes = try node.shortCodes(of: filing)
        #expect(codes.count == 3)
        for (entry, code) in codes {
            let found = try node.find(code.description)
            #expect(found.map(\.row.stream) == [filing])
            #expect(found.first?.entry == entry && found.first?.isProven == true && found.first?.match == .code)
            var query = ListQuery(kind: "filing")
            query.shortCode = code
            #expect(try node.list(query).rows.map(\.stream) == [filing])
            #expect(try node.list(query, asOf: .now).rows.map(\.stream) == [filing])
            query.kind = "claim"
            #expect(try node.list(query).rows.isEmpty)
        }
        #expect(try !node.shortCodes(of: "stay/H11019900001/2018-004711").isEmpty)
        // Another hash, and a number that no log has come to.
        let code = try #require(codes.first)
        #expect(try node.find(ShortCode(number: code.key.number, leaf: Self.leaf(1)).description).isEmpty)
        #expect(try node.find(ShortCode(number: .max, leaf: Self.leaf(1)).description).isEmpty)
    }

    // MARK: Finding

    @Test("U2: name, resident ID, card, invoice, unit, hospital and number find their streams, however typed.")
    func finds() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node)
        func kinds(_ text: String) throws -> Set<String> { Set(try node.find(text).map(\.row.kind)) }
        #expect(try kinds("林 海生") == ["person", "filing", "stay", "claim"])
        #expect(try kinds("２１０２９９１９５６０３１２０００７") == ["person", "filing", "stay", "claim"])
        #expect(try kinds("ln21029900012345") == ["person", "filing", "stay", "claim"])
        #expect(try kinds("111001807－20181011").contains("claim"))
        #expect(try kinds("20181011").contains("claim"))
        #expect(try kinds("h11019900001").isSuperset(of: ["institution", "filing", "stay", "claim"]))
        #expect(try node.find("2019-000123").map(\.row.stream) == [Office.claim])
        #expect(try node.find(Office.claim).map(\.row.stream) == [Office.claim])
        let beginning = try node.find("林海")
        #expect(Set(beginning.map(\.row.kind)) == ["person", "filing", "stay", "claim"])
        #expect(beginning.allSatisfy { $0.match == .beginning })
        #expect(try node.find("林海生").allSatisfy { $0.match == .exact })
        #expect(try node.find("林　海生").allSatisfy { $0.match == .same })
        for text in ["海生", "林海生生", "林悔生", "21029919560312000", "", "   "] {
            #expect(try node.find(text).isEmpty, "\(text)")
        }
        #expect(try node.find("林海生", limit: 2).count == 2)
    }

    @Test("U2: rare characters, dots and long names are found by the whole and by the beginning, and nothing else is.")
    func rareNames() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        let clerk = try node.actor(as: "210200", operatorName: "clerk")
        // 600 bytes: the index keeps the first 200 of them, and tells the two apart all the same.
        let long = String(repeating: "长", count: 200)
        let names = ["\u{20bb7}\u{2a6d6}明", "阿依古丽·买买提", "\(long)甲", "\(long)乙", "王小明"]
        for (index, name) in names.enumerated() {
            let event =
                #"{"name":"\#(name)","residentId":"\#(try Self.residentID(serial: index + 1))","#
                + #""cardNumber":"LN2102990001\#(index)","status":"RESIDENT","insuredFrom":"2018-01-01"}"#
            _ = try node.record(
                RecordRequest(stream: "person/210200/\(index)", type: "PersonRegistered", event: event), by: clerk)
        }
        func persons(_ text: String) throws -> [String] { try node.find(text).map(\.row.stream).sorted() }
        #expect(try persons(names[0]) == ["person/210200/0"])
        #expect(try persons("\u{20bb7}") == ["person/210200/0"])
        #expect(try persons("吉") == [])
        #expect(try persons("阿依古丽.买买提") == ["person/210200/1"])
        #expect(try persons("阿依古丽") == ["person/210200/1"])
        #expect(try persons("阿依古丽买买提") == [])
        #expect(try persons(names[2]) == ["person/210200/2"])
        #expect(try persons(long) == ["person/210200/2", "person/210200/3"])
        var query = ListQuery(kind: "persons")
        query.person = names[3]
        #expect(try node.list(query).rows.map(\.stream) == ["person/210200/3"])
        query.person = "王　小明"
        #expect(try node.list(query).rows.map(\.stream) == ["person/210200/4"])
        query.person = "王小"
        #expect(try node.list(query).rows.isEmpty, "a list takes whole names only")
    }

    private static func residentID(serial: Int) throws -> String {
        let region = try #require(RegionCode("210204"))
        let birth = try #require(CalendarDate("1963-04-15"))
        return try #require(ResidentID(region: region, birthDate: birth, serial: serial)).text
    }

    @Test("U2: a card that was replaced still finds its person.")
    func formerCard() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 1)
        let clerk = try node.actor(as: "210200", operatorName: "clerk")
        _ = try node.record(
            RecordRequest(
                stream: "person/210200/000123", type: "CardReplaced",
                event: #"{"cardNumber":"LN21029900099999","replacedOn":"2018-05-01","reason":"lost"}"#), by: clerk)
        for card in ["LN21029900012345", "LN21029900099999"] {
            #expect(try node.find(card).map(\.row.stream) == ["person/210200/000123"])
            var query = ListQuery(kind: "person")
            query.person = card
            #expect(try node.list(query).rows.map(\.stream) == ["person/210200/000123"])
        }
    }

    @Test(
        "U2: a place finds what lies in it: the district, its city, its province.",
        arguments: [
            ("claim", "110199", 1), ("claim", "110100", 1), ("claim", "110000", 1), ("claim", "110101", 0),
            ("claim", "210000", 0),
            ("filing", "110100", 1), ("filing", "110000", 1), ("institution", "110100", 1),
            ("institution", "120000", 0),
            ("stay", "110000", 1),
        ])
    func places(kind: String, place: String, count: Int) throws {
        let node = try Self.played.get()
        var query = ListQuery(kind: kind)
        query.place = place
        #expect(try node.list(query).rows.count == count)
        #expect(try node.list(query, asOf: .now).rows.count == count)
        query.level = "3"
        #expect(try node.list(query).rows.count == (kind == "institution" ? count : 0))
    }

    private static let playedOffice = Result { try Office() }
    /// The forged invoice, played once for those who only read it.
    private static let played: Result<Node, any Error> = Result {
        let node = try playedOffice.get().open()
        try Office.play(node)
        return node
    }

    // MARK: As it was

    @Test("What is listed, traced and built as of an earlier moment is what was listed, traced and built then.")
    func asOf() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        struct Moment {
            let end: UInt64
            let rows: [String: [ListRow]]
            let digest: String
            let trace: Trace?
        }
        var moments: [Moment] = []
        let kinds = ["person", "filing", "stay", "claim", "invoice", "institution"]
        for step in try 1...Office.batches().count {
            try Office.play(node, through: step)
            var rows: [String: [ListRow]] = [:]
            for kind in kinds { rows[kind] = try node.list(ListQuery(kind: kind)).rows }
            moments.append(
                Moment(
                    end: try node.ledger.end(), rows: rows,
                    digest: try node.replay(view: "search", check: true)[0].digest,
                    trace: rows["claim"]?.isEmpty == false ? try node.trace(Office.claim) : nil))
        }
        for moment in moments {
            let limit = StreamLimit.first(moment.end)
            for kind in kinds {
                #expect(
                    try node.list(ListQuery(kind: kind), asOf: limit).rows == moment.rows[kind], "\(kind) \(moment.end)"
                )
            }
            let built = try node.replay(view: "search", asOf: limit)
            #expect(built.map(\.digest) == [moment.digest] && built[0].matches == nil)
            #expect(built[0].entries == moment.end)
            guard let before = moment.trace else { continue }
            let trace = try node.trace(Office.claim, asOf: limit)
            #expect(trace.status == before.status && trace.events.map(\.entry) == before.events.map(\.entry))
            #expect(trace.events.map(\.verdict) == before.events.map(\.verdict))
            #expect(trace.findings.map(\.number) == before.findings.map(\.number))
            #expect(trace.related == before.related)
            #expect(trace.money.map(\.amount) == before.money.map(\.amount))
        }
        // The live view stays what it was.
        #expect(try node.replay(view: "search", check: true)[0].matches == true)
        // By the stream's own entries, everything else as it was when the last of them arrived.
        let first = try node.trace(Office.claim, asOf: .version(1))
        #expect(first.status == "submitted" && first.events.allSatisfy { $0.type != "PaymentHeld" })
        let error = #expect(throws: LedgerError.self) { try node.trace(Office.claim, asOf: .version(0)) }
        #expect(error?.code == .unknownStream)
        let never = try node.list(ListQuery(kind: "claims"), asOf: .received(by: 0))
        #expect(never.rows.isEmpty && never.next == nil)
    }

    @Test("A list as of an earlier moment goes on from page to page, and finds by what held then.")
    func pagesAsOf() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        let clerk = try node.actor(as: "210200", operatorName: "clerk")
        for serial in 1...5 {
            let event =
                #"{"name":"王小明","residentId":"\#(try Self.residentID(serial: serial))","cardNumber":"LN210299000\#(serial)","#
                + #""status":"RESIDENT","insuredFrom":"2018-01-01"}"#
            _ = try node.record(
                RecordRequest(stream: "person/210200/\(serial)", type: "PersonRegistered", event: event), by: clerk)
        }
        let then = StreamLimit.first(try node.ledger.end())
        for serial in 1...5 {
            _ = try node.record(
                RecordRequest(
                    stream: "person/210200/\(serial)", type: "PersonCorrected",
                    event: #"{"name":"王晓明","reason":"misread"}"#), by: clerk)
        }
        var query = ListQuery(kind: "persons")
        query.person = "王小明"
        #expect(try node.list(query).rows.isEmpty)
        query.limit = 2
        var seen: [String] = []
        repeat {
            let page = try node.list(query, asOf: then)
            seen += page.rows.map(\.stream)
            query.after = page.next
        } while query.after != nil
        #expect(seen == (1...5).map { "person/210200/\($0)" })
    }
}
