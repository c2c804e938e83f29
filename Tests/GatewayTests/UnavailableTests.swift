import HTTPTypes
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite("Without a database")
struct UnavailableTests {
    @Test("while the database is away the API answers 503 and the rest goes on")
    func away() async throws {
        // A port of the loopback at which nothing listens.
        let configuration = try PostgresConfiguration(
            url: "postgresql://nobody@127.0.0.1:9/none", size: 1, connectTimeout: .milliseconds(200),
            leaseTimeout: .milliseconds(300))
        try await TestDatabase.withPool(configuration, onState: { _ in }) { pool in
            try await TestAPI.run(on: pool) { api in
                let search = try await api.get("/api/v1/listings/")
                #expect(search.status == 503)
                #expect(search.headers[.retryAfter] != nil)
                #expect(search.json["type"].text == "urn:campanello:problem:unavailable")
                let login = try await api.post("/api/v1/auth/login", #"{"email":"a@b.it","password":"Secret-123"}"#)
                #expect(login.status == 503)
                #expect(try await api.get("/health").status == 200)
                #expect(try await api.get("/api/v1/whatsapp/settings").status == 200)
            }
        }
    }

    @Test("before the migration has run the API answers 503", .enabled(if: TestEnvironment.hasDatabase))
    func unmigrated() async throws {
        try await TestDatabase.withPool { pool in
            try await TestAPI.run(on: pool, asOwner: true) { api in
                let search = try await api.get("/api/v1/listings/")
                #expect(search.status == 503)
            }
        }
    }
}
