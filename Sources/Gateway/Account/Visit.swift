/// What the account's pages know of a request: the language to speak, the form that was sent, and the token that
/// forms of this browser must carry.
struct Visit: Sendable {
    var language: Language
    /// The cookie's value that the form token belongs to: the session's, or a visitor's.
    var secret: String
    /// Whether the browser has no such cookie yet and must be given one.
    var isNew: Bool
    var formToken: String
    var form = PageForm()
}

extension GatewayContext {
    /// - Throws: ``Problem`` 404 for a route that is not behind ``VisitMiddleware``.
    func requireVisit() throws(Problem) -> Visit {
        guard let visit else { throw .notFound("There is nothing at this address.") }
        return visit
    }
}
