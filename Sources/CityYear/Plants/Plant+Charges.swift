import Claims

extension Plant {
    /// What is wrong with what a hospital charges.
    static let chargePlants: [Plant] = [
        Plant("class-improved", .fraud, "The hospital lists a class B drug as class A.") { scene, site, plant in
            var script = scene.honest(site)
            script.add(.classA)
            scene.play(script)
            scene.label(26, script.stream, plant)
        },
        Plant("class-worsened", .nearMiss, "The hospital lists a class A item as class B, to the person's harm.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.change {
                $0.category == .operation
            } to: {
                $0.itemClass = .classB
            }
            scene.play(script)
            scene.label(26, script.stream, plant)
        },
        Plant("price-fourfold", .fraud, "The operation is charged at four times its usual price.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.reprice { $0 * 4 }
            scene.play(script)
            scene.label(27, script.stream, plant)
        },
        Plant("price-almost-threefold", .nearMiss, "The operation is charged at almost three times its usual price.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.reprice { $0 * 3 - 100 }
            scene.play(script)
            scene.label(27, script.stream, plant)
        },
        Plant("bed-charged-again", .fraud, "The bed is charged twice on three days.") { scene, site, plant in
            var script = scene.honest(site)
            for day in 1...3 { script.days[day].lines.append(Good.bed.line(1, at: Good.bed.usual)) }
            script.addUp()
            scene.play(script)
            scene.label(28, script.stream, plant)
        },
        Plant(
            "bed-of-every-day", .nearMiss,
            "The bed is charged on every calendar day, the first and the last among them."
        ) {
            scene, site, plant in
            var script = scene.honest(site)
            script.daysHandedIn = .whole
            scene.play(script)
            scene.label(28, script.stream, plant)
        },
        Plant("charge-split", .fraud, "The dialysis of the same days is charged on two invoices.", claims: 2) {
            scene, site, plant in
            let first = scene.dialysed(site, every: 7, from: 0)
            guard let filing = first.filing else { return }
            let second = scene.dialysis(
                site.number(1), of: first.person, filing, in: first.hospital, item: first.item, first: first.admitted,
                every: 7, from: 0)
            for script in [first, second] {
                scene.play(script)
                scene.label(29, script.stream, plant)
            }
        },
        Plant(
            "charge-of-other-days", .nearMiss, "Two invoices charge the dialysis of different days of one month.",
            claims: 2
        ) {
            scene, site, plant in
            let first = scene.dialysed(site, every: 7, from: 0)
            guard let filing = first.filing else { return }
            let second = scene.dialysis(
                site.number(1), of: first.person, filing, in: first.hospital, item: first.item, first: first.admitted,
                every: 7, from: 3)
            for script in [first, second] {
                scene.play(script)
                scene.label(29, script.stream, plant)
            }
        },
    ]
}

extension ClaimScript {
    /// Changes lines of the days; sums and list follow.
    mutating func change(_ isMeant: (ChargeLine) -> Bool, to change: (inout ChargeLine) -> Void) {
        for day in days.indices {
            for line in days[day].lines.indices where isMeant(days[day].lines[line]) { change(&days[day].lines[line]) }
        }
        addUp()
    }

    mutating func addUp() {
        for day in days.indices { days[day].total = days[day].lines.total }
        sum()
    }

    /// A class B drug on the first day, as of another class.
    mutating func add(_ itemClass: ChargeLine.ItemClass) {
        let good = Good.drugs[6]
        change {
            $0.code == good.code
        } to: {
            $0.itemClass = itemClass
        }
        if !list.contains(where: { $0.code == good.code }) {
            var line = good.line(4, at: good.usual)
            line.itemClass = itemClass
            days[0].lines.append(line)
            addUp()
        }
    }

    mutating func reprice(_ price: (Int64) -> Int64) {
        change {
            $0.category == .operation
        } to: { line in
            let usual = Good.operations.first { $0.code == line.code }?.usual ?? line.unitPrice
            line.unitPrice = price(usual)
            line.amount = line.unitPrice
        }
    }
}
