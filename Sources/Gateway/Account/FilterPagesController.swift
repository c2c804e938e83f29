import Foundation
import HTTPTypes
import Hummingbird
import Persistence

/// Writing, changing and deleting filters, with a count of what one would find.
struct FilterPagesController: Sendable {
    let pages: AccountPages
    let filters: FiltersController

    func new(_ request: Request, _ context: GatewayContext) throws -> Response {
        try show(context, FilterForm.blank)
    }

    func edit(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let filter = try await OwnAPI.ask(filters.show, context)
        return try show(context, FilterForm.fields(filter), id: filter["id"].written)
    }

    /// Saves, or with `do=count` only says what the filter would find.
    func create(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await submit(context, id: nil) { body in
            try await OwnAPI.ask(filters.create, context, body: body)
        }
    }

    func update(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try await OwnAPI.ask(filters.show, context)["id"].written
        return try await submit(context, id: id) { body in
            try await OwnAPI.ask(filters.update, context, body: body)
        }
    }

    /// The count alone, as text, for the script.
    func count(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        let text: String
        do {
            text = try await found(context, visit).count
        } catch let problem as Problem where problem.isAboutInput {
            let faults = FormFaults(problem, fields: [], words: pages.faults, language: visit.language)
            text = faults.summary
        }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: .init(string: text)))
    }

    func askDelete(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        let filter = try await OwnAPI.ask(filters.show, context)
        return try pages.page(
            "filter-delete", context, section: "filters",
            [
                "id": filter["id"].written,
                "question": pages.words("delete_question", visit.language, filter["name"].written),
            ])
    }

    func delete(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await OwnAPI.ask(filters.delete, context)
        return AccountPages.redirect("/", done: "deleted")
    }

    private func submit(
        _ context: GatewayContext, id: String?, _ save: ([String: JSONValue]) async throws -> JSONValue
    ) async throws -> Response {
        let visit = try context.requireVisit()
        do {
            if visit.form["do"] == "count" {
                let found = try await found(context, visit)
                return try show(context, visit.form, id: id, found: found)
            }
            _ = try await save(FilterForm.json(visit.form))
            return AccountPages.redirect("/", done: "saved")
        } catch let problem as Problem where problem.isAboutInput {
            return try show(context, visit.form, id: id, problem: problem)
        }
    }

    private func found(_ context: GatewayContext, _ visit: Visit) async throws -> (count: String, samples: [String]) {
        var body = FilterForm.json(visit.form)
        body["name"] = nil
        let found = try await OwnAPI.ask(filters.preview, context, body: body)
        let language = visit.language
        let total = Int(found["total_listings"].number ?? 0)
        let messages = Int(found["messages"].number ?? 0)
        let count = pages.words(
            found["is_complete"].flag == false ? "count_at_least" : "count", language,
            pages.words.counted("homes", total, language), pages.words.counted("messages", messages, language),
            found["messages_at_night"].written)
        return (count, found["sample_listings"].values.map(HomeText.line))
    }

    private func show(
        _ context: GatewayContext, _ form: PageForm, id: String? = nil,
        found: (count: String, samples: [String])? = nil, problem: Problem? = nil
    ) throws -> Response {
        let visit = try context.requireVisit()
        let faults = problem.map {
            FormFaults($0, fields: FilterForm.fields, words: pages.faults, language: visit.language)
        }
        var values = FilterFormValues(words: pages.words, language: visit.language).values(form, faults)
        values["heading"] = pages.words(id == nil ? "new_filter" : "edit_filter", visit.language)
        values["action"] = "/account/filters" + (id.map { "/\($0)" } ?? "")
        if let summary = faults?.summary, !summary.isEmpty { values["fault"] = summary }
        if let found { (values["count"], values["samples"]) = (found.count, found.samples) }
        return try pages.page("filter", context, section: "filters", values, status: problem?.status ?? .ok)
    }
}
