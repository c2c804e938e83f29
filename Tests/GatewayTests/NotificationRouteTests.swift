import Contracts
import Foundation
import HTTPTypes
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite("History and message pages", .enabled(if: TestEnvironment.hasDatabase))
struct NotificationRouteTests {
    private static func ids(_ api: TestAPI, _ rows: String) async throws -> [Int64] {
        _ = try await api.ingest(rows)
        return try await api.pool.query("SELECT id FROM listings ORDER BY id", [])
            .map { try $0.decode("id", as: Int64.self) }
    }

    private static let rows = #"""
        [{"source":"idealista","external_id":"1","url":"https://example.org/1?a=1&b=2","city":"Roma","price":1800,
        "rooms":3,"area":85.5,"title":"<script>alert(1)</script> & \"Casa\"","address":"Via del Corso, 123"},
        {"source":"casa","external_id":"2","url":"https://example.org/2","city":"Roma","title":"Вторая"},
        {"source":"subito","external_id":"3","url":"https://example.org/3","city":"Roma","title":"Третья"}]
        """#

    @Test("the history lists a person's messages, the newest first, with a timeline for each")
    func history() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("a@example.org")
            let ids = try await Self.ids(api, Self.rows)
            let first = try await StoredNotification.insert(for: person, filter: 7, listings: [ids[0]], on: api.pool)
            let second = try await StoredNotification.insert(
                for: person, filter: 7, listings: ids, status: "skipped", on: api.pool)
            let list = try await api.get("/api/v1/notifications", token: person.token)
            #expect(list.status == 200)
            #expect(list.json["total_count"].number == 2)
            #expect(list.json["results"][0]["id"].text == second.id.text)
            #expect(list.json["results"][0]["listing_ids"] == .list(ids.map { .number(Double($0)) }))
            let page = try await api.get("/api/v1/notifications/?skip=1&limit=1", token: person.token)
            #expect(page.json["results"][0]["id"].text == first.id.text)
            #expect(page.json["page_info"]["has_more"] == .boolean(false))
            let detail = try await api.get("/api/v1/notifications/\(first.id.text)", token: person.token)
            #expect(detail.json["notification"]["status"].text == "accepted")
            let timeline = try detail.json["timeline"].list()
            #expect(timeline.map { $0["event"].text } == ["queued", "accepted"])
            #expect(detail.json["more_url"].text?.hasPrefix("http://127.0.0.1:8000/n/") == true)
            for id in ["x", UUID().uuidString, "%00"] {
                #expect(try await api.get("/api/v1/notifications/\(id)", token: person.token).status == 404)
            }
        }
    }

    @Test("the page of a message shows every listing, escaped, without a login, until its link expires")
    func page() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("b@example.org")
            let ids = try await Self.ids(api, Self.rows)
            let stored = try await StoredNotification.insert(for: person, filter: 7, listings: ids, on: api.pool)
            _ = try await api.ingest(#"[{"source":"subito","external_id":"3","removed":true}]"#)
            let link = ListingLink(secret: api.configuration.tokenSecret, publicURL: "")
            let url = link.url(notification: stored.id, expires: Date(timeIntervalSinceNow: 60))
            let page = try await api.get(url)
            #expect(page.status == 200)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; style-src 'sha256-") == true)
            #expect(!page.text.contains("<script>"))
            #expect(page.text.contains("&lt;script&gt;"))
            #expect(page.text.contains("https://example.org/1?a=1&amp;b=2"))
            #expect(page.text.contains("1800€/мес • 🚪 3 комн. • 📐 85,5 м²"))
            #expect(page.text.contains("Via del Corso, 123, Roma"))
            #expect(page.text.contains("CASA.IT") && page.text.contains("Вторая"))
            #expect(page.text.contains("Третья") && page.text.contains("Объявление уже снято."))
            #expect(page.text.contains("3 объявления"))
            for bad in [
                link.url(notification: stored.id, expires: Date(timeIntervalSinceNow: -1)),
                String(url.dropLast()) + (url.hasSuffix("A") ? "B" : "A"),
                "/n/x", "/n/%00", link.url(notification: UUID(), expires: Date(timeIntervalSinceNow: 60)),
            ] {
                let refused = try await api.get(bad)
                #expect(refused.status == 404)
                #expect(refused.headers[.contentType] == "text/html; charset=utf-8")
            }
        }
    }

    @Test("the home page and the health are for everybody")
    func open() async throws {
        try await TestAPI.run(["APP_NAME": "Дверь & Ко"]) { api in
            let home = try await api.get("/")
            #expect(home.status == 200 && home.text.contains("Дверь &amp; Ко"))
            let health = try await api.get("/health")
            #expect(health.status == 200)
            #expect(health.json["app_name"].text == "Дверь & Ко")
            for name in ["status", "version", "environment"] { #expect(health.json[name].text != nil) }
        }
    }
}
