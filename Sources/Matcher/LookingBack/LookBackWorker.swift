import Foundation
import Listings
import Logging
import Metrics
import Persistence
import Postgres

/// Makes the look-backs that new, edited and resumed filters ask for, one transaction each; every replica takes part.
///
/// Nothing falls between it and the matching of what comes: the listings are read after the filter's commit, and one
/// that is committed later is matched by a batch that catches up with the filters first.
struct LookBackWorker: Sendable {
    let pool: PostgresPool
    let gather: Duration
    let bell: Bell
    let metrics: MatcherMetrics
    let logger: Logger
    /// Called after every look-back that found something.
    let onMatches: @Sendable () async -> Void
    /// How often it looks without being called.
    var poll = Duration.seconds(5)

    /// Runs until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                while try await lookBack() {}
            } catch {
                logger.warning("a look-back failed and is made again", metadata: ["error": "\(error)"])
            }
            await bell.wait(atMost: poll)
        }
    }

    /// Makes one look-back.
    /// - Returns: false when nobody asks for one.
    func lookBack() async throws -> Bool {
        let outcome = try await pool.transaction { connection -> Int? in
            guard let request = try await LookBackStore.take(on: connection) else { return nil }
            // Read after the lock: the filter's last change asked for the look-back in its own transaction.
            let filter = try await FilterRecord.read([request.filterID], on: connection)[request.filterID]
            let matches = try await write(request, of: filter, on: connection)
            try await LookBackStore.finish(request, on: connection)
            return matches
        }
        guard let outcome else { return false }
        metrics.lookBacks.increment()
        if outcome > 0 { await onMatches() }
        return true
    }

    private func write(
        _ request: LookBackRequest, of filter: FilterRecord?, on connection: PostgresConnection
    ) async throws -> Int {
        guard let filter else { return 0 }
        let matches = try await LookBackScan(request: request, filter: filter, connection: connection).run()
        guard !matches.isEmpty, let now: Date = try await connection.query("SELECT now() AS now").first?.decode("now")
        else { return 0 }
        try await MatchStore.write(matches, now: now, on: connection)
        try await PendingStore.add(matches, now: now, gather: gather, on: connection)
        return matches.count
    }
}
