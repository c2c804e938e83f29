import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Ingest", .enabled(if: TestEnvironment.hasDatabase))
struct IngestRouteTests {
    private static func row(_ id: String, _ more: String = "") -> String {
        #"{"source":"idealista","external_id":"\#(id)","url":"https://example.org/1","city":"Roma"\#(more)}"#
    }

    /// One row of casa, by `gzip -9n`.
    private static let packedRow = """
        H4sIAAAAAAACA4uuVirOLy1KTlWyUkpOLE5U0lFKrShJLcpLzInPTAEKGgJFSotygKyMkpKC\
        Yit9/dSKxNyCnFS9/KJ0fZBscmZJJVA6KD83Uak2FgCQ5t7QUQAAAA==
        """

    /// 64 KiB of blanks; gzip members may follow each other, and together they are one content.
    private static let packedBlanks = """
        H4sIAAAAAAACA+3BgQAAAACAIJX9KRepCgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAGqUGSy0AAABAA==
        """

    @Test("a broken row never costs the others and is named by line and field")
    func brokenRows() async throws {
        try await TestAPI.run { api in
            let rows = [
                Self.row("1", #","price":"€ 1.350/mese","area":"70m²","rooms":"5+","colour":"red""#),
                #"{"source":"idealista","external_id":"2","city":"Roma"}"#,
                #"{not json}"#, "42", Self.row("3", #","price":-5"#), Self.row("4", #","price":"su richiesta""#),
                Self.row("5", #","colour":"blue""#),
            ]
            let answer = try await api.ingest("[\(rows.joined(separator: ",\n"))]")
            #expect(answer.status == 200)
            #expect(answer.json["received"].number == 7)
            #expect(answer.json["created"].number == 3)
            #expect(answer.json["rejected"].number == 4)
            let errors = try answer.json["errors"].list()
            #expect(errors.map { $0["line"].number } == [2, 3, 4, 5])
            #expect(errors.map { $0["field"].text } == ["url", "row", "row", "price"])
            #expect(answer.json["ignored_fields"] == .object(["colour": .number(2)]))
            let found = try await api.get("/api/v1/listings?max_price=1400&city=ROME")
            #expect(found.json["results"][0]["currency"].text == "EUR")
            let priced = try #require(
                (0..<3).map { found.json["results"][$0] }.first { $0["original_id"].text == "1" })
            #expect(priced["price"].number == 1350 && priced["area_sqm"].number == 70)
        }
    }

    @Test("the same rows as NDJSON, with empty lines counted and bytes that are not UTF-8 named")
    func lines() async throws {
        try await TestAPI.run { api in
            let text = "\(Self.row("1"))\r\n\n{\"source\":\n\(Self.row("2"))\n"
            var bytes = Array(text.utf8)
            bytes += Array(#"{"source":"casa","title":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
            let answer = try await api.send(
                .post, "/api/v1/listings/", bytes: bytes, token: TestAPI.ingestKey, type: "application/x-ndjson")
            #expect(answer.status == 200)
            #expect(answer.json["created"].number == 2 && answer.json["rejected"].number == 2)
            #expect(answer.json["errors"][0]["line"].number == 3)
            #expect(answer.json["errors"][1]["line"].number == 5)
        }
    }

    @Test("repeating a request changes nothing; a change, a removal and a return are counted")
    func repeating() async throws {
        try await TestAPI.run { api in
            let body = "[\(Self.row("1")),\(Self.row("2"))]"
            let first = try await api.ingest(body)
            #expect(first.json["created"].number == 2)
            #expect(try await api.ingest(body).json["unchanged"].number == 2)
            #expect(try await api.ingest("[\(Self.row("1", #","price":900"#))]").json["updated"].number == 1)
            let gone = #"""
                [{"source":"idealista.it","external_id":"1","removed":true},
                {"source":"idealista","external_id":"2","is_active":false}]
                """#
            #expect(try await api.ingest(gone).json["removed"].number == 2)
            #expect(try await api.get("/api/v1/listings").json["total_count"].number == 0)
            #expect(try await api.ingest("[\(Self.row("1"))]").json["updated"].number == 1)
            #expect(try await api.get("/api/v1/listings").json["total_count"].number == 1)
        }
    }

    @Test("a dry run answers what would happen and changes nothing; a silent ingest is not to be announced")
    func options() async throws {
        try await TestAPI.run { api in
            let dry = try await api.ingest("[\(Self.row("1")),{}]", "?dry_run=true")
            #expect(dry.json["created"].number == 1 && dry.json["rejected"].number == 1)
            #expect(try await api.get("/api/v1/listings").json["total_count"].number == 0)
            #expect(try await api.pool.query("SELECT FROM outbox", []).isEmpty)
            #expect(try await api.ingest("[\(Self.row("1"))]", "?announce=false").json["created"].number == 1)
            let rows = try await api.pool.query("SELECT announce FROM listings", [])
            #expect(try rows.first?.decode("announce", as: Bool.self) == false)
            let wrong = try await api.ingest("[]", "?announce=perhaps")
            #expect(wrong.status == 422 && wrong.fields == ["announce"])
        }
    }

    @Test("only a known key may send, and the key is in no answer")
    func keys() async throws {
        try await TestAPI.run(["INGEST_API_KEYS": "one:first-key-of-sixteen,two:second-key-of-sixteen"]) { api in
            for key in ["first-key-of-sixteen", "second-key-of-sixteen"] {
                let answer = try await api.send(.post, "/api/v1/listings", "[]", token: key)
                #expect(answer.status == 200)
            }
            let person = try await api.person("a@example.org")
            for key in ["first-key-of-sixtee", "one", "", person.token] {
                let answer = try await api.send(.post, "/api/v1/listings", "[]", token: key)
                #expect(answer.status == 401)
            }
            #expect(try await api.send(.delete, "/api/v1/listings/casa/1").status == 401)
            #expect(try await api.post("/api/v1/listings/sweep").status == 401)
        }
    }

    @Test("what is not an array of rows is refused whole")
    func malformed() async throws {
        try await TestAPI.run { api in
            for body in ["", "{}", "[", "[{]", "[{}]]", "null", "[{}", #"["]"#] {
                #expect(try await api.ingest(body).status == 400, "\(body)")
            }
            let plain = try await api.send(
                .post, "/api/v1/listings", "[]", token: TestAPI.ingestKey, type: "text/plain")
            #expect(plain.status == 415)
            let many = try await api.ingest("[" + Array(repeating: "1", count: 10_001).joined(separator: ",") + "]")
            #expect(many.status == 413)
            let large = try await api.send(
                .post, "/api/v1/listings", bytes: Array(repeating: 0x20, count: IngestBody.limit + 1),
                token: TestAPI.ingestKey)
            #expect(large.status == 413)
        }
    }

    @Test("a gzip body is unpacked; a broken one, a bomb and another encoding are refused")
    func gzip() async throws {
        try await TestAPI.run { api in
            func send(_ bytes: [UInt8], _ encoding: String = "gzip") async throws -> TestAPI.Answer {
                try await api.send(
                    .post, "/api/v1/listings", bytes: bytes, token: TestAPI.ingestKey,
                    headers: [.contentEncoding: encoding])
            }
            let packed = try #require(Data(base64Encoded: Self.packedRow)).map { $0 }
            let answer = try await send(packed)
            #expect(answer.json["created"].number == 1)
            #expect(try await send(Array(packed.dropLast(9))).status == 400)
            #expect(try await send(Array("[]".utf8)).status == 400)
            #expect(try await send(packed, "br").status == 415)
            let member = try #require(Data(base64Encoded: Self.packedBlanks)).map { $0 }
            let bomb = Array(repeatElement(member, count: IngestBody.limit / 65_536 + 1).joined())
            #expect(bomb.count < IngestBody.limit / 100)
            #expect(try await send(bomb).status == 413)
        }
    }

    @Test("one listing is removed by its source and id, whatever alias and encoding")
    func removal() async throws {
        try await TestAPI.run { api in
            _ = try await api.ingest("[\(Self.row("a b/c"))]")
            let path = "/api/v1/listings/idealista.it/a%20b%2Fc"
            #expect(try await api.send(.delete, path, token: TestAPI.ingestKey).json["removed"] == .boolean(true))
            #expect(try await api.send(.delete, path, token: TestAPI.ingestKey).json["removed"] == .boolean(false))
            let unknown = try await api.send(.delete, "/api/v1/listings/idealista/zzz", token: TestAPI.ingestKey)
            #expect(unknown.status == 404)
        }
    }

    @Test("a sweep takes out what was not seen since, of one source and city")
    func sweep() async throws {
        try await TestAPI.run { api in
            let milano = #"{"source":"idealista","external_id":"m","url":"https://example.org/m","city":"Milano"}"#
            _ = try await api.ingest("[\(Self.row("1")),\(milano)]")
            _ = try await api.pool.execute("UPDATE listings SET last_seen_at = now() - interval '2 days'", [])
            _ = try await api.ingest("[\(Self.row("2"))]")
            let since = Date(timeIntervalSinceNow: -86_400).ISO8601Format()
            let path = "/api/v1/listings/sweep"
            let body = #"{"source":"idealista","city":"Rome","seen_since":"\#(since)"}"#
            #expect(try await api.send(.post, path, body, token: TestAPI.ingestKey).json["removed"].number == 1)
            #expect(try await api.send(.post, path, body, token: TestAPI.ingestKey).json["removed"].number == 0)
            #expect(try await api.get("/api/v1/listings").json["total_count"].number == 2)
            let wrong = try await api.send(
                .post, path, #"{"source":"!","seen_since":"yesterday"}"#, token: TestAPI.ingestKey)
            #expect(wrong.status == 422 && wrong.fields == ["source", "seen_since"])
        }
    }

    @Test("ten thousand rows go in with one request")
    func volume() async throws {
        try await TestAPI.run { api in
            let body = (1...10_000).map { Self.row("\($0)", #","price":"\#($0)""#) }.joined(separator: "\n")
            let answer = try await api.send(
                .post, "/api/v1/listings", body, token: TestAPI.ingestKey, type: "application/x-ndjson")
            #expect(answer.json["created"].number == 10_000)
        }
    }
}
