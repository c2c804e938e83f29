import Contracts
import Foundation
import Logging
import Messaging
import NIOConcurrencyHelpers
import Notifications
import Persistence
import Postgres
import RabbitMQ
import TestSupport

@testable import SenderKit

/// A sender on a real broker and a real database, with a provider that the test plays.
struct SenderStage: Sendable {
    let world: PostgresDeliveryWorld
    /// What the sender itself works on.
    let service: PostgresPool
    let amqpURL: String
    let publisher: RabbitMQPublisher
    /// Looks at queues, and takes nothing.
    let onlooker: RabbitMQSubscriber
    let states = TestSignal<ChannelSender.State>("the sender's state")

    static func open(_ body: (SenderStage) async throws -> Void) async throws {
        try await withMigratedDatabase(size: 8) { pool in
            try await TestBroker.withVirtualHost(queues: [.telegramNotifications, .telegramDirect]) { url in
                let configuration = try RabbitMQConfiguration(url: url)
                let publisher = RabbitMQPublisher(
                    configuration: configuration, connectionName: "test publisher", logger: quiet)
                let onlooker = RabbitMQSubscriber(
                    configuration: configuration, connectionName: "test onlooker", logger: quiet)
                await publisher.start()
                await onlooker.start()
                // With the rights that a sender has, and no more.
                try await ServiceRoles.withPool(.telegramSender, like: pool) { service in
                    let world = PostgresDeliveryWorld(pool: pool, service: service)
                    try await body(
                        SenderStage(
                            world: world, service: service, amqpURL: url, publisher: publisher, onlooker: onlooker))
                }
                await onlooker.shutdown()
                await publisher.shutdown()
            }
        }
    }

    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs `replicas` senders while `body` does.
    ///
    /// - Parameter isMeasured: They keep their own figures and their queues', in the factory of the task.
    func withSenders(
        _ replicas: Int = 1, provider: FlakyProvider, second: FlakyProvider? = nil, owner: String = "replica",
        token: @escaping @Sendable () -> String = { "test-token" },
        numbers given: [SendingNumber]? = nil, isMeasured: Bool = false,
        _ change: (inout SenderSettings) -> Void = { _ in },
        while body: () async throws -> Void
    ) async throws {
        let retry = RetryPolicy(scale: 0.02)
        var settings = SenderSettings(
            channel: .telegram, claims: ClaimPolicy(owner: owner), retry: retry, prefetch: 40, concurrency: 20,
            probeInterval: .milliseconds(50), configurationWait: .milliseconds(100))
        change(&settings)
        let configuration = try RabbitMQConfiguration(url: amqpURL)
        let parts = (0..<replicas).map { index in
            var own = settings
            own.claims.owner += " \(index)"
            let subscriber = RabbitMQSubscriber(
                configuration: configuration, connectionName: "test consumer", logger: Self.quiet)
            let numbers = [provider, second].compactMap { $0 }.enumerated().map { index, transport in
                SendingNumber(
                    index: index + 1, provider: TelegramProvider { token() }, transport: transport,
                    requestTimeout: .seconds(5))
            }
            let hold = OperatorHold()
            let watch = PauseWatch(channel: .telegram, pool: service, hold: hold, logger: Self.quiet)
            let queues = QueueWatch(Broker.queues(of: .telegram), over: subscriber, every: .milliseconds(100))
            let observer: any SenderObserver =
                isMeasured
                ? SenderLog(channel: .telegram, numbers: (given ?? numbers).map(\.name), logger: Self.quiet)
                : SilentObserver()
            let sender = ChannelSender(
                settings: own, numbers: given ?? numbers, store: world.store, subscriber: subscriber,
                publisher: publisher,
                observer: observer, logger: Self.quiet, hold: hold,
                isConnected: { true }
            ) { [states] in states.send($0) }
            return (subscriber, sender, watch, queues)
        }
        for part in parts { await part.0.start() }
        let running = parts.flatMap { part in
            [Task { await part.1.run() }, Task { await part.2.run() }]
                + (isMeasured ? [Task { await part.3.run() }] : [])
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        for task in running { task.cancel() }
        for task in running { await task.value }
        for part in parts { await part.0.shutdown() }
        try result.get()
    }

    /// Makes notifications for as many people, whose chats are numbered from `first`.
    func notify(_ count: Int, from first: Int = 1000) async throws -> [SeededDelivery] {
        var deliveries: [SeededDelivery] = []
        for index in 0..<count {
            let seeded = try await world.make(DeliverySeed(address: String(first + index)))
            try await publish(seeded)
            deliveries.append(seeded)
        }
        return deliveries
    }

    func publish(_ seeded: SeededDelivery, attempt: Int = 1) async throws {
        let contract: any Contract
        let key: String
        if let listing = seeded.listingID {
            let facts = ListingFacts(
                id: listing, source: "idealista", externalID: "1", url: "https://a.example/1", title: "Bilocale",
                city: "Roma")
            contract = NewListingsForFilter(
                id: seeded.id, occurredAt: Date(), kind: .newListings, userID: seeded.userID, channel: .telegram,
                locale: "ru", expiresAt: Date() + 3_600,
                filter: .init(id: seeded.filterID ?? 0, name: "Roma", city: nil),
                total: 1, moreURL: "https://a.example/n", listings: [AnnouncedListing(facts: facts)])
            key = RoutingKey.notifications(.telegram)
        } else {
            contract = DirectMessage(
                id: seeded.id, occurredAt: Date(), userID: seeded.userID, channel: .telegram, expiresAt: Date() + 600)
            key = RoutingKey.direct(.telegram)
        }
        var message = Message(
            messageID: seeded.id.text, type: contract.messageType.rawValue, timestamp: Date(), appID: "test",
            body: try ContractEncoder.encode(contract))
        message.attempt = attempt
        try await publisher.publish(message, exchange: Exchange.notifications, routingKey: key, mandatory: true)
    }

    /// How many deliveries have one of `statuses`, all counted at one instant.
    func count(_ statuses: DeliveryStatus...) async throws -> Int {
        let rows = try await world.pool.query(
            "SELECT count(*)::bigint AS n FROM campanello.deliveries WHERE status = ANY($1)",
            [.textArray(statuses.map(\.rawValue))])
        return try rows.first?.decode("n") ?? 0
    }
}

struct SilentObserver: SenderObserver {
    func senderDid(_ event: SenderEvent) {}
}
