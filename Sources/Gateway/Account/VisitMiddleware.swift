import HTTPTypes
import Hummingbird
import Logging
import Persistence

/// Finds out who looks at a page, and lets a form in only when it comes from one of our pages and carries the
/// browser's token.
struct VisitMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    let cookies: PageCookies
    let tokens: FormTokens
    let origin: FormOrigin
    let sessions: SessionStore
    let users: UserStore

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        var visit = visitor(request)
        if let token = cookies.value(cookies.session, of: request),
            let session = try await sessions.find(token: token), let user = try await users.find(id: session.userID),
            user.isActive
        {
            context.signIn = SignIn(person: user, session: session.id)
            context.logger[metadataKey: "user_id"] = .stringConvertible(user.id)
            (visit.secret, visit.isNew) = (token, false)
            visit.formToken = tokens.token(for: token)
            visit.language = Language(rawValue: user.locale) ?? visit.language
        }
        if request.method == .post {
            visit.form = try await form(request, visit)
        }
        context.visit = visit
        var response = try await next(request, context)
        if visit.isNew { cookies.set(cookies.visitor, visit.secret, seconds: nil, on: &response) }
        return response
    }

    private func visitor(_ request: Request) -> Visit {
        let known = cookies.value(cookies.visitor, of: request)
        let secret = known ?? FormTokens.visitor()
        let asked = request.uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) }
        return Visit(
            language: asked ?? Language(accepting: request.headers[.acceptLanguage]), secret: secret,
            isNew: known == nil, formToken: tokens.token(for: secret))
    }

    private func form(_ request: Request, _ visit: Visit) async throws -> PageForm {
        guard origin.isOurs(request) else {
            throw Problem.forbidden("This form was not sent from a page of ours.", slug: "foreign-form")
        }
        let form = try await PageForm(request)
        guard !visit.isNew, tokens.isRight(form["form_token"] ?? "", for: visit.secret) else {
            throw Problem.forbidden("This form is out of date: open the page again.", slug: "stale-form")
        }
        return form
    }
}
