extension Finding.Rule {
    public static let differsFromPolicy = Finding.Rule(
        10, "adjudication-differs-from-policy",
        "The adjudication differs from what its policy gives.",
        "核定与政策计算不符")
}
