/// The command was called in a way that cannot be carried out: exit code 2.
struct Misuse: Error {
    let message: String
    let remedy: String

    init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }
}
