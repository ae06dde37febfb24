import Claims
import SwiftProtobuf
import Testing

@Suite("Events")
struct EventTests {
    @Test("An event's type is the number of its field, as the entry's header carries it.", arguments: EventType.known)
    func numbers(type: EventType) throws {
        let event = try Event(type: type, json: "{}")
        #expect(event.type == type)
        let bytes = try event.payloadBytes()
        // The first tag of the payload: field number << 3 | 2 (length-delimited), as a varint.
        var tag = 0
        for (index, byte) in bytes.enumerated() {
            tag |= Int(byte & 0x7f) << (7 * index)
            if byte & 0x80 == 0 { break }
        }
        #expect(tag == Int(type.rawValue) << 3 | 2)
        #expect(try Event(type: type, payload: bytes) == event)
        let name = try #require(type.name)
        #expect(EventType(name: name) == type)
        #expect(event.payload.map { Swift.type(of: $0).protoMessageName } == "triplicate.v1.\(name)")
        #expect(try event.jsonString().hasPrefix("{\"\(try #require(type.jsonName))\":"))
    }

    @Test("The JSON form of a payload comes back the same, with fen as text and dates as dates.")
    func json() throws {
        let event = Event(.claimSubmitted(Sample.submitted))
        let json = try event.payloadJSON()
        #expect(try Event(type: .claimSubmitted, json: json) == event)
        #expect(json.contains("\"total\":\"1526314\""))
        #expect(json.contains("\"dischargedOn\":\"2018-10-11\""))
        #expect(json.contains("\"itemClass\":\"CLASS_B\""))
    }

    @Test(
        "JSON that is not one payload of that type is refused.",
        arguments: [
            "", "[]", "null", "{", "{} , \"claimApproved\": {}", "{}}, {", "{\"nobody\": 1}", "{\"amount\": 1.5}",
            "{\"amount\": \"9223372036854775808\"}", "{}} trailing",
        ])
    func badJSON(json: String) {
        let found = refusal { _ = try Event(type: .claimApproved, json: json) }
        #expect(found?.number == Refusal.Rule.malformedEvent.number)
    }

    @Test(
        "A field that stands twice in one object is refused, under whichever of its names; in two objects it may stand.",
        arguments: [
            #"{"amount":"1","amount":"2"}"#, #"{"itemClass":"a","item_class":"a"}"#, #"{"a":{"b":1},"a":{"c":1}}"#,
            #"{"x":[{"y":1},{"y":2,"z":[],"y":3}]}"#, #"{"amo\u0075nt":"1", "amount" : "1"}"#,
        ])
    func doubled(json: String) {
        let found = refusal { _ = try Event(type: .claimApproved, json: json) }
        #expect(found?.number == Refusal.Rule.malformedEvent.number)
        #expect(found?.message.contains("twice") == true, "\(found?.message ?? "")")
    }

    @Test(
        "An amount with a point or an exponent is refused, bare or as a text: 1500.00 would be read as 1500 fen.",
        arguments: ["1500.00", "1.5e3", "15E2", "-1.0", "0.0"].flatMap { [$0, "\"\($0)\""] } + [
            #""\u0031500.00""#, #""1500\u002e00""#,
        ])
    func decimals(number: String) {
        let found = refusal { _ = try Event(type: .claimApproved, json: #"{"amount":\#(number)}"#) }
        #expect(found?.number == Refusal.Rule.malformedEvent.number)
        #expect(found?.message.contains("point or an exponent") == true, "\(found?.message ?? "")")
        #expect(found?.remedy.contains("fen") == true)
    }

    @Test("A text that looks like a number with a point stays what it is, beside amounts as digits, bare or as a text.")
    func texts() throws {
        for amount in ["150000", "\"150000\""] {
            for note in ["1.50", "1e5", "-3.0", "2018.10", "1500.00 yuan"] {
                let event = try Event(type: .claimApproved, json: #"{"amount":\#(amount),"note":"\#(note)"}"#)
                #expect(
                    event
                        == Event(
                            .claimApproved(
                                .with {
                                    $0.amount = 150_000
                                    $0.note = note
                                })))
            }
        }
        // The text does not stand for the amount.
        let found = refusal { _ = try Event(type: .claimApproved, json: #"{"amount":"1500.00","note":"1500.0"}"#) }
        #expect(found?.message.contains("1500.00 ") == true, "\(found?.message ?? "")")
    }

    @Test(
        "Where a field cannot be read, the refusal names it, with the lists and objects that it lies in.",
        arguments: [
            (#"{"bill":{"lines":[{"amount":"1"},{"amount":"12x"}]}}"#, "“bill.lines[1].amount” is no whole number"),
            (#"{"bill":{"lines":[{"amount":99999999999999999999}]}}"#, "“bill.lines[0].amount” is no whole number"),
            (#"{ "bill" : {"date":20180825} , "lines":[]}"#, "“bill.date” is no text"),
            (#"{"bill":{"date":"2018-08-25","lines":[{"code":"a"},{"naem":"x,}"}]}}"#, "no field “bill.lines[1].naem”"),
            (#"{"bill":{"lines":[{"itemClass":"CLASS_X"}]}}"#, "“bill.lines[0].itemClass” is none of the words"),
            (#"{"bill":{"lines":[null]}}"#, "“bill.lines[0]” is null"),
            (#"{"bill":[]}"#, "“bill” cannot be read"),
            (#"{"line":[{"code":"a"}]}"#, "no field “line”"),
            (#"{"extra":{"a":{"b":1}}}"#, "no field “extra”"),
            (#"{"extra":[1,2]}"#, "no field “extra”"),
            (#"{"bill":{"lines":[{"extra":[{"a":1}]}]}}"#, "no field “bill.lines[0].extra”"),
        ])
    func places(json: String, message: String) {
        let found = refusal { _ = try Event(type: .dayBilled, json: json) }
        #expect(found?.number == Refusal.Rule.malformedEvent.number)
        #expect(found?.message.contains(message) == true, "\(found?.message ?? "")")
    }

    @Test("However deep a text lies, what is wrong with it is found in a bounded time.", .timeLimit(.minutes(5)))
    func depth() {
        for opening in ["[", #"{"a":"#] {
            let json = #"{"bill":"# + String(repeating: opening, count: 120_000 / opening.utf8.count)
            let found = refusal { _ = try Event(type: .dayBilled, json: json) }
            #expect(found?.number == Refusal.Rule.malformedEvent.number)
            #expect((found?.message.utf8.count ?? 0) < 1_000)
        }
    }

    @Test(
        "However long a name is, or however many values lie beside each other, what is wrong is found in a bounded time.",
        .timeLimit(.minutes(5)))
    func width() {
        let ones = String(repeating: "1,", count: 30_000) + "1"
        let name = String(repeating: "K", count: 60_000)
        let name199 = String(repeating: "K", count: 199)
        for json in [
            #"{"\#(name)":[\#(ones)]}"#, #"{"bill":{"\#(name)":[\#(ones)]}}"#, #"{"bill":{"lines":[\#(ones)]}}"#,
            #"{"\#(name199)":[\#(ones)]}"#,
            #"{"bill":{"date":"a","lines":[\#(ones.replacing("1", with: "{}"))],"x":1}}"#,
        ] {
            let found = refusal { _ = try Event(type: .dayBilled, json: json) }
            #expect(found?.number == Refusal.Rule.malformedEvent.number)
            #expect((found?.message.utf8.count ?? .max) < 1_000, "\(found?.message.prefix(200) ?? "")")
        }
    }

    @Test("Of a text that breaks off anywhere, the event is refused.")
    func broken() {
        let whole = Array(#"{"bill":{"lines":[{"code":"a\"\\b","name":"\u0041"}],"date":"x\\"},"reason":"\"#.utf8)
        for count in 0...whole.count {
            let json = String(decoding: whole.prefix(count), as: UTF8.self)
            let found = refusal { _ = try Event(type: .dayBilled, json: json) }
            #expect(found?.number == Refusal.Rule.malformedEvent.number, "\(json)")
        }
    }

    @Test("A payload that is no event, or of another type than the header says, is refused.")
    func badPayload() throws {
        let bytes = try Event(.claimApproved(Sample.approved)).payloadBytes()
        #expect(refusal { _ = try Event(type: .claimRefused, payload: bytes) } == Refusal(.malformedEvent, ""))
        #expect(refusal { _ = try Event(type: .claimApproved, payload: []) } == Refusal(.malformedEvent, ""))
        #expect(refusal { _ = try Event(type: .claimApproved, payload: [0xff, 0xff]) } == Refusal(.malformedEvent, ""))
        #expect(
            refusal { _ = try Event(type: EventType(rawValue: 9_999), payload: bytes) }
                == Refusal(.unknownEventType, ""))
    }

    @Test("A replacement nested a hundred deep is refused, not walked.")
    func nested() throws {
        var event = Event(.claimApproved(Sample.approved))
        for _ in 0..<100 {
            event = Event(
                .corrected(
                    .with {
                        $0.entry = EntryReference(origin: "x", number: 1)
                        $0.reason = "again"
                        $0.replacement = event
                    }))
        }
        #expect(refusal { try event.checkFormats() }?.number == Refusal.Rule.notUndoable.number)
        let bytes = try event.payloadBytes()
        #expect(refusal { _ = try Event(type: .corrected, payload: bytes) } == Refusal(.malformedEvent, ""))
    }
}

@Suite("Role table")
struct RoleTableTests {
    @Test("Every type has one row, and imported resources stand in kinds of their own.")
    func complete() throws {
        #expect(RoleTable.rows.map(\.type) == EventType.known)
        #expect(try RoleTable.row(.claimImported).kinds == [.fhirClaim])
        #expect(try RoleTable.row(.explanationImported).kinds == [.fhirExplanation])
    }

    @Test("Who may do what is as the table says, for every type, kind and role.", arguments: EventType.known)
    func exhaustive(type: EventType) throws {
        let row = try RoleTable.row(type)
        let everyone = [
            Sample.center, try Party("agency:110000"), Sample.hospital, try Party("pharmacy:P21020312345"),
            Sample.unit, try Party("registrar:110000"), try Party("registrar:210200"),
            try Party("arbiter:210200"),
        ]
        for kind in StreamKind.allCases {
            let number =
                switch kind {
                case .party: "hospital-H11010500001"
                case .receipt: "center/hospital-H11010500001/2018-11-02"
                case .settlement: "H11010500001201810111430000001"
                case .reserve: "110000/2018"
                case .clearing: "110000/2018-11"
                default: "1"
                }
            let stream = try StreamAddress(kind, kind == .stay ? Sample.hospital.code : "210200", number)
            for party in everyone {
                let found = refusal { try RoleTable.check(type, in: stream, by: party) }
                if !row.kinds.contains(kind) {
                    #expect(found?.number == Refusal.Rule.eventDoesNotBelong.number)
                } else if !row.roles.contains(party.role) {
                    #expect(found?.number == Refusal.Rule.roleMayNot.number)
                } else if row.nature != .report, party != stream.decider {
                    #expect(found?.number == Refusal.Rule.notTheDecider.number)
                } else {
                    #expect(found == nil)
                }
            }
        }
    }

    @Test("Another center decides nothing, and reports nothing for others, in this center's streams.")
    func otherCenter() throws {
        let stream = try StreamAddress(Sample.claim)
        for type in [EventType.claimAccepted, .paymentMade, .claimSubmitted, .documentAttached] {
            let found = refusal { try RoleTable.check(type, in: stream, by: Sample.otherCenter) }
            #expect(found?.number == Refusal.Rule.notTheDecider.number)
        }
    }

    @Test("Docs/domain.md prints the role table as it is.")
    func documented() throws {
        let rows = try documentLines("domain.md").filter {
            $0.hasPrefix("| `") && $0.contains(" | decision | ")
                || $0.hasPrefix("| `") && $0.contains(" | report | ")
                || $0.hasPrefix("| `") && $0.contains(" | fact | ")
        }
        let expected = RoleTable.rows.map { row in
            let kinds =
                row.kinds.count == StreamKind.allCases.count
                ? "every kind" : row.kinds.map(\.rawValue).joined(separator: ", ")
            let roles =
                row.roles.count == Role.allCases.count
                ? "everyone, about own entries" : row.roles.map(\.rawValue).joined(separator: ", ")
            return
                "| `\(row.type)` | \(row.type.rawValue) | \(kinds) | \(roles) | \(row.nature.rawValue) | \(row.undoing.rawValue) |"
        }
        #expect(rows == expected)
    }

    @Test("Docs/domain.md prints the kinds of stream as they are.")
    func documentedKinds() throws {
        let lines = try documentLines("domain.md")
        for kind in StreamKind.allCases {
            let deciders =
                kind == .receipt
                ? "any party: the reader" : kind.deciderRoles.map(\.rawValue).joined(separator: " or ")
            #expect(
                lines.contains { $0.hasPrefix("| `\(kind.rawValue)` | \(deciders) | \(kind.readers) |") }, "\(kind)")
        }
    }
}
