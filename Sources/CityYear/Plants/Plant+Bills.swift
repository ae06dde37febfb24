import Claims

extension Plant {
    /// What is wrong between a claim's papers and the hospital's own bill.
    static let billPlants: [Plant] = [
        Plant(
            "forged-invoice", .fraud,
            "A drug stands in the list several times as often as it was given; the payment is held, a dispute follows."
        ) {
            scene, site, plant in
            var script = scene.honest(site)
            script.forge(script.drug, quantity: (Int(script.claimed[script.drug].quantity) ?? 1) * 9)
            script.course = .acceptedOnly
            let line = scene.play(script)
            scene.dispute(script, openedOn: WorkCalendar.after(line.accepted, 3))
            scene.label(1, script.stream, plant)
        },
        Plant(
            "dear-operation", .fraud,
            "The operation is claimed at half as much again as the hospital charged; it is paid."
        ) {
            scene, site, plant in
            var script = scene.honest(site)
            let line = script.claimed[script.operation]
            script.forge(script.operation, price: line.unitPrice * 3 / 2)
            scene.play(script)
            scene.label(1, script.stream, plant)
        },
        Plant("misread-quantity", .error, "The unit's agent typed one unit of a drug too few.") { scene, site, plant in
            var script = scene.honest(site)
            script.forge(script.drug, quantity: (Int(script.claimed[script.drug].quantity) ?? 2) - 1)
            scene.play(script)
            scene.label(1, script.stream, plant)
        },
        Plant(
            "list-in-another-order", .nearMiss, "The list is the hospital's, in another order, one item in two lines."
        ) {
            scene, site, plant in
            var script = scene.honest(site)
            let drug = script.drug
            let quantity = Int(script.claimed[drug].quantity) ?? 2
            var part = script.claimed[drug]
            part.quantity = "1"
            part.amount = part.unitPrice
            script.forge(drug, quantity: quantity - 1)
            script.claimed.append(part)
            script.claimed.reverse()
            script.invoice.amount = script.claimed.total
            scene.play(script)
            scene.label(1, script.stream, plant)
        },
        Plant(
            "sum-mistyped", .error, "The total that the unit states is not the sum of its list; the claim is returned."
        ) {
            scene, site, plant in
            var script = scene.honestOutside(site)
            script.statedTotal = script.claimed.total + 100
            script.course = .returnedForGood
            scene.play(script)
            scene.label(2, script.stream, plant)
        },
        Plant("days-in-sums", .nearMiss, "Of the daily bills only the sums are handed in; they agree.") {
            scene, site, plant in
            var script = scene.honestOutside(site)
            script.daysHandedIn = .totals
            scene.play(script)
            scene.label(2, script.stream, plant)
        },
        Plant("invoice-replaced", .error, "The hospital replaced the invoice after it was handed in.") {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.replaceInvoice(of: script, on: line.submitted.adding(days: 1), by: script.number + 50_000_000)
            scene.label(1, script.stream, plant)
            scene.label(19, script.stream, plant)
        },
        Plant("invoice-issued-again", .nearMiss, "The hospital replaced the invoice by mistake, and issued it again.") {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.replaceInvoice(of: script, on: line.submitted.adding(days: 1), by: script.number + 50_000_000)
            scene.replaceInvoice(of: script, on: line.submitted.adding(days: 2), by: script.number)
            scene.label(19, script.stream, plant)
            scene.label(9, script.stream, plant)
        },
        Plant(
            "bill-corrected-after-approval", .error,
            "The hospital replaced the invoice when the claim was approved already."
        ) {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.replaceInvoice(of: script, on: line.approved.adding(days: 1), by: script.number + 50_000_000)
            scene.label(1, script.stream, plant)
            scene.label(9, script.stream, plant)
            scene.label(19, script.stream, plant)
        },
    ]
}

extension Scene {
    mutating func replaceInvoice(of script: ClaimScript, on day: CalendarDate, by number: Int) {
        plan(day, Hour.settlement, by: script.hospital.party, "billing", in: script.stay) { _ in
            var event = BillCorrected()
            event.bill = script.hospitalBill
            event.bill.invoice.number = Number.text(number, digits: 8)
            event.reason = "票据作废重开"
            return .billCorrected(event)
        }
    }
}
