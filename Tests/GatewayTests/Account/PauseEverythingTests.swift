import Foundation
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("The switch for everything", .enabled(if: TestEnvironment.hasDatabase))
struct PauseEverythingTests {
    @Test("what was off before everything was paused stays off when it is resumed")
    func restores() async throws {
        try await TestAPI.run { api in
            let browser = try await Self.linked(api)
            try await Self.toggle("telegram", false, api)
            #expect(try await Self.pause(browser) == [:])
            // Pressing it twice forgets nothing.
            #expect(try await Self.pause(browser) == [:])
            #expect(try await Self.resume(browser) == ["whatsapp": true])
        }
    }

    @Test("where every channel was switched off by itself, resuming everything switches them all on")
    func all() async throws {
        try await TestAPI.run { api in
            let browser = try await Self.linked(api)
            #expect(try await Self.on(api) == ["telegram": true, "whatsapp": true])
            for channel in ["telegram", "whatsapp"] { try await Self.toggle(channel, false, api) }
            #expect(try await Self.resume(browser) == ["telegram": true, "whatsapp": true])
        }
    }

    @Test("a channel switched by itself during a pause is as the person left it")
    func meanwhile() async throws {
        try await TestAPI.run { api in
            let browser = try await Self.linked(api)
            _ = try await Self.pause(browser)
            try await Self.toggle("whatsapp", true, api)
            try await Self.toggle("whatsapp", false, api)
            #expect(try await Self.resume(browser) == ["telegram": true])
        }
    }

    @Test("a pause and its end are kept among the consents, and STOP outlasts them")
    func consents() async throws {
        try await TestAPI.run { api in
            let browser = try await Self.linked(api)
            _ = try await Self.pause(browser)
            try await api.pool.execute(
                "UPDATE recipients SET suspended_at = now(), suspended_reason = 'opted-out' WHERE channel = 'whatsapp'",
                [])
            #expect(try await Self.resume(browser) == ["telegram": true, "whatsapp": true])
            let suspended = try await api.pool.query("SELECT FROM recipients WHERE suspended_at IS NOT NULL", [])
            #expect(suspended.count == 1)
            let acts = try await api.pool.query(
                "SELECT channel || ' ' || direction AS act FROM consents WHERE how = 'pause-all' ORDER BY id", [])
            #expect(
                try acts.map { try $0.decode("act", as: String.self) }
                    == ["telegram out", "whatsapp out", "telegram in", "whatsapp in"])
        }
    }

    private static func linked(_ api: TestAPI) async throws -> Browser {
        let browser = Browser(api)
        try await browser.signUp()
        for (channel, field, address) in [
            ("whatsapp", "phone_number", "+39 02 1234567"), ("telegram", "chat_id", "100200300"),
        ] {
            let answer = try await browser.post("/account/channels/\(channel)/link", [(field, address)])
            #expect(answer.status == 303)
        }
        return browser
    }

    private static func toggle(_ channel: String, _ isOn: Bool, _ api: TestAPI) async throws {
        let login = try await api.post(
            "/api/v1/auth/login", #"{"email":"\#(Browser.email)","password":"\#(TestAPI.password)"}"#)
        let answer = try await api.post(
            "/api/v1/\(channel)/toggle", #"{"enabled":\#(isOn)}"#, token: login.json["access_token"].text)
        #expect(answer.status == 200)
    }

    private static func pause(_ browser: Browser) async throws -> [String: Bool] {
        #expect(try await browser.post("/account/pause", [("enabled", "false")]).status == 303)
        return try await on(browser.api)
    }

    private static func resume(_ browser: Browser) async throws -> [String: Bool] {
        #expect(try await browser.post("/account/pause", [("enabled", "true")]).status == 303)
        return try await on(browser.api)
    }

    /// The channels that are on.
    private static func on(_ api: TestAPI) async throws -> [String: Bool] {
        let rows = try await api.pool.query("SELECT channel FROM recipients WHERE enabled", [])
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("channel", as: String.self), true) })
    }
}
