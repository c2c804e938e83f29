import Foundation
import HTTPTypes
import Hummingbird
import Persistence

/// What was said, when, and why.
struct HistoryPagesController: Sendable {
    static let pageSize = 20

    let pages: AccountPages
    let notifications: NotificationsController
    let filters: FiltersController
    let listingStore: ListingStore

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        var query = QueryReader(request)
        let skip = query.integer("skip", in: 0...Page.maximumSkip) ?? 0
        let page = try await OwnAPI.ask(notifications.list, context, query: "skip=\(skip)&limit=\(Self.pageSize)")
        let text = MessageText(words: pages.words, language: visit.language, time: time(context))
        var values: [String: Any] = ["messages": page["results"].values.map(text.values)]
        if skip > 0 { values["newer"] = "/account/history?skip=\(max(0, skip - Self.pageSize))" }
        if page["page_info"]["has_more"].flag == true {
            values["older"] = "/account/history?skip=\(min(skip + Self.pageSize, Page.maximumSkip))"
        }
        return try pages.page("history", context, section: "history", values)
    }

    func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        let detail = try await OwnAPI.ask(notifications.show, context)
        let message = detail["notification"]
        let text = MessageText(words: pages.words, language: visit.language, time: time(context))
        var values = text.values(message)
        values["timeline"] = detail["timeline"].values.map(text.event)
        values["listings"] = try await homes(message)
        return try pages.page("message", context, section: "history", values)
    }

    /// Why a filter found a listing or did not, condition by condition, and what became of it.
    func why(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        let explained = try await OwnAPI.ask(filters.explain, context)
        let listing = try await listingStore.find(id: context.pathID("listing", of: "listing"))
        let text = WhyText(words: pages.words, language: visit.language, time: time(context))
        var values = text.values(explained)
        values["listing"] = listing.map { UserTextLine.of($0) } ?? ""
        return try pages.page("why", context, section: "history", values)
    }

    private func homes(_ message: JSONValue) async throws -> [[String: Any]] {
        guard let id = message["id"].text.flatMap(UUID.init(uuidString:)) else { return [] }
        let filter = message["filter_id"].written
        return try await listingStore.find(notificationID: id).map { record in
            var values = UserTextLine.values(record)
            values["why"] = "/account/filters/\(filter)/why/\(record.id)"
            return values
        }
    }

    private func time(_ context: GatewayContext) -> PageTime {
        PageTime(zone: context.person.flatMap { TimeZone(identifier: $0.timeZone) } ?? .gmt)
    }
}
