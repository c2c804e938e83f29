import Foundation
import HTTPTypes
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite("Accounts", .enabled(if: TestEnvironment.hasDatabase))
struct AccountRouteTests {
    @Test("a person registers, logs in and reads their profile")
    func journey() async throws {
        try await TestAPI.run { api in
            let registered = try await api.post(
                "/api/v1/auth/register",
                #"{"email":"Anna@example.org","password":"Secret-123","first_name":"Anna","last_name":null}"#)
            #expect(registered.status == 201)
            #expect(registered.json["message"].text != nil)
            #expect(registered.json["user"]["email"].text == "Anna@example.org")
            #expect(!registered.text.contains("Secret-123") && !registered.text.contains("scrypt"))
            // The letter case of the address does not matter.
            let login = try await api.post(
                "/api/v1/auth/login/", #"{"email":"anna@EXAMPLE.org","password":"Secret-123"}"#)
            #expect(login.status == 200)
            #expect(login.json["token_type"].text == "bearer")
            #expect(login.json["expires_in"].number == 1800)
            let token = try #require(login.json["access_token"].text)
            for path in ["/api/v1/auth/me", "/api/v1/users/me"] {
                let me = try await api.get(path, token: token)
                #expect(me.status == 200)
                #expect(me.json["first_name"].text == "Anna")
                #expect(me.json["subscription_type"].text == "free")
            }
        }
    }

    @Test("a second account with the same address is refused by name, also at the same moment")
    func taken() async throws {
        try await TestAPI.run { api in
            let body = #"{"email":"b@example.org","password":"Secret-123","first_name":"B"}"#
            async let first = api.post("/api/v1/auth/register", body)
            async let second = api.post("/api/v1/auth/register", body)
            let answers = try await [first, second]
            #expect(answers.map(\.status).sorted() == [201, 409])
            #expect(answers.first { $0.status == 409 }?.fields == ["email"])
        }
    }

    @Test(
        "what a registration lacks is named",
        arguments: [
            (#"{}"#, ["email", "password", "first_name"]),
            (#"{"email":"nobody","password":"Secret-123","first_name":"A"}"#, ["email"]),
            (
                #"{"email":"a@b.it","password":"secret","first_name":"A"}"#,
                ["password", "password", "password", "password"]
            ),
            (#"{"email":"a@b.it","password":"Secret-123","first_name":" "}"#, ["first_name"]),
            (#"{"email":7,"password":true,"first_name":[]}"#, ["email", "password", "first_name"]),
            (#"{"email":"a@b.it","password":"Secret-123","first_name":"A\u0000"}"#, ["first_name"]),
        ])
    func refused(body: String, fields: [String]) async throws {
        try await TestAPI.run { api in
            let answer = try await api.post("/api/v1/auth/register", body)
            #expect(answer.status == 422)
            #expect(answer.fields == fields)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test("a wrong password and an unknown address are answered alike")
    func wrongLogin() async throws {
        try await TestAPI.run { api in
            _ = try await api.person("c@example.org")
            let wrong = try await api.post("/api/v1/auth/login", #"{"email":"c@example.org","password":"Nope-1234"}"#)
            let unknown = try await api.post("/api/v1/auth/login", #"{"email":"x@example.org","password":"Nope-1234"}"#)
            #expect(wrong.status == 401 && unknown.status == 401)
            #expect(wrong.json["detail"] == unknown.json["detail"])
        }
    }

    @Test("a token of another kind, key or time opens nothing")
    func tokens() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("d@example.org")
            let forged = AccessTokens(lifetime: .seconds(60)) { "another-secret-of-more-than-32-bytes-1234" }
            let expired = AccessTokens(lifetime: .seconds(-60)) { api.configuration.tokenSecret.reveal() }
            for token in [
                try await forged.issue(userID: person.id, session: UUID()),
                try await expired.issue(userID: person.id, session: UUID()), "x", "a.b.c",
            ] {
                let answer = try await api.get("/api/v1/users/me", token: token)
                #expect(answer.status == 401)
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            }
            #expect(try await api.get("/api/v1/users/me").status == 401)
        }
    }

    @Test("a closed account is shut out at once")
    func closed() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("e@example.org")
            _ = try await api.pool.execute("UPDATE users SET is_active = false WHERE id = $1", [.int(person.id)])
            #expect(try await api.get("/api/v1/users/me", token: person.token).status == 401)
        }
    }

    @Test("settings are changed field by field and checked")
    func settings() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("f@example.org")
            let path = "/api/v1/users/me"
            let changed = try await api.send(
                .put, path,
                #"{"locale":"it","time_zone":"Asia/Tokyo","quiet_hours":{"from":"22:00","to":"07:30"},"last_name":"R"}"#,
                token: person.token)
            #expect(changed.status == 200)
            #expect(changed.json["quiet_hours"]["to"].text == "07:30")
            #expect(changed.json["first_name"].text == "Anna")
            let cleared = try await api.send(.put, path, #"{"quiet_hours":null,"last_name":null}"#, token: person.token)
            #expect(cleared.json["quiet_hours"] == .null && cleared.json["last_name"] == .null)
            #expect(cleared.json["locale"].text == "it")
            let wrong = try await api.send(
                .put, path,
                #"{"locale":"de","time_zone":"Mars","quiet_hours":{"from":"25:00","to":"7"},"first_name":null,"email":"z@z.it"}"#,
                token: person.token)
            #expect(wrong.status == 422)
            #expect(
                wrong.fields == ["first_name", "locale", "time_zone", "quiet_hours.from", "quiet_hours.to", "email"])
        }
    }

    @Test("the subscription states the plan's limits, and a premium plan that ran out counts no more")
    func subscription() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("g@example.org")
            let free = try await api.get("/api/v1/users/subscription", token: person.token)
            #expect(free.json["limits"]["max_filters"].number == 1)
            _ = try await api.pool.execute(
                "UPDATE users SET plan = 'premium', plan_expires_at = now() - interval '1 day' WHERE id = $1",
                [.int(person.id)])
            let expired = try await api.get("/api/v1/users/subscription", token: person.token)
            #expect(expired.json["subscription_type"].text == "free")
            _ = try await api.pool.execute("UPDATE users SET plan_expires_at = NULL WHERE id = $1", [.int(person.id)])
            let premium = try await api.get("/api/v1/users/subscription/", token: person.token)
            #expect(premium.json["limits"]["max_filters"].number == 10)
        }
    }
}
