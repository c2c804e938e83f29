import HTTPTypes
import Hummingbird

/// A new password by a code on a linked channel.
struct ResetPagesController: Sendable {
    static let fields = ["email", "code", "new_password"]

    let pages: AccountPages
    let passwords: PasswordsController

    func show(_ request: Request, _ context: GatewayContext) throws -> Response {
        try show(context, isSent: false)
    }

    /// Sends a code; the page says the same whether there is such an account or not.
    func sendCode(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let form = try context.requireVisit().form
        do {
            try await OwnAPI.ask(passwords.forgot, context, body: ["email": .text(form["email"] ?? "")])
            return try show(context, isSent: true)
        } catch let problem as Problem where problem.isAboutInput {
            return try show(context, isSent: false, problem: problem)
        }
    }

    func set(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        let body = Self.fields.map { ($0, JSONValue.text(visit.form[$0] ?? "")) }
        do {
            try await OwnAPI.ask(passwords.reset, context, body: Dictionary(uniqueKeysWithValues: body))
            return AccountPages.redirect("/?lang=\(visit.language.rawValue)", done: "password")
        } catch let problem as Problem where problem.isAboutInput {
            return try show(context, isSent: true, problem: problem)
        }
    }

    private func show(_ context: GatewayContext, isSent: Bool, problem: Problem? = nil) throws -> Response {
        let visit = try context.requireVisit()
        let faults = problem.map {
            FormFaults($0, fields: Self.fields, words: pages.faults, language: visit.language)
        }
        var values: [String: Any] = [
            "sent": isSent,
            "f": FormValues.of(Self.fields, faults: faults) { $0 == "new_password" ? "" : visit.form[$0] ?? "" },
        ]
        if isSent, problem == nil { values["done"] = pages.words("done_code", visit.language) }
        if let summary = faults?.summary, !summary.isEmpty { values["fault"] = summary }
        return try pages.page("reset", context, values, status: problem?.status ?? .ok)
    }
}
