import Foundation
import HTTPTypes
import Hummingbird
import Persistence

/// A person's settings, password and data, and the way out.
struct SettingsPagesController: Sendable {
    static let fields = ["first_name", "locale", "time_zone", "quiet_hours"]
    static let passwordFields = ["current_password", "new_password"]

    let pages: AccountPages
    let cookies: PageCookies
    let users: UsersController
    let passwords: PasswordsController
    let overview: OverviewController

    func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await show(context, done: pages.done(request, try context.requireVisit().language))
    }

    func update(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let form = try context.requireVisit().form
        do {
            try await OwnAPI.ask(users.update, context, body: Self.body(form))
            return AccountPages.redirect("/account/settings", done: "saved")
        } catch let problem as Problem where problem.isAboutInput {
            return try await show(context, form: form, problem: problem)
        }
    }

    /// Every other session ends; this browser goes on in a new one.
    func changePassword(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let form = try context.requireVisit().form
        let body = Self.passwordFields.map { ($0, JSONValue.text(form[$0] ?? "")) }
        do {
            let answer = try await OwnAPI.ask(
                passwords.change, context, body: Dictionary(uniqueKeysWithValues: body))
            var response = AccountPages.redirect("/account/settings", done: "password")
            if let token = answer["refresh_token"].text { cookies.open(token, on: &response) }
            return response
        } catch let problem as Problem where problem.isAboutInput {
            return try await show(context, passwordProblem: problem)
        }
    }

    func export(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await users.export(request, context)
    }

    func askLeave(_ request: Request, _ context: GatewayContext) throws -> Response {
        try leavePage(context, nil)
    }

    /// Deletes the account, once the password was said again.
    func leave(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        do {
            try await OwnAPI.ask(users.delete, context, body: ["password": .text(visit.form["password"] ?? "")])
            var response = AccountPages.redirect("/?lang=\(visit.language.rawValue)", done: "gone")
            cookies.close(on: &response)
            return response
        } catch let problem as Problem where problem.isAboutInput {
            return try leavePage(context, problem)
        }
    }

    private func leavePage(_ context: GatewayContext, _ problem: Problem?) throws -> Response {
        let language = try context.requireVisit().language
        let faults = problem.map { FormFaults($0, fields: ["password"], words: pages.faults, language: language) }
        var values: [String: Any] = ["f": FormValues.of(["password"], faults: faults) { _ in "" }]
        if let summary = faults?.summary, !summary.isEmpty { values["fault"] = summary }
        return try pages.page("leave", context, section: "settings", values, status: problem?.status ?? .ok)
    }

    private func show(
        _ context: GatewayContext, form: PageForm? = nil, done: String? = nil, problem: Problem? = nil,
        passwordProblem: Problem? = nil
    ) async throws -> Response {
        let language = try context.requireVisit().language
        func faults(_ problem: Problem?, _ fields: [String]) -> FormFaults? {
            problem.map { FormFaults($0, fields: fields, words: pages.faults, language: language) }
        }
        let (settings, password) = (faults(problem, Self.fields), faults(passwordProblem, Self.passwordFields))
        let shown = try form ?? Self.form(UserAnswer(try context.requirePerson()))
        var values: [String: Any] = [
            "f": FormValues.of(Self.fields, faults: settings) { shown[$0] ?? "" },
            "p": FormValues.of(Self.passwordFields, faults: password) { _ in "" },
            "locales": FormValues.choices(
                Language.allCases.map { ($0.rawValue, $0.name) }, chosen: [shown["locale"] ?? ""]),
            "zones": TimeZone.knownTimeZoneIdentifiers, "quietFrom": shown["quiet_from"] ?? "",
            "quietTo": shown["quiet_to"] ?? "", "planNote": try await overview.planNote(context, language),
        ]
        if let done { values["done"] = done }
        let summary = [settings, password].compactMap { $0?.summary }.filter { !$0.isEmpty }.joined(separator: "; ")
        if !summary.isEmpty { values["fault"] = summary }
        let status = (problem ?? passwordProblem)?.status ?? .ok
        return try pages.page("settings", context, section: "settings", values, status: status)
    }

    private static func form(_ user: UserAnswer) -> PageForm {
        PageForm([
            "first_name": [user.firstName], "locale": [user.locale], "time_zone": [user.timeZone],
            "quiet_from": [user.quietHours?.from ?? ""], "quiet_to": [user.quietHours?.to ?? ""],
        ])
    }

    /// Quiet hours with both times empty are none.
    private static func body(_ form: PageForm) -> [String: JSONValue] {
        var body: [String: JSONValue] = [:]
        for name in ["first_name", "locale", "time_zone"] { body[name] = form[name].map(JSONValue.text) }
        let (from, to) = (form["quiet_from"] ?? "", form["quiet_to"] ?? "")
        body["quiet_hours"] = from.isEmpty && to.isEmpty ? .null : .object(["from": .text(from), "to": .text(to)])
        return body
    }
}
