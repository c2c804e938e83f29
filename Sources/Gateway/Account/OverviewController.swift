import Foundation
import Hummingbird
import Persistence

/// A person's filters at a glance, and the switch for everything.
struct OverviewController: Sendable {
    let pages: AccountPages
    let filters: FiltersController
    let users: UsersController
    let recipients: RecipientStore
    let channels: [ChannelRoutes]

    func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        var values = try await self.values(context, visit.language)
        if let done = pages.done(request, visit.language) { values["done"] = done }
        return try pages.page("overview", context, section: "filters", values)
    }

    /// Switches off the channels that are on, or on again those that it switched off: nothing is said meanwhile, and
    /// what was found in a pause is caught up. A channel that the person had switched off by itself stays so.
    func pauseAll(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let isOn = try context.requireVisit().form["enabled"] == "true"
        let person = try context.requirePerson()
        if isOn {
            try await recipients.resumeAll(userID: person.id)
        } else {
            try await recipients.pauseAll(userID: person.id)
        }
        return AccountPages.redirect("/", done: isOn ? "resumed_all" : "paused_all")
    }

    func pause(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await OwnAPI.ask(filters.pause, context, body: [:])
        return AccountPages.redirect("/", done: "paused")
    }

    func resume(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        do {
            try await OwnAPI.ask(filters.resume, context, body: [:])
            return AccountPages.redirect("/", done: "resumed")
        } catch let problem as Problem where problem.slug == "plan-limit" {
            var values = try await self.values(context, visit.language)
            values["fault"] = pages.faults.translated(problem.detail, visit.language)
            return try pages.page("overview", context, section: "filters", values, status: problem.status)
        }
    }

    /// What the plan allows, in words.
    func planNote(_ context: GatewayContext, _ language: Language) async throws -> String {
        let plan = try await OwnAPI.ask(users.subscription, context)
        let minutes = Int(plan["limits"]["notification_interval_minutes"].number ?? 0)
        return pages.words(
            minutes < 60 ? "plan_note_minutes" : "plan_note_hours", language, plan["subscription_type"].written,
            plan["limits"]["max_filters"].written, String(minutes < 60 ? minutes : minutes / 60))
    }

    private func values(_ context: GatewayContext, _ language: Language) async throws -> [String: Any] {
        let list = try await OwnAPI.ask(filters.list, context, query: "limit=100").values
        var states: [ChannelState] = []
        for channel in channels { states.append(try await channel.state(context)) }
        let proved = states.filter(\.isProved)
        return [
            "filters": list.map { card($0, language) }, "noChannel": proved.isEmpty, "hasChannel": !proved.isEmpty,
            "allPaused": !proved.isEmpty && proved.allSatisfy { !$0.isEnabled },
            "planNote": try await planNote(context, language),
        ]
    }

    private func card(_ filter: JSONValue, _ language: Language) -> [String: Any] {
        [
            "id": filter["id"].written, "name": filter["name"].written, "paused": filter["is_active"].flag == false,
            "summary": FilterSummary(words: pages.words, language: language).text(filter),
        ]
    }
}
