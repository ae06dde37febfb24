import Claims

extension Plant {
    /// How much of a reserve is used. Each has an agency and a hospital of its own, and is there once in a year.
    static let reservePlants: [Plant] = [
        reserve(
            "reserve-three-quarters-used", .error, "Three quarters of a reserve are used, and nobody pays in.", 0, 750,
            [40]),
        reserve("reserve-89-used", .error, "89 % of a reserve are used: not 90 yet.", 1, 890, [40]),
        reserve("reserve-nearly-empty", .error, "A reserve is used up but for a twentieth.", 2, 950, [41]),
        reserve("reserve-below-the-mark", .nearMiss, "A little less than 70 % of a reserve are used.", 3, 697, [40]),
        reserve(
            "reserve-paid-in-again", .nearMiss,
            "Of a reserve that was used up but for a twentieth; as much is paid in again.", 4, 950,
            [40, 41], paidInAgain: true),
    ]

    /// - Parameters:
    ///   - house: which of the city's ``City/reserveHouses``.
    ///   - share: what a clearing uses of the reserve, in thousandths.
    private static func reserve(
        _ name: String, _ kind: Label.Kind, _ what: String, _ house: Int, _ share: Int, _ findings: [UInt32],
        paidInAgain: Bool = false
    ) -> Plant {
        Plant(name, kind, what, claims: 0, months: 1...8, isOnce: true) { scene, site, plant in
            let house = scene.city.reserveHouses[house]
            let agency = "\(house.region.prefix(2))0000"
            // All in one month, so that one clearing has them.
            let month = String(site.start.adding(months: 1).description.prefix(7))
            for place in 0..<3 {
                let person = scene.newcomer(site, place)
                scene.settle(
                    SettlementPlan(
                        index: 9_000_000 + site.index * 16 + place, person: person, institution: house, nights: 0,
                        day: WorkCalendar.day("\(month)-03").adding(days: place * 7)))
            }
            scene.openReserve(agency, on: site.start)
            scene.clear(month, by: agency, .share(share, paidInAgain: paidInAgain))
            for finding in findings { scene.label(finding, Scene.reserve(agency), plant) }
        }
    }
}
