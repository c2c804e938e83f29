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
    private var filters = FilterCopy()
    private var snapshot: String?

    init(store: FilterStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    var count: Int { filters.count }

    /// Replaces the copy by a fresh one.
    func load() async throws {
        let loading = FilterLoading()
        let snapshot = try await store.load { page in await loading.receive(page) }
        let loaded = await loading.filters
        await turn.take()
        filters = loaded
        self.snapshot = snapshot
        await turn.leave()
        logger.info("filters loaded", metadata: ["filters": "\(loaded.count)"])
    }

    /// Takes in what was committed until now.
    func catchUp() async throws {
        try await inTurn { try await self.takeChanges(on: nil) }
    }

    /// Catches up in a statement of the transaction that has read `listings`, then tells what each of them finds; for
    /// the first of them at least, and for as many as make up to `limit` matches together.
    func findings(
        for listings: [UnmatchedListing], limit: Int, on connection: PostgresConnection
    ) async throws -> [ListingFindings] {
        try await inTurn {
            try await self.takeChanges(on: connection)
            return self.findings(for: listings, limit: limit)
        }
    }

    private func findings(for listings: [UnmatchedListing], limit: Int) -> [ListingFindings] {
        var found: [ListingFindings] = []
        var count = 0
        for listing in listings where count < limit || found.isEmpty {
            let findings = filters.findings(for: listing)
            count += findings.matches.count
            found.append(findings)
        }
        return found
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
        filters.apply(changes.upserts)
        for id in changes.deletions { filters.remove(id) }
        snapshot = changes.snapshot
    }
}

/// A copy that is being loaded, page by page.
private actor FilterLoading {
    private(set) var filters = FilterCopy()
    private var last = Int64.min

    /// A page that does not follow the one before begins the loading anew.
    func receive(_ page: [FilterRecord]) {
        if let first = page.first?.id, first <= last { filters = FilterCopy() }
        filters.apply(page)
        last = page.last?.id ?? last
    }
}
