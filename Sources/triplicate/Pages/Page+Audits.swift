import Claims

extension Page {
    mutating func show(_ state: AdmissionState, _ stream: String) {}

    mutating func show(_ state: AuditState, _ stream: String) {}

    mutating func show(_ state: ReviewState, _ stream: String) {}
}
