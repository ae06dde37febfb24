import Claims

extension Plant {
    /// What cannot be, when stays are seen together.
    static let stayPlants: [Plant] = [
        Plant("two-places-at-once", .fraud, "A person lies in two hospitals in the same nights.", claims: 2) {
            scene, site, plant in
            for script in scene.twoStays(site, shift: -3) {
                scene.play(script)
                scene.label(30, script.stream, plant)
            }
        },
        Plant(
            "moved-on-the-day", .nearMiss, "A person moves to another hospital on the day of the discharge.", claims: 2
        ) {
            scene, site, plant in
            for script in scene.twoStays(site, shift: 0) {
                scene.play(script)
                scene.label(30, script.stream, plant)
            }
        },
        Plant("more-patients-than-beds", .fraud, "A house of three beds has four patients.", claims: 4) {
            scene, site, plant in
            for script in scene.patients(site, 4, of: nil, in: scene.house(site, beds: 3)) {
                scene.play(script)
                scene.label(31, script.stream, plant)
            }
        },
        Plant("as-many-patients-as-beds", .nearMiss, "A house of four beds has four patients.", claims: 4) {
            scene, site, plant in
            for script in scene.patients(site, 4, of: nil, in: scene.house(site, beds: 4)) {
                scene.play(script)
                scene.label(31, script.stream, plant)
            }
        },
        Plant("five-together", .fraud, "Five persons of one unit are admitted and discharged together.", claims: 5) {
            scene, site, plant in
            for script in scene.patients(site, 5, of: scene.random.pick(site.city.units), in: scene.house(site)) {
                scene.play(script)
                scene.label(32, script.stream, plant)
            }
        },
        Plant("four-together", .nearMiss, "Four persons of one unit are admitted and discharged together.", claims: 4) {
            scene, site, plant in
            for script in scene.patients(site, 4, of: scene.random.pick(site.city.units), in: scene.house(site)) {
                scene.play(script)
                scene.label(32, script.stream, plant)
            }
        },
    ]
}

extension Scene {
    /// A stay in a hospital with a log, and one in a hospital without, that begins so many days after the discharge from the first.
    fileprivate mutating func twoStays(_ site: Site, shift: Int) -> [ClaimScript] {
        let person = newcomer(site)
        let hospital = member()
        let others = city.hospitals.filter { !$0.isMember && $0.place == hospital.place && $0.level != hospital.level }
        let other = random.pick(others)
        let filing = filing(of: person, site, [hospital, other])
        let first = stay(site, of: person, filing, in: hospital)
        let second = stay(
            site, 1, of: person, filing, in: other, admitted: first.discharged.adding(days: shift))
        return [first, second]
    }

    /// So many patients of a house in the same days; of one unit, or of units of their own.
    fileprivate mutating func patients(_ site: Site, _ count: Int, of unit: Unit?, in house: Hospital) -> [ClaimScript]
    {
        let admitted = WorkCalendar.after(site.start, 9)
        let days = random.draw(6...9)
        return (0..<count).map { place in
            let person = newcomer(site, place, of: unit ?? city.units[(site.index + place) % city.units.count])
            let filing = filing(of: person, site, [house])
            return stay(site, place, of: person, filing, in: house, admitted: admitted, days: days)
        }
    }
}
