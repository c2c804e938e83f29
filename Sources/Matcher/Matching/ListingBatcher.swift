import Logging
import Messaging
import Postgres
import ServiceKit

/// Gathers the listings of many deliveries into few transactions. While one batch is being written the next gathers,
/// so an idle Matcher waits for nothing and a busy one writes large batches.
///
/// With the database away deliveries stay unacknowledged until it is back, or the Matcher stops.
actor ListingBatcher {
    static let maximumBatch = 200

    private struct Waiting {
        let listingID: Int64
        let settle: CheckedContinuation<Disposition, Never>
    }

    private let matcher: ListingMatcher
    private let health: HealthComponent
    private let logger: Logger
    /// Called after every batch that found something.
    private let onMatches: @Sendable () async -> Void
    private var waiting: [Waiting] = []
    private var isAtWork = false
    private var isStopping = false
    private var backoff = Duration.milliseconds(200)

    init(
        matcher: ListingMatcher, health: HealthComponent, logger: Logger,
        onMatches: @escaping @Sendable () async -> Void
    ) {
        self.matcher = matcher
        self.health = health
        self.logger = logger
        self.onMatches = onMatches
    }

    /// Returns when the listing's present version is matched and committed, or will not be now.
    func match(_ listingID: Int64) async -> Disposition {
        await withCheckedContinuation { continuation in
            waiting.append(Waiting(listingID: listingID, settle: continuation))
            guard !isAtWork else { return }
            isAtWork = true
            // Detached: what works for many carries nobody's trace.
            Task.detached { await self.work() }
        }
    }

    /// Everything is there to match with.
    func begin() {
        health.report(ready: true)
    }

    /// From now on nothing is held while the database is away: it goes back to the queue.
    func stop() {
        isStopping = true
    }

    private func work() async {
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(Self.maximumBatch))
            waiting.removeFirst(batch.count)
            await write(batch)
        }
        isAtWork = false
    }

    private func write(_ batch: [Waiting]) async {
        while true {
            do {
                let matches = try await matcher.match(batch.map(\.listingID))
                recovered()
                for delivery in batch { delivery.settle.resume(returning: .done) }
                if matches > 0 { await onMatches() }
                return
            } catch {
                if Self.isOfOneListing(error) { return await writeAlone(batch, error) }
                await pause(after: error)
                if isStopping { return giveBack(batch) }
            }
        }
    }

    /// One listing that cannot be written must not hold up the others: on its own it goes back to the queue, and after
    /// twenty times to where the broker puts what nobody can deal with.
    private func writeAlone(_ batch: [Waiting], _ error: any Error) async {
        guard batch.count == 1, let delivery = batch.first else {
            for delivery in batch { await write([delivery]) }
            return
        }
        logger.error(
            "a listing cannot be matched", metadata: ["listing": "\(delivery.listingID)", "error": "\(error)"])
        delivery.settle.resume(returning: .giveBack)
    }

    private func giveBack(_ batch: [Waiting]) {
        for delivery in batch { delivery.settle.resume(returning: .giveBack) }
    }

    private func pause(after error: any Error) async {
        health.report(ready: false, "matches cannot be written: \(error)")
        try? await Task.sleep(for: backoff * Double.random(in: 0.5...1))
        backoff = min(backoff * 2, .seconds(5))
    }

    private func recovered() {
        backoff = .milliseconds(200)
        health.report(ready: true)
    }

    /// Whether the fault lies in what was to be written (SQLSTATE class 22, values that cannot be sent or read), not in
    /// the database or the way to it.
    static func isOfOneListing(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError else { return false }
        switch error.kind {
        case .decoding, .encoding: return true
        case .server(let state): return state.hasPrefix("22")
        default: return false
        }
    }
}
