import HTTPTypes

/// Methods that HTTP does not define are refused before anything counts them: every other word a client could invent
/// would become a metric of its own.
enum KnownMethods {
    private static let all: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, .query,
    ]

    static func contain(_ method: HTTPRequest.Method) -> Bool {
        method == .get || all.contains(method)
    }

    static let refusal = Problem(
        slug: "not-implemented", title: "The method is not known", status: .notImplemented,
        detail: "This method is not one of HTTP's.")
}

extension HTTPRequest.Method {
    /// A safe request with a body; nothing here takes it.
    static let query = HTTPRequest.Method("QUERY") ?? .trace
}
