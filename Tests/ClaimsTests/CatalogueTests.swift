import SwiftProtobuf
import Testing

@testable import Claims

@Suite("Catalogues")
struct CatalogueTests {
    static let stream = "catalogue/210200/treating-place"

    private func published(_ version: String, from: String = "2018-01-01", to: String = "") -> CataloguePublished {
        let text = "catalogue: treating-place\nversion: \(version)\nitems: [{name: bed, class: A}]\n"
        return .with {
            $0.name = "treating-place"
            $0.version = version
            $0.effectiveFrom = from
            $0.effectiveTo = to
            $0.text = text
            $0.sha256 = ContentHash.hex(text)
            $0.items = 1
        }
    }

    @Test("Catalogues: the version in force on a day is the last one published whose period has it.")
    func versions() throws {
        var desk = Desk()
        for event in [
            published("1", to: "2018-12-31"), published("2", from: "2018-10-01"), published("3", from: "2019-06-01"),
        ] {
            try desk.record(Event(.cataloguePublished(event)), in: Self.stream, by: Sample.clerk, on: "2018-01-02")
        }
        guard case .catalogue(let state)? = try desk.state(Self.stream).subject else {
            Issue.record("no catalogue")
            return
        }
        for (day, version) in [
            ("2017-12-31", nil), ("2018-01-01", "1"), ("2018-09-30", "1"), ("2018-10-01", "2"), ("2019-05-31", "2"),
            ("2019-06-01", "3"),
        ] {
            #expect(CalendarDate(day).flatMap { state.version(on: $0) }?.version == version, "\(day)")
        }
    }

    @Test("Catalogues: an annulled version is in force on no day, and its number is free again.")
    func annulled() throws {
        var desk = Desk()
        let event = Event(.cataloguePublished(published("1")))
        let entry = try desk.record(event, in: Self.stream, by: Sample.clerk, on: "2018-01-02")
        let again = refusal { _ = try desk.propose(event, in: Self.stream, by: Sample.clerk, on: "2018-01-03") }
        #expect(again == Refusal(.versionUsed, ""))
        let annulment = Annulled.with {
            $0.entry = entry
            $0.reason = "a wrong table"
        }
        try desk.record(Event(.annulled(annulment)), in: Self.stream, by: Sample.clerk, on: "2018-01-03")
        _ = try desk.propose(event, in: Self.stream, by: Sample.clerk, on: "2018-01-04")
    }

    @Test(
        "Catalogues: a foreign center's publication, and a second one of a version, have no effect wherever they arrive."
    )
    func irregular() throws {
        var desk = Desk()
        let other = Actor(party: Sample.otherCenter, operatorName: "clerk")
        desk.receive(Event(.cataloguePublished(published("1"))), in: Self.stream, by: other, on: "2018-01-02")
        desk.receive(Event(.cataloguePublished(published("1"))), in: Self.stream, by: Sample.clerk, on: "2018-01-02")
        desk.receive(
            Event(.cataloguePublished(published("1", from: "2019-01-01"))), in: Self.stream, by: Sample.clerk,
            on: "2018-01-03")
        let state = try desk.state(Self.stream)
        #expect(state.entries.map(\.verdict) == [.irregular, .regular, .irregular])
        #expect(state.entries.map(\.refusal) == [107, 0, 901])
        guard case .catalogue(let catalogue)? = state.subject else { return }
        #expect(catalogue.versions.map(\.catalogue.effectiveFrom) == ["2018-01-01"])
    }

    @Test("Catalogues: what is not a catalogue is refused by its field.")
    func formats() {
        func number(_ change: (inout CataloguePublished) -> Void) -> Int? {
            refusal { try Event(.cataloguePublished(changed(published("1"), change))).checkFormats() }?.number
        }
        #expect(number { _ in } == nil)
        #expect(number { $0.items = 0 } == 905)
        #expect(number { $0.sha256 = "" } == 905)
        #expect(number { $0.text = String(repeating: "#", count: 50_001) } == 905)
        #expect(number { $0.text += " " } == 904)
        #expect(number { $0.sha256 = "ABC" } == 211)
        #expect(number { $0.name = "" } == 209)
        #expect(number { $0.version = "" } == 209)
        #expect(number { $0.effectiveFrom = "2018-02-29" } == 207)
        #expect(number { $0.effectiveTo = "2017-12-31" } == 216)
        // A longer text lies in a blob, of which the event has the hash.
        #expect(number { $0.text = "" } == nil)
    }

    @Test(
        "The hash of a text is SHA-256 (FIPS 180-4, and the empty text).",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func hash(text: String, hash: String) { #expect(ContentHash.hex(text) == hash) }

    @Test(
        "Catalogues: any order of arrival, with duplicates, comes to the same state.", arguments: [UInt64(1), 2, 3, 4])
    func arrival(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var desk = Desk()
        let other = Actor(party: Sample.otherCenter, operatorName: "clerk")
        for index in 0..<30 {
            let version = published("\(Int.random(in: 0..<6, using: &random))", from: "2018-01-0\(1 + index % 9)")
            let own = (desk.streams[Self.stream] ?? []).filter { $0.party == Sample.center }.map(\.reference)
            if let target = own.randomElement(using: &random), Int.random(in: 0..<3, using: &random) == 0 {
                let annulment = Annulled.with {
                    $0.entry = target
                    $0.reason = "a mistake"
                }
                desk.receive(Event(.annulled(annulment)), in: Self.stream, by: Sample.clerk, on: "2018-02-01")
            } else {
                let actor = Int.random(in: 0..<5, using: &random) == 0 ? other : Sample.clerk
                desk.receive(Event(.cataloguePublished(version)), in: Self.stream, by: actor, on: "2018-02-01")
            }
        }
        let entries = (desk.streams[Self.stream] ?? []).map { History.Entry(recorded: $0, after: [:]) }
        let address = try StreamAddress(Self.stream)
        let whole = StreamFold.fold(address, History.ordered(entries, decider: Sample.center))
        for _ in 0..<5 {
            let again = (entries + entries.prefix(10)).shuffled(using: &random)
            #expect(StreamFold.fold(address, History.ordered(again, decider: Sample.center)) == whole)
        }
        guard case .catalogue(let state)? = whole.subject else { return }
        let versions = state.versions.map(\.catalogue.version)
        #expect(Set(versions).count == versions.count, "a version stands once")
    }

    // MARK: Comparison

    static let catalogue = Catalogue(
        name: "treating-place",
        items: [
            .init(code: "D1", name: "cefuroxime", itemClass: .classB, ceiling: 5_000, usualPrice: 4_000),
            .init(code: "B1", name: "bed", itemClass: .classA, ceiling: 5_000),
            .init(code: "O1", name: "appendectomy", itemClass: .classA, usualPrice: 40_000),
            .init(name: "护工费", itemClass: .selfPay),
        ])

    private func line(
        _ code: String, _ name: String, _ amount: Int64, _ itemClass: ChargeLine.ItemClass, quantity: String = "",
        unitPrice: Int64 = 0
    ) -> ChargeLine {
        var line = Sample.line(name, amount, itemClass, code: code)
        line.quantity = quantity
        line.unitPrice = unitPrice
        return line
    }

    @Test("Catalogues: class B billed as A is shown, and what lies above the ceiling, per line.")
    func differences() {
        let found = Self.catalogue.differences(from: [
            line("D1", "cefuroxime", 50_000, .classA, quantity: "10"),
            line("D1", "cefuroxime", 50_001, .classB, quantity: "10"),
            line("B1", "bed", 5_000, .classA),
            line("B1", "bed", 60_000, .classA, unitPrice: 6_000),
            line("", " 护工费", 100, .classA),
        ])
        #expect(found.map(\.line) == [1, 2, 4, 5])
        #expect(found.map(\.isOtherClass) == [true, false, false, true])
        #expect(found.map(\.overCeiling) == [0, 1, 10_000, 0])
        #expect(found.map(\.adjusted) == [50_000, 50_000, 50_000, 100])
    }

    @Test(
        "Catalogues: an operation at 5,452 instead of 452 is many times its usual price; below twice nothing is said.")
    func usualPrice() throws {
        let found = Self.catalogue.differences(from: [
            line("O1", "appendectomy", 545_200, .classA), line("O1", "appendectomy", 79_999, .classA),
            line("O1", "appendectomy", 80_000, .classA, quantity: "0.5"),
        ])
        #expect(found.map(\.line) == [1, 3])
        #expect(found[0].timesUsual?.decimalText == "13.63")
        #expect(found[0].overCeiling == 0)
    }

    @Test("Catalogues: another code is another item, even of the same name; without a code the name decides.")
    func identity() {
        let lines = [
            line("X9", "bed", 1, .classB), line("", "BED", 1, .classB), line("b1", "whatever", 1, .classB),
            line("X9", "护工费", 1, .classA),
        ]
        #expect(Self.catalogue.unlisted(lines) == [1])
        #expect(Self.catalogue.differences(from: lines).map(\.line) == [2, 3, 4])
    }

    @Test("Catalogues: a quantity that no number can hold exactly gives no difference instead of a wrong one.")
    func overflow() {
        let huge = line("B1", "bed", 1_000_000_000_000, .classA, quantity: "999999999999.999999")
        #expect(Self.catalogue.differences(from: [huge]).allSatisfy { $0.overCeiling == 0 })
    }
}
