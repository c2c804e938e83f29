import Contracts
import Logging
import Metrics
import Notifications
import Persistence

/// Keeps the figures of what numbers may still send: our own count of people, and the providers' answers.
///
/// Replicas take turns, so that neither the database nor a provider is asked more often than one would.
struct QuotaWatch: Sendable {
    static let countEvery = Duration.seconds(60)
    static let askEvery = Duration.seconds(300)

    let channel: Channel
    let numbers: [SendingNumber]
    let store: PostgresDeliveryStore
    let logger: Logger

    init(channel: Channel, numbers: [SendingNumber], store: PostgresDeliveryStore, logger: Logger) {
        (self.channel, self.numbers, self.store, self.logger) = (channel, numbers, store, logger)
    }

    /// Runs until its task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            // A service that ends by itself takes the others with it, also where there is nothing to watch.
            group.addTask { for await _ in AsyncStream<Never>.makeStream().stream {} }
            if numbers.contains(where: \.provider.features.hasTemplates) {
                group.addTask { await repeatInTurn("people", every: Self.countEvery) { await count() } }
            }
            if numbers.contains(where: { !$0.provider.quotaRequests().isEmpty }) {
                group.addTask { await repeatInTurn("asked", every: Self.askEvery) { await ask() } }
            }
        }
    }

    private func repeatInTurn(_ key: String, every interval: Duration, _ body: () async -> Void) async {
        while !Task.isCancelled {
            var wait = interval
            do throws(DeliveryStoreError) {
                wait = try await store.takeSlots(key: "\(channel.rawValue):quota:\(key)", count: 1, step: interval)
            } catch {
                logger.debug("no turn for quotas", metadata: ["error": "\(error)"])
            }
            do { try await Task.sleep(for: wait) } catch { return }
            await body()
        }
    }

    private func count() async {
        do throws(DeliveryStoreError) {
            let people = try await store.peopleByTemplate(on: channel)
            for number in numbers {
                gauge("sender_people_outside_window", number).record(people[number.index] ?? 0)
            }
        } catch {
            logger.debug("people were not counted", metadata: ["error": "\(error)"])
        }
    }

    private func ask() async {
        for number in numbers {
            for quota in number.provider.quotaRequests() {
                var request = quota.request
                request.timeout = .seconds(10)
                guard let answer = try? await number.transport.send(request) else { continue }
                for figure in quota.read(answer) { record(figure, number) }
            }
        }
    }

    private func record(_ figure: ProviderQuota, _ number: SendingNumber) {
        gauge("sender_provider_quota", number, figure.name.rawValue).record(figure.value)
        if let limit = figure.limit { gauge("sender_provider_quota_limit", number, figure.name.rawValue).record(limit) }
    }

    private func gauge(_ name: String, _ number: SendingNumber, _ quota: String? = nil) -> Gauge {
        let labels = [("channel", channel.rawValue), ("number", number.name)] + (quota.map { [("quota", $0)] } ?? [])
        return Gauge(label: name, dimensions: labels)
    }
}
