import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("The account's pages", .enabled(if: TestEnvironment.hasDatabase))
struct AccountPageTests {
    static let hostile = #"<script>alert(1)</script>"&'{{t.save}}"#

    @Test("a filter is made, counted, changed, paused, resumed and deleted by forms alone")
    func filters() async throws {
        try await TestAPI.run { api in
            let browser = Browser(api)
            try await browser.signUp()
            _ = try await api.ingest(
                #"[{"source": "casa", "external_id": "1", "url": "https://www.casa.it/1", "city": "Roma", "price": 1200}]"#
            )
            let form = [
                ("name", "Rome"), ("cities", "Roma, Milano"), ("max_price", "1300,50"), ("notify_telegram", "true"),
            ]
            let counted = try await browser.post("/account/filters", form + [("do", "count")])
            #expect(counted.status == 200 && counted.text.contains("would have found 1 listing"))
            #expect(counted.text.contains("value=\"Roma, Milano\""))
            let text = try await browser.post("/account/filters/count", form)
            #expect(text.text.hasPrefix("In the last 30 days it would have found 1 listing: 1 message"))
            #expect(try await browser.post("/account/filters", form).headers[.location] == "/?done=saved")
            let id = try #require(try await Self.filters(api).first)
            let edit = try await browser.get("/account/filters/\(id)")
            #expect(edit.text.contains("value=\"1300.5\"") && edit.text.contains("value=\"Roma, Milano\""))
            #expect(try await browser.post("/account/filters/\(id)", form + [("pets_allowed", "true")]).status == 303)
            #expect(try await browser.get("/account/filters/\(id)").text.contains("<details open>"))
            #expect(try await browser.post("/account/filters/\(id)/pause").status == 303)
            #expect(try await browser.get("/").text.contains("/account/filters/\(id)/resume"))
            #expect(try await browser.post("/account/filters/\(id)/resume").status == 303)
            #expect(try await browser.get("/account/filters/\(id)/delete").text.contains("“Rome”"))
            #expect(try await browser.post("/account/filters/\(id)/delete").status == 303)
            #expect(try await Self.filters(api).isEmpty)
        }
    }

    @Test("what is wrong is said beside its field, in the page's language, and nothing that was written is lost")
    func faults() async throws {
        for (language, word) in [
            ("ru", "должно быть числом"), ("en", "must be a number"), ("it", "deve essere un numero"),
        ] {
            try await TestAPI.run { api in
                let browser = Browser(api, language: language)
                try await browser.signUp()
                let answer = try await browser.post(
                    "/account/filters", [("name", ""), ("min_price", "cheap"), ("cities", "Roma")])
                #expect(answer.status == 422)
                #expect(answer.text.contains("<span class=\"error\" id=\"min_price-error\">\(word)</span>"))
                #expect(answer.text.contains("id=\"name-error\"") && answer.text.contains("value=\"cheap\""))
                #expect(
                    answer.text.contains("aria-describedby=\"min_price-error\"")
                        && answer.text.contains("value=\"Roma\""))
                let settings = try await browser.post(
                    "/account/settings",
                    [
                        ("first_name", "Anna"), ("locale", language), ("time_zone", "Mars"), ("quiet_from", "22:00"),
                        ("quiet_to", ""),
                    ])
                #expect(settings.status == 422 && settings.text.contains("id=\"time_zone-error\""))
                #expect(settings.text.contains("id=\"quiet_hours-error\""))
                let link = try await browser.post("/account/channels/whatsapp/link", [("phone_number", "061234567")])
                #expect(link.status == 400 && link.text.contains("id=\"phone_number-error\""))
            }
        }
    }

    @Test("names and titles that are markup are shown as text everywhere")
    func escaping() async throws {
        try await TestAPI.run { api in
            let browser = Browser(api)
            try await browser.signUp()
            #expect(
                try await browser.post("/account/filters", [("name", Self.hostile), ("cities", "Roma")]).status == 303)
            let id = try #require(try await Self.filters(api).first)
            let title = String(decoding: try JSONEncoder().encode(Self.hostile), as: UTF8.self)
            _ = try await api.ingest(
                "[{\"source\": \"casa\", \"external_id\": \"1\", \"url\": \"https://www.casa.it/1\", \"city\": \"Roma\", \"title\": \(title)}]"
            )
            let listing = try await api.get("/api/v1/listings/?city=Roma").json["results"][0]["id"].written
            for path in [
                "/", "/account/filters/\(id)", "/account/filters/\(id)/delete", "/account/filters/\(id)/why/\(listing)",
            ] {
                let page = try await browser.get(path)
                #expect(page.status == 200 && page.text.contains("&lt;script&gt;alert(1)"), "\(path)")
                #expect(!page.text.contains("<script>alert"), "\(path)")
            }
            let found = try await browser.post("/account/filters", [("cities", "Roma"), ("do", "count")])
            #expect(found.text.contains("&lt;script&gt;") && !found.text.contains("<script>alert"))
        }
    }

    @Test("another person's filter, message and address are nowhere to be seen or touched")
    func foreign() async throws {
        try await TestAPI.run { api in
            let (anna, bob) = (Browser(api), Browser(api))
            try await anna.signUp()
            try await bob.signUp("bob@example.com")
            #expect(
                try await anna.post("/account/filters", [("name", "Secret nest"), ("cities", "Roma")]).status == 303)
            _ = try await anna.post("/account/channels/whatsapp/link", [("phone_number", "+390212345678")])
            let id = try #require(try await Self.filters(api).first)
            let owner: Int64 = try #require(
                try await api.pool.query(
                    "SELECT id FROM campanello.users WHERE email = $1", [.text(Browser.email)]
                ).first?.decode("id"))
            let told = try await StoredNotification.insert(for: Person(id: owner, token: ""), filter: id, on: api.pool)
            #expect(try await anna.get("/account/history/\(told.id)").status == 200)
            #expect(try await bob.get("/account/history/\(told.id)").status == 404)
            for path in ["", "/delete", "/why/1"] {
                #expect(try await bob.get("/account/filters/\(id)\(path)").status == 404)
            }
            for path in ["", "/pause", "/resume", "/delete"] {
                #expect(try await bob.post("/account/filters/\(id)\(path)", [("name", "Mine")]).status == 404)
            }
            for path in ["/", "/account/channels", "/account/history", "/account/settings", "/account/export"] {
                let page = try await bob.get(path).text
                #expect(
                    !page.contains("Secret nest") && !page.contains("390212345678") && !page.contains(Browser.email))
            }
            #expect(try await Self.filters(api) == [id])
        }
    }

    @Test("every page and form with an id is 404 to a second person, and does nothing")
    func foreignWalk() async throws {
        try await TestAPI.run { api in
            let (anna, bob) = (Browser(api), Browser(api))
            try await anna.signUp()
            try await bob.signUp("bob@example.com")
            _ = try await anna.post("/account/filters", [("name", "Secret nest"), ("cities", "Roma")])
            let id = try #require(try await Self.filters(api).first)
            let owner: Int64 = try #require(
                try await api.pool.query("SELECT user_id FROM filters", []).first?.decode("user_id"))
            let told = try await StoredNotification.insert(for: Person(id: owner, token: ""), filter: id, on: api.pool)
            let walked = api.routes.filter { $0.contains(" /account/") && $0.contains("{id}") }
            #expect(walked.count >= 8)
            for route in walked {
                let path = String(route.split(separator: " ")[1]).replacing("{listing}", with: "1")
                    .replacing("{id}", with: route.contains("/history/") ? "\(told.id)" : "\(id)")
                let answer =
                    route.hasPrefix("GET")
                    ? try await bob.get(path)
                    : try await bob.post(path, [("name", "Mine"), ("password", TestAPI.password)])
                #expect(answer.status == 404 && !answer.text.contains("Secret nest"), "\(route)")
            }
            let page = try await anna.get("/").text
            #expect(page.contains("Secret nest") && page.contains("/account/filters/\(id)/pause"))
        }
    }

    @Test("nothing of an account is shown to somebody who is not signed in")
    func closed() async throws {
        try await TestAPI.run { api in
            for route in api.routes where route.hasPrefix("GET /account/") && !route.contains("reset") {
                let path = route.dropFirst(4).replacing(/\{[a-z]+\}/, with: "1")
                let answer = try await api.get(String(path))
                #expect(answer.status == 303 && answer.headers[.location]?.hasPrefix("/?") == true, "\(route)")
            }
        }
    }

    @Test("the account goes with the right password only, and with it the session")
    func leaving() async throws {
        try await TestAPI.run { api in
            let browser = Browser(api)
            try await browser.signUp()
            let wrong = try await browser.post("/account/leave", [("password", "Wrong-Horse-9")])
            #expect(wrong.status == 400 && wrong.text.contains("id=\"password-error\""))
            #expect(try await browser.post("/account/leave", [("password", TestAPI.password)]).status == 303)
            #expect(try await browser.get("/account/settings").status == 303)
            let rows = try await api.pool.query("SELECT count(*) AS n FROM campanello.users", [])
            #expect(try rows.first?.decode("n", as: Int64.self) == 0)
        }
    }

    static func filters(_ api: TestAPI) async throws -> [Int64] {
        try await api.pool.query("SELECT id FROM campanello.filters ORDER BY id", []).map { try $0.decode("id") }
    }
}
