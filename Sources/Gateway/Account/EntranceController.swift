import HTTPTypes
import Hummingbird
import Persistence

/// Signing up, in and out, and a new password by a code: the pages of those who are not signed in.
struct EntranceController: Sendable {
    static let signUpFields = ["first_name", "email", "password"]
    static let signInFields = ["email", "password"]

    let pages: AccountPages
    let cookies: PageCookies
    let auth: AuthController
    let users: UserStore
    let overview: OverviewController

    /// `/`: the account of whoever is signed in, else the way in.
    func home(_ request: Request, _ context: GatewayContext) async throws -> Response {
        if context.person != nil { return try await overview.show(request, context) }
        return try show(context, done: pages.done(request, try context.requireVisit().language))
    }

    func signUp(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        do {
            let answer = try await OwnAPI.ask(
                auth.register, context, body: Self.body(visit.form, Self.signUpFields))
            if let id = answer["user"]["id"].number {
                // The account speaks the language it was made in.
                _ = try await users.update(id: Int64(id)) { $0.locale = visit.language.rawValue }
            }
            return try await open(context, done: "welcome")
        } catch let problem as Problem where problem.isAboutInput {
            return try show(context, signUp: problem, status: problem.status)
        }
    }

    func signIn(_ request: Request, _ context: GatewayContext) async throws -> Response {
        do {
            return try await open(context, done: nil)
        } catch let problem as Problem where problem.isAboutInput || problem.status == .unauthorized {
            return try show(context, signIn: problem, status: problem.status)
        }
    }

    /// Ends this browser's session; nobody signed in is signed out already.
    func signOut(_ request: Request, _ context: GatewayContext) async throws -> Response {
        if context.person != nil { try await OwnAPI.ask(auth.logout, context, body: [:]) }
        let language = try context.requireVisit().language
        var response = AccountPages.redirect("/?lang=\(language.rawValue)", done: "left")
        cookies.close(on: &response)
        return response
    }

    private func open(_ context: GatewayContext, done: String?) async throws -> Response {
        let visit = try context.requireVisit()
        let answer = try await OwnAPI.ask(auth.login, context, body: Self.body(visit.form, Self.signInFields))
        guard let token = answer["refresh_token"].text else { throw Problem.unauthorized("Sign in first.") }
        var response = AccountPages.redirect("/", done: done)
        cookies.open(token, on: &response)
        return response
    }

    private func show(
        _ context: GatewayContext, signUp: Problem? = nil, signIn: Problem? = nil, done: String? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let visit = try context.requireVisit()
        let isSigningIn = signIn != nil
        func faults(_ problem: Problem?, _ fields: [String]) -> FormFaults? {
            problem.map { FormFaults($0, fields: fields, words: pages.faults, language: visit.language) }
        }
        let (up, entry) = (faults(signUp, Self.signUpFields), faults(signIn, Self.signInFields))
        // A password is never written back into a page.
        func value(_ name: String, _ isAsked: Bool) -> String {
            isAsked && name != "password" ? visit.form[name] ?? "" : ""
        }
        var values: [String: Any] = [
            "up": FormValues.of(Self.signUpFields, faults: up) { value($0, signUp != nil) },
            "entry": FormValues.of(Self.signInFields, faults: entry) { value($0, isSigningIn) },
        ]
        if let summary = up?.summary, !summary.isEmpty { values["upFault"] = summary }
        if let summary = entry?.summary, !summary.isEmpty { values["entryFault"] = summary }
        if let done { values["done"] = done }
        return try pages.page("entrance", context, values, status: status)
    }

    private static func body(_ form: PageForm, _ names: [String]) -> [String: JSONValue] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, .text(form[$0] ?? "")) })
    }
}

extension Problem {
    /// Whether it is the person who can mend it, in the form they sent.
    var isAboutInput: Bool { [400, 409, 422].contains(status.code) || slug == "plan-limit" }
}
