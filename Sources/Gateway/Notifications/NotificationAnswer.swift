import Contracts
import Foundation
import Persistence

/// One message in a person's history.
struct NotificationAnswer: Encodable, Sendable {
    let id: String
    let filterId: Int64
    let filterName: String
    @OrNull var filterCity: String?
    let channel: String
    let kind: String
    let total: Int
    let listingIds: [Int64]
    let status: String
    @OrNull var reason: String?
    let createdAt: Date
    let expiresAt: Date
    @OrNull var acceptedAt: Date?
    @OrNull var deliveredAt: Date?
    @OrNull var readAt: Date?

    init(_ record: NotificationRecord) {
        id = record.id.text
        filterId = record.filterID
        filterName = record.filterName
        filterCity = record.filterCity
        channel = record.channel.rawValue
        kind = record.kind
        total = record.total
        listingIds = record.listingIDs
        status = record.delivery.status.rawValue
        reason = record.delivery.reason
        createdAt = record.createdAt
        expiresAt = record.expiresAt
        acceptedAt = record.delivery.acceptedAt
        deliveredAt = record.delivery.deliveredAt
        readAt = record.delivery.readAt
    }
}

/// A page of the history, the newest first.
struct NotificationsAnswer: Encodable, Sendable {
    let totalCount: Int
    let returnedCount: Int
    let pageInfo: PageInfo
    let results: [NotificationAnswer]

    init(_ page: NotificationPage, window: Page) {
        totalCount = page.total
        results = page.notifications.map(NotificationAnswer.init)
        returnedCount = results.count
        pageInfo = PageInfo(
            skip: window.skip, limit: window.limit, hasMore: window.skip + results.count < page.total)
    }
}
