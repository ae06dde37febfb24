/// Why the server does not do what it was asked: a status, a numbered reason, a sentence that names the thing, and a remedy.
///
/// Two are equal when their numbers are. The numbers are listed in `Docs/reasons.md` (2701 to 2799 belong to the server).
struct ServerError: Error, Sendable, Equatable {
    /// The HTTP status.
    let status: Int
    let number: Int
    /// The reason's short name.
    let code: String
    let message: String
    let remedy: String
    /// Methods that the path has.
    var allowed: [String] = []

    init(_ status: Int, _ number: Int, _ code: String, _ message: String, remedy: String) {
        self.status = status
        self.number = number
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    static func == (left: ServerError, right: ServerError) -> Bool { left.number == right.number }

    /// No such thing, or nothing that the caller may know of: alike.
    static let notFound = ServerError(
        404, 2701, "not-found", "There is no such thing here.", remedy: "Check the address and who may read it.")
    static let unauthorized = ServerError(
        401, 2702, "unauthorized", "A valid token is needed.",
        remedy:
            "On this node's machine, send the token of serve.json in its directory as Authorization: Bearer TOKEN. A peer signs one with its transport key, for an origin that this node hosts, valid for 60 seconds at most: check that both clocks are right, and that its registrar has admitted that key."
    )
    static let forbidden = ServerError(
        403, 2703, "forbidden", "This is not yours to do.", remedy: "Ask the operator of this node.")
    static func wrongMethod(allowed: [String]) -> ServerError {
        var error = ServerError(
            405, 2704, "wrong-method", "That cannot be done here.", remedy: "Use \(allowed.joined(separator: " or ")).")
        error.allowed = allowed
        return error
    }
    static func badRequest(_ message: String, remedy: String = "See /openapi.yaml.") -> ServerError {
        ServerError(400, 2705, "bad-request", message, remedy: remedy)
    }
    static func tooLarge(limit: Int) -> ServerError {
        ServerError(
            413, 2706, "too-large", "The body has more than \(limit) bytes.", remedy: "Send less at a time.")
    }
    static let tooSlow = ServerError(
        408, 2707, "too-slow", "The request did not come in time.", remedy: "Send it again, faster.")
    static let busy = ServerError(
        503, 2708, "busy", "More requests wait than this node takes.", remedy: "Try again in a moment.")
    static let tooMany = ServerError(
        429, 2709, "too-many", "More requests come from this address than this node takes.",
        remedy: "Send fewer, or a token.")
    static let gap = ServerError(
        500, 2710, "unexpected", "The server could not do this.", remedy: "Look into the server's own log.")
    static let conflict = ServerError(
        409, 2711, "conflict", "The old size is not that of the newest head cosigned here.",
        remedy: "Send a proof from the size in this answer.")
    static let unproven = ServerError(
        422, 2712, "unproven", "The proof does not lead from the old head to the new one.",
        remedy: "If the log is honest, send the right proof; if not, both heads convict it.")
    static let unknownSigner = ServerError(
        403, 2713, "unknown-signer", "No known key that is valid at this size has signed this.",
        remedy: "Sign with a key of the party's admission.")
    static let stopping = ServerError(
        503, 2714, "stopping", "The node is being stopped.", remedy: "Try again when it runs.")
}
