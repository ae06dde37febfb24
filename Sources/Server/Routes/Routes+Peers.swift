extension Routes {
    /// What other nodes ask besides logs.
    func peers(_ route: Route, _ asked: Asked, by caller: Caller) async throws -> Answer {
        throw ServerError.notFound
    }
}
