package import Foundation
package import Persistence

/// What happened to one delivery, in its order.
package struct DeliveryTimeline: Sendable, Encodable {
    package struct Event: Sendable, Equatable, Encodable {
        package let at: Date
        /// matched, made, attempt, in doubt, accepted, delivered, read, finished, due, expires.
        package let what: String
        package let detail: String
    }

    package let delivery: DeliveryView
    package let kind: String?
    package let total: Int?
    package let isInOutbox: Bool
    package let events: [Event]

    package init(_ history: DeliveryHistory) {
        let line = history.line
        delivery = DeliveryView(line)
        kind = history.kind
        total = history.total
        isInOutbox = history.isInOutbox
        var events: [Event] = []
        func add(_ at: Date?, _ what: String, _ detail: String = "") {
            if let at { events.append(Event(at: at, what: what, detail: detail)) }
        }
        add(history.matchedAt, "matched")
        add(line.createdAt, "made", history.isInOutbox ? "its event waits for the relay" : "")
        for attempt in history.attempts { add(attempt.startedAt, "attempt \(attempt.attempt)", Self.words(attempt)) }
        add(line.inDoubtAt, "in doubt", line.isHeld ? "held: campanello reconcile decides" : "")
        add(line.acceptedAt, "accepted")
        add(line.deliveredAt, "delivered")
        add(line.readAt, "read")
        if let end = line.finishedAt, end != line.acceptedAt {
            add(end, line.status, Self.cause(line.reason, line.errorClass, line.errorCode))
        } else if line.finishedAt == nil, !line.isHeld {
            add(line.dueAt, "due", line.reason ?? "")
            add(history.expiresAt, "expires")
        }
        // Things of one instant stay in the order in which they can only have happened.
        self.events = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    private static func words(_ attempt: DeliveryHistory.Attempt) -> String {
        var words = attempt.status
        if let provider = attempt.provider { words += " by \(provider)" }
        if let number = attempt.number { words += " number \(number)" }
        if let end = attempt.finishedAt {
            words += " in \(Int((end.timeIntervalSince(attempt.startedAt) * 1000).rounded())) ms"
        }
        let cause = cause(nil, attempt.errorClass, attempt.errorCode)
        return cause.isEmpty ? words : "\(words): \(cause)"
    }

    private static func cause(_ reason: String?, _ errorClass: String?, _ code: String?) -> String {
        [reason, errorClass, code].compactMap { $0 }.joined(separator: " ")
    }
}
