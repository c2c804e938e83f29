import Contracts
import Logging
import Messaging
import Metrics
import Persistence
import Postgres
import ServiceKit
import ServiceLifecycle

/// The Matcher put together on a database and a broker, whichever they are.
struct MatcherParts: Sendable {
    let keeper: FilterIndexKeeper
    let matcher: ListingMatcher
    let batcher: ListingBatcher
    let consumer: ListingConsumer
    let listener: FilterListener
    let lookBacks: LookBackWorker
    let scheduler: Scheduler
    let sweeper: Sweeper
    let relay: OutboxRelay
    private let pool: PostgresPool
    private let metrics: MatcherMetrics

    init(
        _ configuration: MatcherConfiguration, pool: PostgresPool, publisher: any Publisher,
        subscriber: any Subscriber, health: Health, logger: Logger
    ) {
        let metrics = MatcherMetrics()
        let due = Bell()
        let changed = Bell()
        // With nothing to gather for, what was found is due at once; otherwise the scheduler's own look is in time.
        let ringsAtOnce = configuration.gather < .seconds(1)
        let onMatches: @Sendable () async -> Void = { if ringsAtOnce { await due.ring() } }
        let events = NotificationEvents(link: configuration.link)

        self.pool = pool
        self.metrics = metrics
        keeper = FilterIndexKeeper(store: FilterStore(pool: pool), logger: logger)
        matcher = ListingMatcher(
            pool: pool, keeper: keeper, gather: configuration.gather, metrics: metrics, logger: logger,
            drops: PriceDrops(percent: configuration.policy.priceDropPercent))
        batcher = ListingBatcher(
            matcher: matcher, health: health.component("matching"), logger: logger, onMatches: onMatches)
        consumer = ListingConsumer(
            subscriber: subscriber, publisher: publisher, batcher: batcher, metrics: metrics, logger: logger,
            prefetch: configuration.prefetch)
        listener = FilterListener(pool: pool, keeper: keeper, metrics: metrics, logger: logger) {
            await changed.ring()
        }
        lookBacks = LookBackWorker(
            pool: pool, gather: configuration.gather, bell: changed, metrics: metrics, logger: logger,
            onMatches: onMatches)
        scheduler = Scheduler(
            pool: pool,
            round: SchedulingRound(
                pool: pool, planner: NotificationPlanner(policy: configuration.policy), events: events,
                metrics: metrics, logger: logger),
            bell: due, health: health.component("scheduling"), metrics: metrics, logger: logger,
            gate: CatchUpGate(pool: pool, retryScale: configuration.sweep.retryScale))
        sweeper = Sweeper(
            leader: Leader(of: "sweep", pool: pool, interval: configuration.sweep.interval, logger: logger),
            sweep: Sweep(
                pool: pool, matcher: matcher, events: events, policy: configuration.sweep, metrics: metrics,
                logger: logger, onMatches: onMatches),
            maintenance: Maintenance(pool: pool, policy: configuration.sweep, logger: logger),
            limits: WorkQueue.allCases.map {
                LimitConsumer(
                    queue: $0, pool: pool, subscriber: subscriber, publisher: publisher, metrics: metrics,
                    logger: logger)
            }, logger: logger)
        relay = OutboxRelay(
            service: NotificationEvents.service, pool: pool, publisher: publisher, logger: logger)
    }

    /// Gets ready to match: the partitions of the days to come, and all filters.
    func prepare() async throws {
        try await MatchPartitions.ensure(on: pool)
        try await keeper.load()
        metrics.filters.record(await keeper.count)
        await batcher.begin()
    }

    /// What runs, in the order of its start; it stops in the opposite order.
    var services: [any Service] {
        [
            Work("relay") { await relay.run() },
            Work("sweeper") { await sweeper.run() },
            Work("scheduler") { await scheduler.run() },
            Work("backlog") { await scheduler.measure() },
            Work("look-backs") { await lookBacks.run() },
            Work("filters") { await listener.run() },
            ConsumerService(consumer: consumer, batcher: batcher),
        ]
    }
}

/// The consumer of listings. When it is to stop it holds nothing for a database that is away.
private struct ConsumerService: Service {
    let consumer: ListingConsumer
    let batcher: ListingBatcher

    func run() async throws {
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown { await consumer.run() }
        } onGracefulShutdown: {
            Task { await batcher.stop() }
        }
    }
}
