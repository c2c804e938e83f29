import Foundation
import Hummingbird
import Persistence
import ServiceKit

/// The page that people open without a login, from a message: `/n/{token}`.
struct PagesController: Sendable {
    let appName: String
    let templates: PageTemplates
    let links: ListingLink
    let notifications: NotificationStore
    let listings: ListingStore

    /// Every listing of one message, to whoever holds its signed link, until the link expires.
    func notification(_ request: Request, _ context: GatewayContext) async throws -> Response {
        do {
            guard let id = links.verify(token: try context.pathText("token"), now: Date()),
                let record = try await notifications.find(id: id)
            else { return try missing() }
            let page = NotificationPageContent(
                record, try await listings.find(notificationID: id), appName: appName)
            return try templates.response("notification", page.values)
        } catch let problem as Problem where problem.status == .notFound {
            return try missing()
        }
    }

    private func missing() throws -> Response {
        try templates.response(
            "problem",
            [
                "appName": appName, "title": "Страница не найдена",
                "detail": "Ссылка неверна или больше не действует: она открывается 30 дней.",
            ],
            status: .notFound)
    }
}
