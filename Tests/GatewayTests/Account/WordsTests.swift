import Foundation
import HTTPTypes
import Listings
import Notifications
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("The pages' words")
struct WordsTests {
    @Test("every language has the same words, none empty, with the same places for values")
    func complete() throws {
        let words = try Words()
        let english = words.all(.english)
        for language in Language.allCases {
            let all = words.all(language)
            #expect(Set(all.keys) == Set(english.keys), "\(language)")
            for (key, word) in all {
                #expect(!word.isEmpty, "\(key)")
                #expect(Self.places(word) == Self.places(english[key] ?? ""), "\(language) \(key)")
            }
        }
    }

    @Test("every word that a template asks for is there")
    func templates() throws {
        let keys = Set(try Words().all(.english).keys)
        for name in AccountPages.names {
            let url = try #require(
                AccountPages.bundle.url(forResource: name, withExtension: "mustache", subdirectory: "Templates/account")
            )
            for match in try String(contentsOf: url, encoding: .utf8).matches(of: /\{\{t\.([a-z_0-9]+)\}\}/) {
                #expect(keys.contains(String(match.1)), "\(name): \(match.1)")
            }
        }
    }

    @Test("conditions and reasons that pages show have words")
    func stable() throws {
        let keys = Set(try Words().all(.english).keys)
        for condition in Condition.allCases { #expect(keys.contains("condition_\(condition.rawValue)")) }
        for type in PropertyType.allCases { #expect(keys.contains("type_\(type.rawValue)")) }
        for reason in SkipReason.allCases {
            #expect(keys.contains("reason_\(reason.rawValue.replacing("-", with: "_"))"), "\(reason)")
        }
    }

    @Test("counted words follow the language's plural rules")
    func plurals() throws {
        let words = try Words()
        let russian = [1, 3, 5, 11, 12, 21, 104].map { words.counted("homes", $0, .russian) }
        #expect(
            russian == [
                "1 объявление", "3 объявления", "5 объявлений", "11 объявлений", "12 объявлений", "21 объявление",
                "104 объявления",
            ])
        #expect([0, 1, 2].map { words.counted("homes", $0, .english) } == ["0 listings", "1 listing", "2 listings"])
    }

    @Test("a browser's languages are weighed")
    func accepting() {
        #expect(Language(accepting: "it-IT,it;q=0.9,en;q=0.8") == .italian)
        #expect(Language(accepting: "de, en;q=0.5, it;q=0.7") == .italian)
        #expect(Language(accepting: "fr") == .russian && Language(accepting: nil) == .russian)
        #expect(Language(accepting: "en;q=0, ru;q=0.1") == .russian)
    }

    @Test("faults of the API are said in the page's language with their figures")
    func faults() throws {
        let faults = try AccountPages(appName: "Campanello").faults
        #expect(faults.translated("must be from 0.0 to 10.0", .italian) == "deve essere da 0.0 a 10.0")
        #expect(faults.translated("must be at peace", .russian) == "must be at peace")
        #expect(faults.translated("is required", .english) == "is required")
    }

    private static func places(_ word: String) -> [String] { word.matches(of: /\{\d\}/).map { String($0.0) }.sorted() }
}

@Suite("The pages in every language", .enabled(if: TestEnvironment.hasDatabase))
struct LanguagePageTests {
    @Test("every page is shown in the person's language, with no word missing", arguments: Language.allCases)
    func pages(language: Language) async throws {
        try await TestAPI.run { api in
            let browser = Browser(api, language: language.rawValue)
            #expect(try await browser.get("/").text.contains("<html lang=\"\(language.rawValue)\">"))
            #expect(try await browser.get("/account/reset").status == 200)
            #expect(try await browser.get("/account/nothing").status == 404)
            try await browser.signUp()
            _ = try await browser.post("/account/filters", [("name", "A"), ("cities", "Roma"), ("min_price", "900")])
            _ = try await browser.post("/account/channels/whatsapp/link", [("phone_number", "+390212345678")])
            _ = try await api.ingest(
                #"[{"source": "casa", "external_id": "1", "url": "https://www.casa.it/1", "city": "Roma", "price": 1200}]"#
            )
            let filter = try #require(try await AccountPageTests.filters(api).first)
            let user: Int64 = try #require(
                try await api.pool.query("SELECT id FROM campanello.users", []).first?.decode("id"))
            let listing: Int64 = try #require(
                try await api.pool.query("SELECT id FROM campanello.listings", []).first?.decode("id"))
            let told = try await StoredNotification.insert(
                for: Person(id: user, token: ""), filter: filter, listings: [listing], on: api.pool)
            let paths = [
                "/", "/?done=saved", "/account/filters/new", "/account/filters/\(filter)",
                "/account/filters/\(filter)/delete", "/account/filters/\(filter)/why/\(listing)", "/account/channels",
                "/account/history", "/account/history/\(told.id)", "/account/settings", "/account/leave",
            ]
            for path in paths {
                let page = try await browser.get(path)
                #expect(page.status == 200, "\(path): \(page.text)")
                #expect(page.text.contains("<html lang=\"\(language.rawValue)\">"), "\(path)")
                #expect(page.text.firstMatch(of: /\[[a-z_0-9]+\]/) == nil, "\(path)")
                for inline in [" style=", "<style", "<script>", " onclick=", "javascript:"] {
                    #expect(!page.text.contains(inline), "\(path) \(inline)")
                }
                let policy = page.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("script-src 'self'") && !policy.contains("unsafe"))
                #expect(page.headers[.cacheControl] == "no-store")
            }
        }
    }
}
