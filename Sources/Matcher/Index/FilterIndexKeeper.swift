import Listings
import Logging
import Persistence
import Postgres

/// Keeps a copy of all filters in step with the database.
///
/// It begins with a consistent snapshot and goes on with what was committed since, asked for by snapshot: whatever the
/// order in which transactions began, a change is seen by the first question after its commit. A batch of listings is
/// matched only after a question that was asked once the listings had been read, so every filter that was saved
/// before them meets them, on any replica.
actor FilterIndexKeeper {
    private let store: FilterStore
    private let logger: Logger
    private let turn = Turn()
    private let index = LiveFilterIndex()
    private var snapshot: String?

    init(store: FilterStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    var count: Int { get async { await index.count } }

    /// Replaces the copy by a fresh one.
    func load() async throws {
        let loading = FilterLoading()
        let snapshot = try await store.load { page in await loading.receive(page) }
        let loaded = await loading.finish()
        logger.info("filters loaded", metadata: ["filters": "\(loaded.count)", "bytes": "\(loaded.bytes)"])
        await turn.take()
        await index.replace(with: loaded)
        self.snapshot = snapshot
        await turn.leave()
    }

    /// Takes in what was committed until now.
    func catchUp() async throws {
        try await inTurn { try await self.takeChanges(on: nil) }
    }

    /// Catches up in a statement of the transaction that has read `listings`, then tells what each of them finds; for
    /// the first of them at least, and for as many as make up to `limit` matches together. Others may catch up and
    /// match meanwhile.
    func findings(
        for listings: [UnmatchedListing], limit: Int, on connection: PostgresConnection
    ) async throws -> [ListingFindings] {
        let filters = try await inTurn {
            try await self.takeChanges(on: connection)
            return await self.index.snapshot
        }
        return await Self.findings(of: FilterCopy(filters: filters), for: listings, limit: limit)
    }

    @concurrent
    private static func findings(
        of copy: FilterCopy, for listings: [UnmatchedListing], limit: Int
    ) async -> [ListingFindings] {
        copy.findings(for: listings, limit: limit)
    }

    /// An older answer must never be taken after a newer one, so questions are asked one at a time.
    private func inTurn<Answer: Sendable>(_ body: () async throws -> Answer) async throws -> Answer {
        await turn.take()
        do {
            let answer = try await body()
            await turn.leave()
            return answer
        } catch {
            await turn.leave()
            throw error
        }
    }

    private func takeChanges(on connection: PostgresConnection?) async throws {
        let changes = try await store.changes(since: snapshot, on: connection)
        await index.apply(changes.upserts.map(\.change) + changes.deletions.map { .remove($0) })
        snapshot = changes.snapshot
    }
}
