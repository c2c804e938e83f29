extension Topology {
    /// The topology of `docs/contracts`. `retryScale` shortens the retry levels on private brokers and in tests.
    package static func standard(retryScale: Double = 1) -> Topology {
        Topology(
            exchanges: exchanges, queues: queues(retryScale: retryScale), bindings: bindings, policies: policies,
            users: BrokerUser.all)
    }

    private static var exchanges: [ExchangeDeclaration] {
        let topics = [Exchange.listings, Exchange.notifications] + RetryLevel.allCases.map(Exchange.retry)
        return topics.map { ExchangeDeclaration(name: $0, kind: .topic) } + [
            ExchangeDeclaration(name: Exchange.requeue, kind: .direct),
            ExchangeDeclaration(name: Exchange.deadLetters, kind: .topic),
            ExchangeDeclaration(name: Exchange.deliveries, kind: .topic),
        ]
    }

    private static func queues(retryScale: Double) -> [QueueDeclaration] {
        WorkQueue.allCases.flatMap { work in
            [plain(work.name)]
                + RetryLevel.allCases.map { retry(work, $0, scale: retryScale) }
                + [plain(work.dead), plain(work.limit)]
        }
    }

    private static func plain(_ name: String) -> QueueDeclaration {
        QueueDeclaration(name: name, arguments: ["x-queue-type": "quorum"])
    }

    /// No dead-letter routing key: the message keeps the work queue's name as its key, and `requeue` finds the queue.
    private static func retry(_ work: WorkQueue, _ level: RetryLevel, scale: Double) -> QueueDeclaration {
        QueueDeclaration(
            name: work.retry(level),
            arguments: [
                "x-queue-type": "quorum",
                "x-message-ttl": .int(level.milliseconds(scale: scale)),
                "x-dead-letter-exchange": .string(Exchange.requeue),
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
                "x-max-length": 500_000,
            ])
    }

    private static var bindings: [Binding] {
        let listings = ListingEvent.Change.allCases.map {
            Binding(
                exchange: Exchange.listings, queue: WorkQueue.matcherListings.name, routingKey: RoutingKey.listing($0))
        }
        let notifications = Channel.allCases.flatMap { channel in
            [
                (WorkQueue.notifications(channel), RoutingKey.notifications(channel)),
                (WorkQueue.direct(channel), RoutingKey.direct(channel)),
            ].map { Binding(exchange: Exchange.notifications, queue: $0.name, routingKey: $1) }
        }
        return listings + notifications + WorkQueue.allCases.flatMap(waysBack)
    }

    /// Into the retry queues, back from them, and to the dead letters.
    private static func waysBack(_ work: WorkQueue) -> [Binding] {
        RetryLevel.allCases.map {
            Binding(exchange: Exchange.retry($0), queue: work.retry($0), routingKey: work.name)
        } + [
            Binding(exchange: Exchange.requeue, queue: work.name, routingKey: work.name),
            Binding(exchange: Exchange.deadLetters, queue: work.dead, routingKey: work.name),
            Binding(exchange: Exchange.deadLetters, queue: work.limit, routingKey: work.limit),
        ]
    }

    private static var policies: [Policy] {
        WorkQueue.allCases.map(limits) + [
            Policy(
                name: "dead-letters", pattern: #"\.(dead|limit)$"#,
                definition: [
                    "max-length": 100_000, "overflow": "reject-publish", "delivery-limit": 1_000_000_000,
                ])
        ]
    }

    /// A policy for each work queue, because of its routing key. The broker's own dead-lettering is only the backstop
    /// for a consumer that crashes on a message, so it has a queue of its own.
    private static func limits(_ work: WorkQueue) -> Policy {
        Policy(
            name: work.name, pattern: "^" + work.name.replacing(".", with: #"\."#) + "$",
            definition: [
                "dead-letter-exchange": .string(Exchange.deadLetters),
                "dead-letter-routing-key": .string(work.limit),
                "dead-letter-strategy": "at-least-once",
                "overflow": "reject-publish",
                "delivery-limit": 20,
                "max-length": 1_000_000,
            ])
    }
}
