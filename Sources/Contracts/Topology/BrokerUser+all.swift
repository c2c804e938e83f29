extension BrokerUser {
    /// The services' users and the operator's.
    package static let all = [gateway, matcher, sender(.whatsapp), sender(.telegram), operatorUser]

    /// Relays listing events, direct messages, and the next attempt of a delivery that failed after acceptance.
    private static var gateway: BrokerUser {
        BrokerUser(
            name: "gateway", write: "^(listings|notifications|deliveries)$", read: "",
            topics: [
                TopicPermission(exchange: Exchange.listings, write: listingKeys),
                TopicPermission(exchange: Exchange.notifications, write: notificationKeys),
                TopicPermission(exchange: Exchange.deliveries, write: deliveryKeys(Channel.allCases)),
            ])
    }

    /// Works off the listings, relays notifications, sweeps what got stuck, and files what the broker gave up on.
    private static var matcher: BrokerUser {
        BrokerUser(
            name: "matcher", write: #"^(listings|notifications|deliveries|retry\.[0-9]+[smh]|dead-letters)$"#,
            read: pattern([WorkQueue.matcherListings.name] + WorkQueue.allCases.map(\.limit)),
            topics: [
                TopicPermission(exchange: Exchange.listings, write: listingKeys),
                TopicPermission(exchange: Exchange.notifications, write: notificationKeys),
                TopicPermission(exchange: Exchange.deliveries, write: deliveryKeys(Channel.allCases)),
            ] + retryKeys([.matcherListings])
                + [TopicPermission(exchange: Exchange.deadLetters, write: pattern(WorkQueue.allCases.map(\.name)))])
    }

    /// Works off its channel's queues, and may put messages into no other channel's.
    private static func sender(_ channel: Channel) -> BrokerUser {
        let own = [WorkQueue.notifications(channel), WorkQueue.direct(channel)]
        return BrokerUser(
            name: "\(channel.rawValue)-sender", write: #"^(retry\.[0-9]+[smh]|dead-letters|deliveries)$"#,
            read: pattern(own.map(\.name)),
            topics: retryKeys(own) + [
                TopicPermission(exchange: Exchange.deadLetters, write: pattern(own.map(\.name))),
                TopicPermission(exchange: Exchange.deliveries, write: deliveryKeys([channel])),
            ])
    }

    /// Looks at every queue, reads dead letters and sends them again.
    private static var operatorUser: BrokerUser {
        let work = WorkQueue.allCases
        return BrokerUser(
            name: "operator", tags: ["monitoring"], write: "^(requeue|dead-letters)$",
            read: pattern(work.map(\.dead) + work.map(\.limit)),
            topics: [TopicPermission(exchange: Exchange.deadLetters, write: pattern(work.map(\.name)))])
    }

    private static func retryKeys(_ queues: [WorkQueue]) -> [TopicPermission] {
        RetryLevel.allCases.map {
            TopicPermission(exchange: Exchange.retry($0), write: pattern(queues.map(\.name)))
        }
    }

    private static var listingKeys: String { pattern(ListingEvent.Change.allCases.map(RoutingKey.listing)) }

    private static var notificationKeys: String {
        pattern(Channel.allCases.flatMap { [RoutingKey.notifications($0), RoutingKey.direct($0)] })
    }

    private static func deliveryKeys(_ channels: [Channel]) -> String {
        "^delivery\\.(" + channels.map(\.rawValue).joined(separator: "|") + ")\\.[a-z]+$"
    }

    /// A regular expression for exactly these names.
    private static func pattern(_ names: [String]) -> String {
        "^(" + names.map { $0.replacing(".", with: #"\."#) }.joined(separator: "|") + ")$"
    }
}
