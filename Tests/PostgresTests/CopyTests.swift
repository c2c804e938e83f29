import Foundation
import Postgres
import TestSupport
import Testing

@Suite("COPY", .enabled(if: TestEnvironment.hasDatabase))
struct CopyTests {
    private static let copy = "COPY things (id, word, data, at, tags, ok, real, uid) FROM STDIN"

    private func withThings(_ body: (PostgresPool) async throws -> Void) async throws {
        try await TestDatabase.withPool { pool async throws in
            try await pool.execute(
                """
                CREATE TABLE things (id bigint PRIMARY KEY, word text, data bytea, at timestamptz, tags text[],
                    ok boolean, real float8, uid uuid)
                """)
            try await body(pool)
        }
    }

    private func word() -> String {
        let pieces = [
            "\t", "\n", "\r", "\\", "\\N", "\\.", "\\t", "N", "{", "}", "\"", "'", ",", " ", "é", "Ж", "🏠", "\u{1}",
            "\u{7F}",
        ]
        return (0..<Int.random(in: 0...12)).map { _ in pieces.randomElement() ?? "" }.joined()
    }

    @Test("any text, bytes, arrays and nulls arrive exactly as they were")
    func anyValue() async throws {
        let rows: [[PostgresValue]] = (0..<2_000).map { id in
            [
                .int(Int64(id)), Bool.random() ? .text(word()) : nil,
                .bytes((0..<Int.random(in: 0...9)).map { _ in UInt8.random(in: 0...255) }),
                .timestamp(Date(timeIntervalSince1970: Double(Int.random(in: 0...2_000_000_000)))),
                .textArray((0..<Int.random(in: 0...4)).map { _ in Bool.random() ? word() : nil }),
                Bool.random() ? .bool(.random()) : nil, .double(.random(in: -1e9...1e9)), .uuid(UUID()),
            ]
        }
        try await withThings { pool async throws in
            let count = try await pool.withConnection { try await $0.copyIn(Self.copy, rows: rows) }
            #expect(count == rows.count)
            let read = try await pool.query("SELECT * FROM things ORDER BY id")
            for (row, wanted) in zip(read, rows) {
                let found: [PostgresValue] = [
                    .int(try row.decode("id")), PostgresValue(try row.decodeIfPresent("word", as: String.self)),
                    .bytes(try row.decode("data")), .timestamp(try row.decode("at")),
                    .textArray(try row.decode("tags")),
                    PostgresValue(try row.decodeIfPresent("ok", as: Bool.self)), .double(try row.decode("real")),
                    .uuid(try row.decode("uid")),
                ]
                #expect(found == wanted)
            }
        }
    }

    @Test("one bad row and none is stored; the error holds no value and the connection stays good")
    func allOrNothing() async throws {
        try await withThings { pool async throws in
            try await pool.withConnection { connection async throws in
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.copyIn(
                        "COPY things (id, word) FROM STDIN", rows: [[1, "secret"], [1, "secret"]])
                }
                #expect(error?.isUniqueViolation == true)
                #expect(!"\(String(describing: error))".contains("secret"))
                let encoding = await #expect(throws: PostgresError.self) {
                    try await connection.copyIn(
                        "COPY things (id, word) FROM STDIN", rows: [[1, "fine"], [2, "a\0b"]])
                }
                #expect(encoding?.kind == .encoding)
                #expect(encoding?.message.contains("row 2") == true)
                let refused = await #expect(throws: PostgresError.self) {
                    try await connection.copyIn("SELECT 1", rows: [])
                }
                #expect(refused?.kind == .encoding)
                #expect(try await connection.query("SELECT 1 FROM things").isEmpty)
                #expect(try await connection.copyIn("COPY things (id, word) FROM STDIN", rows: []) == 0)
            }
        }
    }

    @Test("a hundred thousand rows go in within a transaction")
    func manyRows() async throws {
        let rows: [[PostgresValue]] = (0..<100_000).map { [.int($0), .text("row \($0)")] }
        try await withThings { pool async throws in
            let count = try await pool.transaction {
                try await $0.copyIn("COPY things (id, word) FROM STDIN", rows: rows)
            }
            #expect(count == 100_000)
            #expect(try await pool.query("SELECT count(*) AS n FROM things")[0].decode("n", as: Int.self) == 100_000)
        }
    }
}
