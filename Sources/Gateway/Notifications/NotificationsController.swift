import Foundation
import Hummingbird
import Persistence
import ServiceKit

/// A person's history: `/api/v1/notifications`.
struct NotificationsController: Sendable {
    let notifications: NotificationStore
    let links: ListingLink

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        var query = QueryReader(request)
        let window = Page(&query)
        try query.finish()
        let page = try await notifications.list(userID: person.id, skip: window.skip, limit: window.limit)
        return try JSONAnswer.response(NotificationsAnswer(page, window: window))
    }

    func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        guard let id = UUID(uuidString: try context.pathText("id")),
            let detail = try await notifications.find(id: id, userID: person.id)
        else { throw Problem.notFound("There is no notification with this id.") }
        let expires = detail.notification.createdAt.addingTimeInterval(
            TimeInterval(ListingLink.lifetime.components.seconds))
        return try JSONAnswer.response(
            NotificationDetailAnswer(detail, moreURL: links.url(notification: id, expires: expires)))
    }
}
