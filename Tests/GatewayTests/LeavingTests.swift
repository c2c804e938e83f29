import Contracts
import Foundation
import HTTPTypes
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Leaving", .enabled(if: TestEnvironment.hasDatabase))
struct LeavingTests {
    @Test("an export holds what is kept, and neither password nor token")
    func export() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("export@example.org")
            _ = try await api.post("/api/v1/filters/", #"{"name":"Centro"}"#, token: person.token)
            let answer = try await api.get("/api/v1/users/me/export", token: person.token)
            #expect(answer.status == 200)
            #expect(answer.json["account"]["email"].text == "export@example.org")
            #expect(answer.json["filters"][0]["name"].text == "Centro")
            #expect(!answer.text.contains("scrypt") && !answer.text.contains("token_hash"))
        }
    }

    @Test("a deleted account leaves no row but the hash that keeps a STOP, and the STOP holds until START")
    func deletion() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("gone@example.org")
            let recipients = RecipientStore(pool: api.pool)
            let link = RecipientLink(
                channel: .whatsapp, address: "+390212345678", username: nil, instanceID: nil, isEnabled: true,
                isProved: true)
            _ = try await recipients.link(userID: person.id, link)
            _ = try await recipients.suspend(userID: person.id, channel: .whatsapp, reason: "opted-out")
            let made = try await api.post("/api/v1/filters/", #"{"name":"Centro"}"#, token: person.token)
            let filter = try #require(made.json["id"].number.map { Int64($0) })
            _ = try await StoredNotification.insert(for: person, filter: filter, on: api.pool)
            let path = "/api/v1/users/me"
            let wrong = try await api.send(.delete, path, #"{"password":"Nope-1234"}"#, token: person.token)
            #expect(wrong.status == 400 && wrong.fields == ["password"])
            let answer = try await api.send(
                .delete, path, #"{"password":"\#(TestAPI.password)"}"#, token: person.token)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try await rows(of: person.id, api.pool).isEmpty)
            #expect(try await api.get(path, token: person.token).status == 401)

            let other = try await api.person("new@example.org")
            let again = try await recipients.link(userID: other.id, link)
            #expect(again.suspendedReason == "opted-out")
            _ = try await recipients.unlink(userID: other.id, channel: .whatsapp)
            #expect(try await recipients.link(userID: other.id, link).suspendedAt != nil)
            _ = try await recipients.resume(userID: other.id, channel: .whatsapp)
            _ = try await recipients.unlink(userID: other.id, channel: .whatsapp)
            #expect(try await recipients.link(userID: other.id, link).suspendedAt == nil)
        }
    }

    @Test("what was answered to a registration that may be repeated goes with the account")
    func repeatedRegistration() async throws {
        try await TestAPI.run { api in
            let email = "once@example.org"
            let body = #"{"email":"\#(email)","password":"\#(TestAPI.password)","first_name":"Anna"}"#
            for _ in 1...2 {
                let made = try await api.send(
                    .post, "/api/v1/auth/register", body, headers: [.idempotencyKey: "registration-1"])
                #expect(made.status == 201 && made.json["user"]["email"].text == email)
            }
            let kept = "SELECT FROM idempotency_keys WHERE encode(body, 'escape') LIKE '%once@%'"
            #expect(try await api.pool.query(kept, []).count == 1)
            let login = try await api.post(
                "/api/v1/auth/login", #"{"email":"\#(email)","password":"\#(TestAPI.password)"}"#)
            let gone = try await api.send(
                .delete, "/api/v1/users/me", #"{"password":"\#(TestAPI.password)"}"#,
                token: login.json["access_token"].text)
            #expect(gone.status == 200)
            #expect(try await api.pool.query(kept, []).isEmpty)
        }
    }

    /// The tables that still hold something of a person.
    private func rows(of id: Int64, _ pool: PostgresPool) async throws -> [String] {
        let tables = try await pool.query(
            """
            SELECT table_name::text AS name, column_name::text AS key FROM information_schema.columns
            JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'campanello' AND table_type = 'BASE TABLE'
                AND (column_name = 'user_id' OR (table_name = 'users' AND column_name = 'id'))
            """, [])
        var left: [String] = []
        for table in tables {
            let (name, key): (String, String) = (try table.decode("name"), try table.decode("key"))
            let found = try await pool.query(
                "SELECT 1 AS one FROM campanello.\(name) WHERE \(key) = $1 LIMIT 1", [.int(id)])
            if !found.isEmpty { left.append(name) }
        }
        #expect(tables.count > 10)
        return left
    }
}
