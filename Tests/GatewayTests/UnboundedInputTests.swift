import Foundation
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import Gateway

/// What is short to look at and endless to store, and what PostgreSQL cannot read.
@Suite("Unbounded input", .enabled(if: TestEnvironment.hasDatabase))
struct UnboundedInputTests {
    /// Thousands of leading consonants, which Unicode counts as one character. Not periodic: it does not compress.
    private static let endless: String = {
        var scalars = String.UnicodeScalarView()
        for index in UInt32(0)..<6_000 {
            let mixed = (index &* index &* 31 &+ index &* 7 &+ index / 13) % 0x50
            if let scalar = Unicode.Scalar(0x1100 + mixed) { scalars.append(scalar) }
        }
        return String(scalars)
    }()

    @Test("a text whose one character is endless is refused or cut, and costs no other row")
    func endlessTexts() async throws {
        #expect(Self.endless.count == 1)
        try await TestAPI.run { api in
            for field in ["external_id", "city"] {
                let answer = try await api.ingest("[\(row("1")), \(row("2", field, Self.endless)), \(row("3"))]")
                #expect(answer.status == 200, "\(field): \(answer.text.prefix(200))")
                #expect(answer.json["rejected"].number == 1 && answer.json["errors"][0]["field"].text == field)
            }
            let cut = try await api.ingest("[\(row("4", "title", Self.endless))]")
            #expect(cut.json["created"].number == 1 && cut.json["warnings"][0]["field"].text == "title")
            let found = try await api.get("/api/v1/listings/?limit=100")
            #expect(found.json["total_count"].number == 3)
            for listing in try found.json["results"].list() {
                #expect(listing["title"].text?.unicodeScalars.count ?? .max <= 300)
            }
        }
    }

    @Test("a filter takes no endless city, word or name")
    func endlessConditions() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("endless@example.org")
            let bodies = [
                ("city", "\"\(Self.endless)\""), ("cities", "[\"\(Self.endless)\"]"),
                ("include_words", "[\"\(Self.endless)\"]"), ("exclude_words", "[\"\(Self.endless)\"]"),
                ("name", "\"\(Self.endless)\""),
            ]
            for (field, value) in bodies {
                let name = field == "name" ? "" : #", "name": "Roma""#
                let answer = try await api.post(
                    "/api/v1/filters/", #"{"\#(field)": \#(value)\#(name)}"#, token: person.token)
                #expect(answer.status == 422 && answer.fields.contains { $0.hasPrefix(field) }, "\(field)")
            }
        }
    }

    @Test(
        "a made-up cursor is refused by name, never an error of the database",
        arguments: [
            "newest 9223372036854775807 1", "newest -9223372036854775808 1", "newest -1 1", "cheapest 1e999 1",
            "cheapest 1e-999 1", "cheapest nan 1", "cheapest 0x1p3 1e", "dearest 1e400 1",
            "largest 1 9223372036854775808",
        ])
    func cursors(plain: String) async throws {
        try await TestAPI.run { api in
            let sort = plain.prefix { $0 != " " }
            let cursor = Data(plain.utf8).base64EncodedString().replacing("=", with: "")
            let answer = try await api.get("/api/v1/listings/?sort=\(sort)&cursor=\(cursor)")
            #expect(answer.status == 422 && answer.fields == ["cursor"], "\(answer.text)")
        }
    }

    @Test("the cursor of a listing without a price leads on")
    func infiniteCursor() async throws {
        try await TestAPI.run { api in
            _ = try await api.ingest("[\(row("1")), \(row("2")), \(row("3"))]")
            for sort in ["cheapest", "dearest", "largest", "newest"] {
                let first = try await api.get("/api/v1/listings/?limit=1&sort=\(sort)")
                let cursor = try #require(first.json["page_info"]["next_cursor"].text)
                let rest = try await api.get("/api/v1/listings/?sort=\(sort)&cursor=\(cursor)")
                #expect(rest.json["returned_count"].number == 2, "\(sort): \(rest.text)")
            }
        }
    }

    @Test("TRACE and CONNECT are 405 where the path is known")
    func rareMethods() async throws {
        try await TestAPI.run { api in
            for method in [HTTPRequest.Method.trace, .connect] {
                let answer = try await api.send(method, "/api/v1/auth/login")
                #expect(answer.status == 405 && answer.headers[.allow]?.contains("POST") == true)
            }
        }
    }

    @Test("a sweep since a day that no calendar has is refused, not moved to the next month")
    func impossibleDay() async throws {
        try await TestAPI.run { api in
            for (day, status) in [("2024-02-29", 200), ("2025-02-29", 422), ("2025-02-30", 422), ("2025-04-31", 422)] {
                let answer = try await api.send(
                    .post, "/api/v1/listings/sweep", #"{"source": "idealista", "seen_since": "\#(day)T00:00:00Z"}"#,
                    token: TestAPI.ingestKey)
                #expect(answer.status == status, "\(day): \(answer.text)")
            }
        }
    }

    @Test("UTC, which browsers name so, is a time zone")
    func utc() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("utc@example.org")
            let answer = try await api.send(.put, "/api/v1/users/me", #"{"time_zone": "UTC"}"#, token: person.token)
            #expect(answer.status == 200 && answer.json["time_zone"].text == "UTC", "\(answer.text)")
        }
    }

    private func row(_ id: String, _ field: String = "district", _ value: String = "Centro") -> String {
        let texts = [
            "source": "idealista", "external_id": id, "url": "https://example.com/\(id)", "city": "Roma",
        ].merging([field: value]) { _, given in given }
        return "{" + texts.map { #""\#($0)": "\#($1)""# }.joined(separator: ", ") + "}"
    }
}
