/// The exchanges' names.
package enum Exchange {
    /// Topic: `listing.ingested`, `listing.updated`, `listing.removed`.
    package static let listings = "listings"
    /// Topic: `whatsapp`, `telegram`, `whatsapp.direct`, `telegram.direct`.
    package static let notifications = "notifications"
    /// Direct: what has waited comes back through it; the key is the work queue's name.
    package static let requeue = "requeue"
    /// Topic: the key is the work queue's name, or `<work queue>.limit`.
    package static let deadLetters = "dead-letters"
    /// Topic: `delivery.<channel>.<status>`, facts for whoever wants to listen.
    package static let deliveries = "deliveries"

    /// Topic: the key is the name of the work queue to come back to.
    package static func retry(_ level: RetryLevel) -> String { "retry.\(level.rawValue)" }
}
