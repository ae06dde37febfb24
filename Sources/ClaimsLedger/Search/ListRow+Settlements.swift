import Claims

extension ListRow {
    mutating func take(_ state: SettlementState) {
        guard state.hasRequest else { return }
        let request = state.request
        take(request.insured)
        person = request.person
        institutions = [request.institution]
        status = "\(state.status)"
        date = request.to
        about = [request.filing, request.stay].filter { !$0.isEmpty }
        amount = request.bill.total
        invoice = "\(request.bill.invoice.code)-\(request.bill.invoice.number)"
        place = InstitutionCode(request.institution)?.region?.text ?? ""
    }
}
