import Foundation
import HTTPTypes
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite("Limits", .enabled(if: TestEnvironment.hasDatabase))
struct LimitTests {
    @Test("1,000 wrong logins into one account never get more than the limit through, with two replicas")
    func wrongLogins() async throws {
        try await withMigratedDatabase { pool in
            try await TestAPI.run(on: pool) { one in
                _ = try await one.person("many@example.org")
                try await TestAPI.run(on: pool) { two in
                    let began = ContinuousClock.now
                    let through = try await tries([one, two], count: 1_000) { _ in "many@example.org" }
                    #expect(through <= most(of: .loginAccount, since: began))
                }
            }
        }
    }

    @Test("wrong logins from one address into many accounts are limited as well")
    func manyAccounts() async throws {
        try await TestAPI.run { api in
            let began = ContinuousClock.now
            let through = try await tries([api], count: 100) { "a\($0)@example.org" }
            #expect((RatePolicy.login.quota...most(of: .login, since: began)).contains(through))
        }
    }

    @Test("an answer tells where the client stands, and 429 when to come back")
    func headers() async throws {
        try await TestAPI.run(["RATE_LIMIT_FACTOR": "0.005"]) { api in
            var last = try await api.get("/health")
            #expect(last.headers[.rateLimitPolicy] == "\"address\";q=6;w=60")
            // One comes back every ten seconds, however few requests a busy machine makes in them.
            for _ in 1...100 where last.status == 200 { last = try await api.get("/health") }
            #expect(last.status == 429)
            #expect(last.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 0)
            #expect(last.json["type"].text == "urn:campanello:problem:rate-limit")
        }
    }

    @Test("the word of a proxy that is not trusted is not believed")
    func forwarded() throws {
        let proxies = [try #require(AddressRange("10.0.0.0/8"))]
        #expect(ClientAddress.of(peer: "203.0.113.9", forwarded: "198.51.100.1", proxies: proxies) == "203.0.113.9")
        #expect(
            ClientAddress.of(peer: "10.0.0.1", forwarded: "198.51.100.1, 203.0.113.9", proxies: proxies)
                == "203.0.113.9")
    }

    @Test("only listed origins may call the API from their pages")
    func origins() async throws {
        try await TestAPI.run(["CORS_ORIGINS": "https://app.example"]) { api in
            let good = try await api.send(
                .options, "/api/v1/filters",
                headers: [.origin: "https://app.example", .accessControlRequestMethod: "POST"])
            #expect(good.status == 204 && good.headers[.accessControlAllowOrigin] == "https://app.example")
            let bad = try await api.send(
                .options, "/api/v1/filters",
                headers: [.origin: "https://evil.example", .accessControlRequestMethod: "POST"])
            #expect(bad.headers[.accessControlAllowOrigin] == nil)
        }
    }

    @Test("a repeated Idempotency-Key gives the first answer; with another body it is refused")
    func idempotency() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("once@example.org")
            let key: HTTPFields = [.idempotencyKey: "k-1"]
            func post(_ body: String) async throws -> TestAPI.Answer {
                try await api.send(.post, "/api/v1/filters/", body, token: person.token, headers: key)
            }
            let first = try await post(#"{"name":"A"}"#)
            let second = try await post(#"{"name":"A"}"#)
            #expect(first.status == 201 && second.status == 201 && first.text == second.text)
            #expect(second.headers[.location] == first.headers[.location])
            let other = try await post(#"{"name":"B"}"#)
            #expect(other.status == 422 && other.fields == ["Idempotency-Key"])
            #expect(try await api.get("/api/v1/filters/", token: person.token).json.count == 1)
        }
    }

    /// A full bucket, and what has come back into it by now.
    private func most(of policy: RatePolicy, since began: ContinuousClock.Instant) -> Int {
        let seconds = Int((ContinuousClock.now - began).components.seconds)
        return policy.quota + seconds * policy.quota / policy.window
    }

    /// How many tries were judged: those that were not turned away.
    private func tries(
        _ replicas: [TestAPI], count: Int, email: @escaping @Sendable (Int) -> String
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var through = 0
                    for number in stride(from: worker, to: count, by: 8) {
                        let answer = try await replicas[number % replicas.count].post(
                            "/api/v1/auth/login", #"{"email":"\#(email(number))","password":"Wrong-1234"}"#)
                        if answer.status != 429 { through += 1 }
                    }
                    return through
                }
            }
            return try await group.reduce(0, +)
        }
    }
}
