package import Contracts
import CurlTransport
import Foundation
import Logging
import Messaging
import NIOConcurrencyHelpers
import Notifications
import Observability
import Persistence
import Postgres
import RabbitMQ
package import ServiceKit
package import ServiceLifecycle

/// Builds a channel's sender from its settings: nothing but a line in the log where the channel is off.
///
/// Waits for the database's schema, so that readiness says what is missing.
package func buildSender(_ channel: Channel, _ context: ServiceContext) async throws -> [any Service] {
    let owner = "\(context.name):\(UUID.v7().text)"
    guard let configuration = try SenderConfiguration(context.settings, channel: channel, owner: owner) else {
        context.logger.info("\(channel.displayName) уведомления отключены")
        return []
    }
    let pool = try makePool(configuration, context)
    PoolFigures.watch { pool.counts }
    let schema = context.health.component("schema")
    try await Schema.waitUntilCurrent(pool) { isReady, reason in schema.report(ready: isReady, reason) }
    let broker = try Broker(configuration, channel: channel, context)
    var relaying = OutboxRelay.Configuration()
    // Facts for whoever listens: nobody waits for them, and a batch costs the same whether it is small or large.
    relaying.gathering = .milliseconds(100)
    let relay = OutboxRelay(
        service: context.name, pool: pool, publisher: broker.publisher, logger: context.logger, configuration: relaying)
    let store = PostgresDeliveryStore(pool: pool, service: context.name, catchUp: configuration.catchUp)
    let numbers = makeNumbers(configuration)
    let hold = OperatorHold()
    let presence = SenderPresence(owner: owner, channel: channel, store: SenderStore(pool: pool))
    let sender = makeSender(configuration.sender, numbers, store, broker, hold, presence, context)
    let pauses = PauseWatch(channel: channel, pool: pool, hold: hold, logger: context.logger)
    let quotas = QuotaWatch(channel: channel, numbers: numbers, store: store, logger: context.logger)
    return [
        ClosingService { await pool.shutdown() },
        PartService { await broker.publisher.run() },
        PartService { await relay.run() },
        PartService { await broker.subscriber.run() },
        PartService { await QueueWatch(Broker.queues(of: channel), over: broker.subscriber).run() },
        PartService { await DeliveryWatch(channel: channel, store: store, logger: context.logger).run() },
        PartService { await presence.run() },
        PartService { await pauses.run() },
        PartService {
            await reopen(channel, numbers, store, context.logger)
            await quotas.run()
        },
        PartService { await sender.run() },
    ]
}

private func makePool(_ configuration: SenderConfiguration, _ context: ServiceContext) throws -> PostgresPool {
    let database = context.health.component("database")
    do throws(PostgresError) {
        let address = try PostgresConfiguration(
            url: configuration.databaseURL, applicationName: context.name, plansOnce: true)
        return PostgresPool(configuration: address, logger: context.logger) { state in
            switch state {
            case .ready: database.report(ready: true)
            case .connecting: database.report(ready: false, "connecting")
            case .unavailable(let reason): database.report(ready: false, reason)
            case .closed: database.report(ready: false, "closed")
            }
        }
    } catch {
        throw SettingError(
            variable: "DATABASE_URL", fault: "cannot be used: \(error.message)",
            example: "postgresql://campanello@db.example:5432/campanello")
    }
}

private func makeNumbers(_ configuration: SenderConfiguration) -> [SendingNumber] {
    // One for each message at work, direct ones included, so that none waits while its time runs.
    let connections = configuration.sender.concurrency + ChannelSender.directConcurrency
    return configuration.numbers.map { account in
        // A transport each, so that a number that hangs takes no connection from another.
        let transport = CurlTransport(CurlConfiguration(connectionsPerHost: connections, connections: connections + 4))
        return SendingNumber(
            index: account.number, name: account.name, provider: account.provider, templates: account.templates,
            codeTemplates: account.codeTemplates, transport: transport, requestTimeout: configuration.requestTimeout)
    }
}

/// People who were not written to for want of a template may be, once a sender starts that has one for them.
private func reopen(
    _ channel: Channel, _ numbers: [SendingNumber], _ store: PostgresDeliveryStore, _ logger: Logger
) async {
    let isFree = numbers.contains { !$0.hasWindow }
    let locales = isFree ? ["ru", "en", "it"] : Set(numbers.flatMap(\.templates.keys)).sorted()
    guard channel == .whatsapp, !locales.isEmpty else { return }
    do throws(DeliveryStoreError) {
        let people = try await store.reopen(channel, locales: locales)
        if people > 0 { logger.notice("people can be written to again", metadata: ["people": "\(people)"]) }
    } catch {
        logger.warning("who can be written to again was not found out", metadata: ["error": "\(error)"])
    }
}

private func makeSender(
    _ settings: SenderSettings, _ numbers: [SendingNumber], _ store: PostgresDeliveryStore, _ broker: Broker,
    _ hold: OperatorHold, _ presence: SenderPresence, _ context: ServiceContext
) -> ChannelSender {
    let provider = context.health.component("provider")
    let isConsuming = broker.isConsuming
    return ChannelSender(
        settings: settings, numbers: numbers, store: store, subscriber: broker.subscriber, publisher: broker.publisher,
        observer: SenderLog(channel: settings.channel, numbers: numbers.map(\.name), logger: context.logger),
        logger: context.logger, hold: hold,
        isConnected: { isConsuming.withLockedValue { $0 } }
    ) { state in
        presence.note(state)
        switch state {
        case .working: provider.report(ready: true)
        // As it is wanted: nothing is to be restarted for it.
        case .paused(.operator(let words)): provider.report(ready: true, words)
        case .paused(let reason): provider.report(ready: false, reason.words)
        }
    }
}

extension PauseReason {
    /// For readiness and the log.
    var words: String {
        switch self {
        case .provider(let faults):
            "paused: "
                + faults.map { fault in
                    let error = fault.error
                    let detail = error.detail.isEmpty ? "" : ": \(error.detail)"
                    return "\(fault.number): \(error.errorClass.rawValue) \(error.code)\(detail)"
                }.joined(separator: "; ")
        case .database: "paused: the database does not answer"
        case .operator(let words): words
        }
    }
}
