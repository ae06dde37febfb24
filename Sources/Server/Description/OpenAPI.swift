/// The description of the API, as `/openapi.yaml` serves it: the file of that name beside this one.
enum OpenAPI {
    static let document = PackageResources.openapi_yaml
}
