import Foundation
import Listings
@testable import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Ingests at the same time", .enabled(if: TestEnvironment.hasDatabase))
struct ConcurrentIngestTests {
    @Test("ingests of the same rows in any order, and a matcher's locks, never wait in a circle")
    func noDeadlock() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let store = ListingStore(pool: pool)
            // Half of the rows are there; the ids of the others are not in the order of their keys.
            _ = try await store.ingest((1...150).map { Fixture.row($0 * 2) }.shuffled())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 1...6 {
                    group.addTask {
                        for round in 1...5 {
                            let rows = (1...300).map { Fixture.row($0, price: Double(worker * 10 + round)) }
                            try await ingestOnce(rows, on: pool)
                        }
                    }
                }
                group.addTask {
                    for _ in 1...20 { try await lockAll(on: pool) }
                }
                try await group.waitForAll()
            }
            #expect(try await pool.count("listings") == 300)
            // Each change of price made a version, whoever made it, and every replaced version was kept.
            let replaced: Int? = try await pool.value("SELECT sum(version - 1) FROM campanello.listings")
            #expect(try await pool.count("listing_versions") == replaced)
        }
    }

    @Test("of two first ingests of the same rows one creates each row and the other finds it")
    func sameNewRows() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            let rows = (1...500).map { Fixture.row($0) }
            async let one = store.ingest(rows)
            async let two = store.ingest(rows.reversed())
            let results = try await [one, two]
            #expect(results.map { $0.count(.created) }.reduce(0, +) == 500)
            #expect(results.map { $0.count(.unchanged) }.reduce(0, +) == 500)
            #expect(try await pool.count("outbox") == 500)
        }
    }

    /// The pool would repeat a transaction that lost to a deadlock; here the deadlock itself is the failure.
    private func ingestOnce(_ rows: [IngestRow], on pool: PostgresPool) async throws {
        let ordered = rows.sorted { $0.listing.externalID < $1.listing.externalID }
        try await pool.withConnection { connection in
            try await connection.execute("BEGIN")
            let ingest = Ingest(service: "gateway", options: IngestOptions(), connection: connection)
            _ = try await ingest.run(ordered)
            try await connection.execute("COMMIT")
        }
    }

    private func lockAll(on pool: PostgresPool) async throws {
        try await pool.withConnection { connection in
            try await connection.execute("BEGIN")
            _ = try await connection.query("SELECT id FROM campanello.listings ORDER BY id FOR UPDATE")
            try await connection.execute("COMMIT")
        }
    }
}
