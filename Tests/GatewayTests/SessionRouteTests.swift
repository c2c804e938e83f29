import Contracts
import Foundation
import HTTPTypes
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Sessions", .enabled(if: TestEnvironment.hasDatabase))
struct SessionRouteTests {
    private static let refresh = "/api/v1/auth/refresh"

    @Test("a refresh token is good once; the second use ends the whole session")
    func rotation() async throws {
        try await TestAPI.run { api in
            let first = try await login(api, "rotate@example.org")
            let token = try #require(first["refresh_token"].text)
            let second = try await api.post(Self.refresh, #"{"refresh_token":"\#(token)"}"#)
            #expect(second.status == 200)
            let access = try #require(second.json["access_token"].text)
            #expect(try await api.get("/api/v1/users/me", token: access).status == 200)
            #expect(try await api.post(Self.refresh, #"{"refresh_token":"\#(token)"}"#).status == 401)
            let next = try #require(second.json["refresh_token"].text)
            #expect(try await api.post(Self.refresh, #"{"refresh_token":"\#(next)"}"#).status == 401)
            #expect(try await api.get("/api/v1/users/me", token: access).status == 401)
        }
    }

    @Test("tokens of one kind do not pass as the other, and the stored one is a hash")
    func kinds() async throws {
        try await TestAPI.run { api in
            let session = try await login(api, "kinds@example.org")
            let access = try #require(session["access_token"].text)
            let refresh = try #require(session["refresh_token"].text)
            #expect(try await api.get("/api/v1/users/me", token: refresh).status == 401)
            let wrong = try await api.post(Self.refresh, #"{"refresh_token":"\#(access)"}"#)
            #expect(wrong.status == 401 || wrong.status == 422)
            let rows = try await api.pool.query("SELECT token_hash FROM refresh_tokens", [])
            for row in rows { #expect(try row.decode("token_hash", as: String.self) != refresh) }
        }
    }

    @Test("logging out ends the session at once, and no other one")
    func logout() async throws {
        try await TestAPI.run { api in
            let one = try #require(try await login(api, "out@example.org")["access_token"].text)
            let answer = try await api.post(
                "/api/v1/auth/login", #"{"email":"out@example.org","password":"\#(TestAPI.password)"}"#)
            let other = try #require(answer.json["access_token"].text)
            #expect(try await api.post("/api/v1/auth/logout", nil, token: one).status == 200)
            #expect(try await api.get("/api/v1/users/me", token: one).status == 401)
            #expect(try await api.get("/api/v1/users/me", token: other).status == 200)
        }
    }

    @Test("a new password ends every session")
    func change() async throws {
        try await TestAPI.run { api in
            let old = try #require(try await login(api, "new@example.org")["access_token"].text)
            let path = "/api/v1/users/me/password"
            let wrong = try await api.send(
                .put, path, #"{"current_password":"Nope-1234","new_password":"Other-Horse-2"}"#, token: old)
            #expect(wrong.status == 400 && wrong.fields == ["current_password"])
            let changed = try await api.send(
                .put, path, #"{"current_password":"\#(TestAPI.password)","new_password":"Other-Horse-2"}"#, token: old)
            #expect(changed.status == 200, "\(changed.text)")
            #expect(try await api.get("/api/v1/users/me", token: old).status == 401)
            let fresh = try #require(changed.json["access_token"].text)
            #expect(try await api.get("/api/v1/users/me", token: fresh).status == 200)
        }
    }

    @Test("a password that was changed while it was checked opens no session, and neither does an account that is gone")
    func changedMeanwhile() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("meanwhile@example.org")
            let (users, sessions) = (UserStore(pool: api.pool), SessionStore(pool: api.pool))
            let checked = try #require(try await users.credentials(email: "meanwhile@example.org")).passwordHash
            #expect(try await sessions.open(userID: person.id, passwordHash: checked) != nil)
            // The change is on its way when the session is to be opened.
            let opened = try await api.pool.transaction { connection in
                try await connection.execute("UPDATE users SET password_hash = 'other' WHERE id = \(person.id)", [])
                let late = Task { try await sessions.open(userID: person.id, passwordHash: checked) }
                try await eventually("the session waits") {
                    try await !api.pool.query(
                        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
                        []
                    ).isEmpty
                }
                return late
            }
            #expect(try await opened.value == nil)
            #expect(try await users.delete(id: person.id))
            #expect(try await sessions.open(userID: person.id, passwordHash: "other") == nil)
        }
    }

    @Test("a password that an operator has reset opens nothing, whatever is tried, until a code sets a new one")
    func resetByOperator() async throws {
        try await TestAPI.run { api in
            let email = "reset@example.org"
            let token = try #require(try await login(api, email)["access_token"].text)
            try await api.pool.execute("UPDATE users SET password_hash = '!'", [])
            for password in [TestAPI.password, "!", ""] {
                let answer = try await api.post(
                    "/api/v1/auth/login", #"{"email":"\#(email)","password":"\#(password)"}"#)
                #expect([401, 422].contains(answer.status))
            }
            let path = "/api/v1/users/me"
            let left = try await api.send(.delete, path, #"{"password":"!"}"#, token: token)
            #expect(left.status == 400 && left.fields == ["password"])
            let changed = try await api.send(
                .put, "\(path)/password", #"{"current_password":"!","new_password":"Other-Horse-2"}"#, token: token)
            #expect(changed.status == 400 && changed.fields == ["current_password"])
        }
    }

    @Test("a code on a linked channel sets a new password once; it is in no event, and gone after use")
    func reset() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("code@example.org")
            _ = try await RecipientStore(pool: api.pool).link(
                userID: person.id,
                RecipientLink(
                    channel: .telegram, address: "100200300", username: nil, instanceID: nil, isEnabled: true,
                    isProved: true))
            let body = #"{"email":"code@example.org"}"#
            #expect(try await api.post("/api/v1/auth/password/forgot", body).status == 202)
            #expect(try await api.post("/api/v1/auth/password/forgot", #"{"email":"x@example.org"}"#).status == 202)
            let rows = try await api.pool.query(
                "SELECT parameters->>'code' AS code FROM direct_messages WHERE text_key = 'password_code'", [])
            let code: String = try #require(rows.first).decode("code")
            #expect(rows.count == 1)
            let events = try await api.pool.query(
                "SELECT 1 AS one FROM outbox WHERE body LIKE '%' || $1 || '%'", [.text(code)])
            #expect(events.isEmpty)
            #expect(try await reset(api, code == "00000000" ? "00000001" : "00000000").status == 400)
            #expect(try await reset(api, code).status == 200)
            #expect(try await reset(api, code).status == 400)
            #expect(try await api.get("/api/v1/users/me", token: person.token).status == 401)
            let left = try await api.pool.query(
                "SELECT 1 AS one FROM direct_messages WHERE parameters ? 'code'", [])
            #expect(left.isEmpty)
        }
    }

    @Test("five wrong guesses spoil a code")
    func spoiled() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("spoil@example.org")
            let store = PasswordResetStore(pool: api.pool, messages: DirectMessageStore(pool: api.pool))
            _ = try await RecipientStore(pool: api.pool).link(
                userID: person.id,
                RecipientLink(
                    channel: .telegram, address: "100200301", username: nil, instanceID: nil, isEnabled: true,
                    isProved: true))
            _ = try await store.start(email: "spoil@example.org", textKey: "password_code", parameters: [:]) { _ in
                ("12345678", "right")
            }
            for _ in 1...5 {
                let guess = try await store.finish(email: "spoil@example.org", passwordHash: "x") { _, _ in false }
                #expect(guess == nil)
            }
            let late = try await store.finish(email: "spoil@example.org", passwordHash: "x") { _, _ in true }
            #expect(late == nil)
        }
    }

    private func reset(_ api: TestAPI, _ code: String) async throws -> TestAPI.Answer {
        try await api.post(
            "/api/v1/auth/password/reset",
            #"{"email":"code@example.org","code":"\#(code)","new_password":"Other-Horse-2"}"#)
    }

    private func login(_ api: TestAPI, _ email: String) async throws -> JSONValue {
        _ = try await api.person(email)
        return try await api.post("/api/v1/auth/login", #"{"email":"\#(email)","password":"\#(TestAPI.password)"}"#)
            .json
    }
}
