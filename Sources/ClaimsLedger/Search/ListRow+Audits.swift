import Claims

extension ListRow {
    mutating func take(_ state: AdmissionState) {}

    mutating func take(_ state: AuditState) {}

    mutating func take(_ state: ReviewState) {}
}
