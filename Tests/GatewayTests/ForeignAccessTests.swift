import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Other people's things", .enabled(if: TestEnvironment.hasDatabase))
struct ForeignAccessTests {
    @Test("a second person can read, change, pause, test or delete nothing of the first")
    func foreign() async throws {
        try await TestAPI.run { api in
            let first = try await api.person("a@example.org")
            let second = try await api.person("b@example.org")
            let made = try await api.post("/api/v1/filters/", #"{"name":"Моё","city":"Roma"}"#, token: first.token)
            let id = try #require(made.json["id"].number.map { Int64($0) })
            _ = try await api.ingest(
                #"[{"source":"casa","external_id":"1","url":"https://example.org/1","city":"Roma"}]"#)
            let listing = try #require(try await api.get("/api/v1/listings").json["results"][0]["id"].number)
            let stored = try await StoredNotification.insert(for: first, filter: id, on: api.pool)
            let requests: [(HTTPRequest.Method, String, String?)] = [
                (.get, "filters/\(id)", nil), (.put, "filters/\(id)", #"{"name":"Чужое"}"#),
                (.patch, "filters/\(id)", #"{"is_active":false}"#), (.post, "filters/\(id)/test", nil),
                (.post, "filters/\(id)/pause", nil), (.post, "filters/\(id)/resume", nil),
                (.get, "filters/\(id)/explain/\(Int64(listing))", nil), (.delete, "filters/\(id)", nil),
                (.get, "notifications/\(stored.id.text)", nil),
            ]
            for (method, path, body) in requests {
                let foreign = try await api.send(method, "/api/v1/\(path)", body, token: second.token)
                #expect(foreign.status == 404, "\(method) \(path)")
                #expect(!foreign.text.contains("Моё") && !foreign.text.contains("Центр"))
                let unsigned = try await api.send(method, "/api/v1/\(path)", body)
                #expect(unsigned.status == 401, "\(method) \(path)")
            }
            #expect(try await api.get("/api/v1/filters/", token: second.token).json.count == 0)
            #expect(try await api.get("/api/v1/notifications", token: second.token).json["total_count"].number == 0)
            let kept = try await api.get("/api/v1/filters/\(id)", token: first.token)
            #expect(kept.json["name"].text == "Моё" && kept.json["is_active"] == .boolean(true))
        }
    }

    @Test("unlinking and toggling touch only one's own channel")
    func channels() async throws {
        try await TestAPI.run { api in
            let first = try await api.person("a@example.org")
            let second = try await api.person("b@example.org")
            _ = try await api.post("/api/v1/telegram/link", #"{"chat_id":100200300}"#, token: first.token)
            _ = try await api.send(.delete, "/api/v1/telegram/unlink", token: second.token)
            let toggled = try await api.post("/api/v1/telegram/toggle", #"{"enabled":false}"#, token: second.token)
            #expect(toggled.status == 400)
            let status = try await api.get("/api/v1/telegram/status", token: first.token)
            #expect(status.json["linked"] == .boolean(true) && status.json["enabled"] == .boolean(true))
        }
    }
}
