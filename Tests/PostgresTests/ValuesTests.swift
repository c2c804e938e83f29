import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Values on their way to PostgreSQL and back", .enabled(if: TestEnvironment.hasDatabase))
struct ValuesTests {
    @Test("every kind of value comes back as it went")
    func roundTrip() async throws {
        let id = UUID()
        let date = Date(timeIntervalSinceReferenceDate: 123_456_789.123_456)
        try await TestDatabase.withPool { pool async throws in
            let row = try #require(
                try await pool.query(
                    """
                    SELECT $1::bool AS b, $2::bigint AS i, $3::float8 AS d, $4::text AS t, $5::bytea AS y,
                        $6::uuid AS u,
                        $7::timestamptz AS z, $8::jsonb AS j, $9::text AS n, $10::integer AS small
                    """,
                    [
                        true, .int(.min), 0.1, "Ключ 'и' \"кавычки\"\n\t\\", .bytes([0, 1, 255]), .uuid(id),
                        .timestamp(date), .json(#"{"a": [1, null]}"#), nil, 7,
                    ]
                ).first)
            #expect(try row.decode("b", as: Bool.self))
            #expect(try row.decode("i", as: Int64.self) == .min)
            #expect(try row.decode("d", as: Double.self) == 0.1)
            #expect(try row.decode("t", as: String.self) == "Ключ 'и' \"кавычки\"\n\t\\")
            #expect(try row.decode("y", as: [UInt8].self) == [0, 1, 255])
            #expect(try row.decode("u", as: UUID.self) == id)
            let back = try row.decode("z", as: Date.self)
            #expect(abs(back.timeIntervalSince(date)) < 0.000_001)
            #expect(try row.decode("j", as: String.self) == #"{"a": [1, null]}"#)
            #expect(try row.decode("j", as: [UInt8].self) == Array(#"{"a": [1, null]}"#.utf8))
            #expect(try row.decodeIfPresent("n", as: String.self) == nil)
            #expect(try row.decode("small", as: Int.self) == 7)
        }
    }

    @Test("arrays come back as they went, nulls, quotes and commas included")
    func arrays() async throws {
        let ids = [UUID(), UUID()]
        let dates: [Date?] = [Date(timeIntervalSince1970: 0), nil, .distantFuture, .distantPast]
        let texts: [String?] = ["", "NULL", nil, "a,b", "{x}", "\"q\"", "\\", " пробел "]
        try await TestDatabase.withPool { pool async throws in
            let row = try #require(
                try await pool.query(
                    """
                    SELECT $1::bigint[] AS i, $2::float8[] AS d, $3::text[] AS t, $4::uuid[] AS u,
                        $5::timestamptz[] AS z,
                        $6::bool[] AS b, $7::bigint[] AS n, $8::text[] AS e
                    """,
                    [
                        .intArray([1, -2, .max]), .doubleArray([1.5, nil, -.infinity]), .textArray(texts),
                        .uuidArray(ids),
                        .timestampArray(dates), .boolArray([true, nil, false]), .intOrNullArray([nil, 3]),
                        .textArray([]),
                    ]
                ).first)
            #expect(try row.decode("i", as: [Int64].self) == [1, -2, .max])
            #expect(try row.decode("d", as: [Double?].self) == [1.5, nil, -.infinity])
            #expect(try row.decode("t", as: [String?].self) == texts)
            #expect(try row.decode("u", as: [UUID].self) == ids)
            #expect(try row.decode("z", as: [Date?].self) == dates)
            #expect(try row.decode("b", as: [Bool?].self) == [true, nil, false])
            #expect(try row.decode("n", as: [Int?].self) == [nil, 3])
            #expect(try row.decode("e", as: [String].self) == [])
            #expect(throws: PostgresError.self) { try row.decode("n", as: [Int].self) }
        }
    }

    @Test("timestamps of any day agree with the server's own reckoning to the microsecond")
    func timestamps() async throws {
        let microseconds = (0..<2_000).map { _ in Int64.random(in: -50_000_000_000_000_000...60_000_000_000_000_000) }
        let dates = microseconds.map { Date(timeIntervalSinceReferenceDate: Double($0) / 1_000_000) }
        try await TestDatabase.withPool { pool async throws in
            let rows = try await pool.query(
                """
                SELECT t, extract(epoch FROM t)::float8 AS e
                FROM unnest($1::timestamptz[]) WITH ORDINALITY AS x(t, n) ORDER BY n
                """,
                [.timestampArray(dates)])
            for (date, row) in zip(dates, rows) {
                #expect(abs(try row.decode("e", as: Double.self) - date.timeIntervalSince1970) < 0.000_02)
                #expect(abs(try row.decode("t", as: Date.self).timeIntervalSince(date)) < 0.000_02)
            }
        }
    }

    @Test("a date column, a time without zone and the infinities decode; a time of day does not")
    func otherTimes() async throws {
        try await TestDatabase.withPool { pool async throws in
            let row = try #require(
                try await pool.query(
                    """
                    SELECT '2026-11-20'::date AS d, '2026-11-20 10:15:00.5'::timestamp AS p,
                        'infinity'::timestamptz AS f, '10:15'::time AS t
                    """
                ).first)
            #expect(try row.decode("d", as: Date.self) == Date(timeIntervalSince1970: 1_795_132_800))
            #expect(try row.decode("p", as: Date.self) == Date(timeIntervalSince1970: 1_795_132_800 + 36_900.5))
            #expect(try row.decode("f", as: Date.self) == .distantFuture)
            #expect(throws: PostgresError.self) { try row.decode("t", as: Date.self) }
        }
    }

    @Test("a text with a zero byte is refused before it is sent, naming the parameter")
    func zeroByte() async throws {
        try await TestDatabase.withPool { pool async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.query("SELECT $1::text, $2::text", ["fine", "a\0b"])
            }
            #expect(error?.kind == .encoding)
            #expect(error?.message.contains("$2") == true)
            #expect(error?.message.contains("a\0b") == false)
        }
    }

    @Test("a null, a missing column and a wrong type are told apart, by the column's name")
    func decodingErrors() async throws {
        try await TestDatabase.withPool { pool async throws in
            let row = try #require(try await pool.query("SELECT NULL::int AS nothing, 'x' AS word").first)
            for (column, text) in [("nothing", "null"), ("absent", "no column"), ("word", "no Int")] {
                let error = #expect(throws: PostgresError.self) { try row.decode(column, as: Int.self) }
                #expect(error?.kind == .decoding)
                #expect(error?.message.contains(column) == true && error?.message.contains(text) == true)
            }
        }
    }
}
