/// A queue that a service works off, with the queues that belong to it.
package enum WorkQueue: String, Sendable, Hashable, CaseIterable {
    case matcherListings = "matcher.listings"
    case whatsappNotifications = "whatsapp.notifications"
    case telegramNotifications = "telegram.notifications"
    case whatsappDirect = "whatsapp.direct"
    case telegramDirect = "telegram.direct"

    package static func notifications(_ channel: Channel) -> WorkQueue {
        switch channel {
        case .whatsapp: .whatsappNotifications
        case .telegram: .telegramNotifications
        }
    }

    package static func direct(_ channel: Channel) -> WorkQueue {
        switch channel {
        case .whatsapp: .whatsappDirect
        case .telegram: .telegramDirect
        }
    }

    /// The queue's name; also its key on the retry, `requeue` and `dead-letters` exchanges.
    package var name: String { rawValue }

    /// Where a message waits for `level` before it comes back.
    package func retry(_ level: RetryLevel) -> String { "\(rawValue).retry.\(level.rawValue)" }

    /// Dead letters, kept until an operator acts. Also the queue of the key `name` on `dead-letters`.
    package var dead: String { "\(rawValue).dead" }

    /// What the broker itself gave up on; also its key on `dead-letters`. Only the sweep reads it.
    package var limit: String { "\(rawValue).limit" }

    /// The queue with all those that belong to it.
    package var family: [String] { [name] + RetryLevel.allCases.map(retry) + [dead, limit] }
}
