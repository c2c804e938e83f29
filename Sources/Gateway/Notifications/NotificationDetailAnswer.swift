import Contracts
import Foundation
import Persistence

/// One message with its timeline: matched, queued, attempts, accepted, delivered, read, or why not.
struct NotificationDetailAnswer: Encodable, Sendable {
    struct Attempt: Encodable, Sendable {
        let attempt: Int
        @OrNull var provider: String?
        let status: String
        let startedAt: Date
        @OrNull var finishedAt: Date?
        @OrNull var errorClass: String?
        @OrNull var errorCode: String?

        init(_ record: DeliveryAttemptRecord) {
            attempt = record.attempt
            provider = record.provider
            status = record.status
            startedAt = record.startedAt
            finishedAt = record.finishedAt
            errorClass = record.errorClass
            errorCode = record.errorCode
        }
    }

    struct Event: Encodable, Equatable, Sendable {
        let event: String
        let at: Date
    }

    let notification: NotificationAnswer
    let moreUrl: String
    let timeline: [Event]
    let attempts: [Attempt]

    init(_ detail: NotificationDetail, moreURL: String) {
        notification = NotificationAnswer(detail.notification)
        moreUrl = moreURL
        timeline = Self.timeline(detail)
        attempts = detail.attempts.map(Attempt.init)
    }

    private static func timeline(_ detail: NotificationDetail) -> [Event] {
        let delivery = detail.notification.delivery
        var events: [Event] = []
        func add(_ name: String, _ date: Date?) {
            if let date { events.append(Event(event: name, at: date)) }
        }
        add("matched", detail.matchedAt)
        add("queued", detail.notification.createdAt)
        for attempt in detail.attempts { add("attempt \(attempt.attempt)", attempt.startedAt) }
        add("in_doubt", delivery.inDoubtAt)
        add("accepted", delivery.acceptedAt)
        add("delivered", delivery.deliveredAt)
        add("read", delivery.readAt)
        switch delivery.status {
        case .failed, .dead, .skipped: add(delivery.status.rawValue, delivery.finishedAt)
        default: break
        }
        return events
    }
}
