/// The description of the API, as `/openapi.yaml` serves it.
enum OpenAPI {
    static let document = ""
}
