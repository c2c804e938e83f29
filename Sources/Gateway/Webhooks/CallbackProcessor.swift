import Contracts
import Foundation
import Logging
import Messaging
import Notifications
import Observability
import Persistence
import Postgres
import ServiceKit

/// Works off stored callbacks, in every replica: each is one transaction, safe to repeat.
struct CallbackProcessor: Sendable {
    /// How long a replica may take over what it took before others try it.
    static let lease = Duration.seconds(60)
    /// How long a callback that cannot be worked on is tried.
    static let patience = Duration.seconds(24 * 3600)
    /// How long the keys of what is done are kept: Meta repeats for seven days.
    static let retention = Duration.seconds(8 * 86_400)

    let store: CallbackStore
    let pool: PostgresPool
    let worker: CallbackWorker
    let metrics = CallbackMetrics()
    let logger: Logger

    init(
        configuration: GatewayConfiguration, pool: PostgresPool, messages: DirectMessageStore, link: ListingLink,
        logger: Logger
    ) {
        store = CallbackStore(pool: pool)
        self.pool = pool
        self.logger = logger
        let events = DeliveryEvent(service: "gateway") { id, createdAt in
            link.url(
                notification: id, expires: createdAt.addingTimeInterval(Double(ListingLink.lifetime.components.seconds))
            )
        }
        let replies = Replies(
            messages: messages, appName: configuration.appName, publicURL: configuration.publicURL)
        worker = CallbackWorker(
            reports: ReportStore(
                retry: configuration.retry, events: events, catchUp: configuration.catchUp,
                heard: { $0.tell(logger) }),
            inbound: InboundDesk(handlers: [
                // Linking codes and commands go before the keywords: `/start` with a code is no START.
                LinkHandler(
                    codes: LinkCodes(secret: configuration.tokenSecret), replies: replies,
                    limitFactor: configuration.rateLimitFactor),
                CommandHandler(replies: replies),
                OptOutHandler(messages: messages, appName: configuration.appName),
                ButtonHandler(replies: replies),
                MenuHandler(messages: messages),
                StatusHandler(replies: replies),
            ]))
    }

    /// Stores what came in.
    /// - Returns: for every event its row's id; nil for a repetition.
    func receive(_ callbacks: [IncomingCallback]) async throws -> [Int64?] {
        let ids = try await store.add(callbacks)
        for (callback, id) in zip(callbacks, ids) {
            metrics.received(callback.provider, callback.event.event.kind, isNew: id != nil)
        }
        return ids
    }

    /// Works on one callback; whatever goes wrong, it is tried again later.
    /// - Returns: what a pressed button is to be answered with.
    @discardableResult
    func process(_ id: Int64) async -> String? {
        do {
            let result = try await store.work(id) { try await worker.work($0, on: $1) }
            guard let (callback, verdict) = result else { return nil }
            metrics.processed(callback, verdict)
            if case .done(_, let answer) = verdict { return answer }
        } catch {
            await setAside(id, after: error)
        }
        return nil
    }

    private func setAside(_ id: Int64, after error: any Error) async {
        metrics.failed()
        do {
            guard let (tries, age) = try await store.patience(for: id) else { return }
            guard age < Self.patience else {
                logger.error(
                    "ERROR a callback is given up", metadata: ["callback": "\(id)", "error": "\(type(of: error))"])
                return try await store.giveUp(id)
            }
            logger.warning(
                "a callback waits",
                metadata: ["callback": "\(id)", "tries": "\(tries)", "error": "\(Self.text(error))"])
            try await store.postpone(id, by: .seconds(min(3_600, 1 << min(tries, 11))))
        } catch {
            // The database is away: the lease ends by itself.
            logger.debug("a callback waits for its lease", metadata: ["callback": "\(id)"])
        }
    }

    /// Never a value: errors of the database hold none, others may.
    private static func text(_ error: any Error) -> String {
        (error as? PostgresError)?.message ?? "\(type(of: error))"
    }
}

extension AppliedReport {
    /// The last line of a notification's way.
    fileprivate func tell(_ logger: Logger) {
        var metadata: Logger.Metadata = [
            LogKey.notification: "\(deliveryID.text)", "provider": "\(provider.rawValue)", "outcome": "\(outcome)",
            LogKey.trace: "\(trace?.traceID ?? "")",
        ]
        if let errorCode { metadata["code"] = "\(errorCode)" }
        logger.info("report applied", metadata: metadata)
    }
}
