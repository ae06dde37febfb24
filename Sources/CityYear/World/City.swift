import Claims

/// The parties and the people of the city: everything that follows from the seed and the size alone.
struct City: Sendable {
    static let centerCode = "210200"
    static let center = "center:210200"
    /// The agencies through which direct settlements are cleared: of the treating places, and of the insured place itself.
    static let agencyCodes = ["110000", "310000", centerCode] + reserveRegions.map { "\($0.prefix(2))0000" }
    /// Where the hospitals lie whose agencies' reserves run low.
    private static let reserveRegions = ["120101", "130102", "140105", "320102", "330102"]
    static let arbiter = "arbiter:110000"
    static let registrar = "registrar:210200"
    static let policy = "policy/210200/city-employees"
    static let procedure = "policy/210200/procedure"
    static let arbiterProcedure = "policy/110000/arbiter/procedure"
    static let catalogue = "catalogue/210200/city"
    /// The treating places: Beijing and Shanghai.
    static let places = ["110000", "310000"]

    let seed: UInt64
    /// Claims of the year, planted ones among them.
    let claims: Int
    /// How many persons' claims are drawn from.
    let persons: Int
    let units: [Unit]
    /// Of the treating places; those with a log of their own first in each place.
    let hospitals: [Hospital]
    let pharmacies: [Hospital]
    let home: Hospital
    /// A house whose key is stolen in the course of the year.
    let robbed: Hospital
    /// Houses of other places, each with an agency that has nobody else.
    let reserveHouses: [Hospital]
    private let personSkew: Skew
    private let unitSkew: Skew

    init(seed: UInt64, claims: Int) {
        self.seed = seed
        self.claims = claims
        persons = max(40, claims * 2 / 3)
        units = (0..<max(12, claims / 120)).map { City.unit($0, seed) }
        personSkew = Skew(count: persons, shift: max(2, persons / 12))
        unitSkew = Skew(count: units.count, shift: 4)
        let beds = max(300, claims / 3)
        let members = max(4, claims / 6_000)
        hospitals = City.places.enumerated().flatMap { place, code in
            (0..<(members + 2)).map { index in
                Hospital(
                    code: City.institution(place, index), name: "\(place == 0 ? "北京" : "上海")第\(index + 1)示范医院",
                    place: code,
                    level: [3, 2, 3, 1][index % 4], isMember: index < members, beds: index < members ? beds : 0)
            }
        }
        pharmacies = (0..<2).map { index in
            Hospital(
                code: "P2102020000\(index + 1)", name: "滨城第\(index + 1)大药房", place: "210200", level: 0, isMember: true,
                beds: 0)
        }
        home = Hospital(
            code: "H21020200001", name: "滨城市中心医院", place: "210200", level: 3, isMember: true, beds: 0)
        reserveHouses = City.reserveRegions.enumerated().map { place, region in
            Hospital(
                code: "H\(region)00001", name: "外地第\(place + 1)医院", place: "\(region.prefix(2))0000", level: 3,
                isMember: true, beds: 0)
        }
        robbed = Hospital(
            code: "H11010590002", name: "北京永安医院", place: "110000", level: 2, isMember: true, beds: 0)
    }

    var institutions: [Hospital] { hospitals + pharmacies + [home, robbed] + reserveHouses }

    /// Every party with a log on the node, as `role:code`, in the order in which they are made.
    var parties: [String] {
        let houses = (hospitals + [home, robbed] + reserveHouses).filter(\.isMember).map(\.party)
        return [City.center, City.arbiter, City.registrar] + City.agencyCodes.map { "agency:\($0)" } + houses
            + pharmacies.map { "pharmacy:\($0.code)" } + units.map(\.party)
    }

    static func origin(of party: String) -> String {
        "triplicate.example/" + party.lowercased().split(separator: ":").joined(separator: "-")
    }

    private static func institution(_ place: Int, _ index: Int) -> String {
        "H\(["110105", "310104"][place])\(Number.text(index + 1, digits: 5))"
    }

    private static func unit(_ index: Int, _ seed: UInt64) -> Unit {
        var random = CityRandom(seed: seed, of: 1, index)
        let body = "91210200MA\(Number.text(index + 1, digits: 7))"
        return Unit(
            index: index, code: UnifiedCreditCode(body: body)?.text ?? body,
            // Two agents of one name would be one for whoever looks for groups.
            agent: name(&random) + Number.text(index + 1, digits: 3))
    }

    // MARK: People

    private static let surnames = [
        "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
    ]
    private static let given = [
        "秀英", "桂兰", "玉兰", "建国", "志强", "海生", "小明", "丽华", "淑珍", "永福", "国庆", "春梅", "文静", "振东", "卫平", "雪梅", "德海", "凤英",
        "长顺", "晓红",
    ]

    private static func name(_ random: inout CityRandom) -> String {
        random.pick(surnames) + random.pick(given)
    }

    func person(_ number: Int) -> Person {
        var random = CityRandom(seed: seed, of: 2, number)
        // No two numbers have a birthday and a serial number in common.
        let (group, serial) = number.quotientAndRemainder(dividingBy: 1_000)
        let birth = WorkCalendar.day("1936-03-01").adding(days: (group * 7_919 + serial * 31) % 24_000)
        let region = RegionCode("210202")
        let id = region.flatMap { ResidentID(region: $0, birthDate: birth, serial: serial) }
        var insured = InsuredPerson()
        insured.name = City.name(&random)
        insured.residentID = id?.text ?? ""
        insured.cardNumber = "LN2102\(Number.text(number, digits: 8))"
        let age = 2025 - birth.parts.year
        return Person(
            number: number, insured: insured,
            status: random.happens(perMille: 80) ? .resident : age >= 60 ? .retiree : .employee,
            unit: units[random.place(in: unitSkew.cumulated)], birth: birth)
    }

    /// A person to be ill: a few are it often, most of them once.
    func drawPerson(_ random: inout CityRandom) -> Int { random.place(in: personSkew.cumulated) + 1 }

    /// Hospitals of a place: one, or two of different levels.
    func drawHospitals(_ place: String, members: Bool = false, _ random: inout CityRandom) -> [Hospital] {
        let there = hospitals.filter { $0.place == place && (!members || $0.isMember) }
        let skew = Skew(count: there.count, shift: 1)
        let first = there[random.place(in: skew.cumulated)]
        let others = there.filter { $0.level != first.level }
        guard random.happens(perMille: 500), !others.isEmpty else { return [first] }
        return [first, random.pick(others)]
    }
}
