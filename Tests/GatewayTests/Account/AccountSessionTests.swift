import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Signing in on the pages", .enabled(if: TestEnvironment.hasDatabase))
struct AccountSessionTests {
    @Test("the session's cookie is not for scripts and not for other sites, and by https for nothing else")
    func flags() async throws {
        for (url, isSecure) in [("http://127.0.0.1:8000", false), ("https://example.com", true)] {
            try await TestAPI.run(["PUBLIC_URL": url]) { api in
                let browser = Browser(api)
                _ = try await browser.get("/")
                let answer = try await browser.post(
                    "/account/sign-up",
                    [("first_name", "Anna"), ("email", Browser.email), ("password", TestAPI.password)], origin: url)
                #expect(answer.status == 303)
                let cookie = try #require(await browser.lastSet.first { $0.contains("campanello=") })
                #expect(
                    cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/"))
                #expect(cookie.contains("; Secure") == isSecure && cookie.hasPrefix("__Host-") == isSecure)
                let home = try await browser.get("/")
                #expect(home.status == 200 && home.text.contains(Browser.email) == false)
                #expect(home.text.contains("/account/sign-out"))
            }
        }
    }

    @Test("a session is over on signing out, on a new password and for a cookie that was spent by the API")
    func ends() async throws {
        try await TestAPI.run { api in
            let browser = Browser(api)
            try await browser.signUp()
            let other = Browser(api)
            _ = try await other.get("/")
            let login = try await other.post(
                "/account/sign-in", [("email", Browser.email), ("password", TestAPI.password)])
            #expect(login.status == 303)
            #expect(try await other.get("/account/settings").status == 200)
            let form = [("current_password", TestAPI.password), ("new_password", "Another-Horse-2")]
            #expect(try await browser.post("/account/password", form).status == 303)
            #expect(try await browser.get("/account/settings").status == 200)
            #expect(try await other.get("/account/settings").headers[.location]?.hasPrefix("/?lang=en") == true)
            let spent = await browser.cookies["campanello"] ?? ""
            #expect(try await api.post("/api/v1/auth/refresh", #"{"refresh_token": "\#(spent)"}"#).status == 200)
            #expect(try await browser.get("/account/settings").status == 303)
        }
    }

    @Test("signing out ends the session itself, not only the cookie")
    func signOut() async throws {
        try await TestAPI.run { api in
            let browser = Browser(api)
            try await browser.signUp()
            let cookie = await browser.cookies["campanello"] ?? ""
            #expect(try await browser.post("/account/sign-out").status == 303)
            #expect(await browser.cookies["campanello"] == nil)
            let answer = try await api.send(
                .get, "/account/settings", headers: [.cookie: "campanello=\(cookie)"])
            #expect(answer.status == 303)
        }
    }

    @Test("a form of another site, without its token, with another browser's or of nobody is refused and does nothing")
    func forgeries() async throws {
        try await TestAPI.run { api in
            let (browser, stranger) = (Browser(api), Browser(api))
            try await browser.signUp()
            try await stranger.signUp("bob@example.com")
            let form = [("name", "Rome"), ("cities", "Roma")]
            let path = "/account/filters"
            #expect(try await browser.post(path, form, origin: "https://example.org").status == 403)
            #expect(try await browser.post(path, form, origin: "null").status == 403)
            #expect(try await browser.post(path, form, origin: nil).status == 403)
            #expect(try await browser.post(path, form, token: "").status == 403)
            #expect(try await browser.post(path, form, token: await stranger.token).status == 403)
            let origin = FormOrigin(publicURL: "https://example.com/")
            for (site, isOurs) in [("same-origin", true), ("same-site", false), ("cross-site", false), ("none", false)]
            {
                let head = HTTPRequest(
                    method: .post, scheme: nil, authority: "example.com", path: path,
                    headerFields: [
                        try #require(HTTPField.Name("Sec-Fetch-Site")): site, .origin: "https://example.com",
                    ])
                #expect(origin.isOurs(Request(head: head, body: RequestBody(buffer: .init()))) == isOurs, "\(site)")
            }
            let rows = try await api.pool.query("SELECT count(*) AS n FROM campanello.filters", [])
            #expect(try rows.first?.decode("n", as: Int64.self) == 0)
            #expect(try await browser.post(path, form).status == 303)
        }
    }

    @Test("a wrong password says so, keeps the address and never writes a password back")
    func wrongPassword() async throws {
        try await TestAPI.run { api in
            let browser = Browser(api)
            try await browser.signUp()
            _ = try await browser.post("/account/sign-out")
            _ = try await browser.get("/")
            let answer = try await browser.post(
                "/account/sign-in", [("email", Browser.email), ("password", "Wrong-Horse-9")])
            #expect(answer.status == 401 && answer.text.contains("The e-mail address or the password is wrong."))
            #expect(answer.text.contains(Browser.email) && !answer.text.contains("Wrong-Horse-9"))
        }
    }

    @Test("tries to sign in are limited as on the API")
    func limits() async throws {
        try await TestAPI.run { api in
            let browser = Browser(api)
            _ = try await browser.get("/")
            var statuses: [Int] = []
            for _ in 0..<12 {
                statuses.append(
                    try await browser.post(
                        "/account/sign-in", [("email", Browser.email), ("password", "x")]
                    ).status)
            }
            #expect(statuses.prefix(10).allSatisfy { $0 == 401 } && statuses.suffix(2) == [429, 429])
        }
    }
}
