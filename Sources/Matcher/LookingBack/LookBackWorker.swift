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

    /// Runs until the task is cancelled. Two work beside each other, from both ends of the queue: neither a slow
    /// look-back nor a long queue is in everybody's way.
    func run() async {
        await withDiscardingTaskGroup { group in
            for order in LookBackStore.Order.allCases { group.addTask { await run(order) } }
        }
    }

    private func run(_ order: LookBackStore.Order) async {
        while !Task.isCancelled {
            do {
                while try await lookBack(order) {}
            } catch let failure as LookBackFailure {
                await postpone(failure)
                continue
            } catch {
                logger.warning("a look-back failed and is made again", metadata: ["error": "\(error)"])
            }
            // The bell wakes one; what it leaves, the other sees at its next look.
            if order == .newest {
                await bell.wait(atMost: poll)
            } else {
                try? await Task.sleep(for: poll)
            }
        }
    }

    private func postpone(_ failure: LookBackFailure) async {
        logger.error(
            "a look-back failed; it waits, the others go on",
            metadata: ["filter": "\(failure.filterID)", "error": "\(failure.error)"])
        do {
            try await LookBackStore.postpone(failure.filterID, on: pool)
        } catch {
            try? await Task.sleep(for: poll)
        }
    }

    /// Makes one look-back.
    /// - Returns: false when nobody asks for one.
    func lookBack(_ order: LookBackStore.Order = .oldest) async throws -> Bool {
        let outcome = try await pool.transaction { connection -> Int? in
            guard let request = try await LookBackStore.take(order, on: connection) else { return nil }
            do {
                return try await make(request, on: connection)
            } catch let error as PostgresError where error.mayPass {
                throw error
            } catch {
                throw LookBackFailure(filterID: request.filterID, error: error)
            }
        }
        guard let outcome else { return false }
        metrics.lookBacks.increment()
        if outcome > 0 { await onMatches() }
        return true
    }

    private func make(_ request: LookBackRequest, on connection: PostgresConnection) async throws -> Int {
        // Read after the lock: the filter's last change asked for the look-back in its own transaction.
        let filter = try await FilterRecord.read([request.filterID], on: connection)[request.filterID]
        let matches = try await write(request, of: filter, on: connection)
        try await LookBackStore.finish(request, on: connection)
        return matches
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

/// A look-back that cannot be made, by its own fault or because it takes too long.
private struct LookBackFailure: Error {
    let filterID: Int64
    let error: any Error
}

extension PostgresError {
    /// Whether the fault lies in the database or with others' locks, so that any look-back would have failed.
    fileprivate var mayPass: Bool {
        switch kind {
        case .connection, .poolClosed, .cancelled: true
        case .server(let state): state == "40001" || state == "40P01"
        default: false
        }
    }
}
