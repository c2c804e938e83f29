import Contracts
import Foundation
import NIOConcurrencyHelpers
import ServiceKit
import Testing

@testable import Gateway

@Suite("Telephone numbers")
struct PhoneNumberTests {
    @Test(
        "a number keeps its digits, whatever stands between them",
        arguments: [
            ("+33 1 99 00 12 34", "+33199001234"), ("+34 600 123 456", "+34600123456"),
            ("+39 02 1234567", "+39021234567"), ("+1 (415) 867-5309", "+14158675309"),
            (" +44.20.7946.0000 ", "+442079460000"), ("+44 1632 960-000", "+441632960000"),
        ])
    func kept(written: String, expected: String) throws {
        #expect(try PhoneNumber(written).text == expected)
    }

    @Test(
        "what is no number with a country code is refused, never guessed",
        arguments: [
            "333 1234567",
            "0039333123456", "+", "+0 123456789", "+39", "+1 415 867 530", "+3912345678901234", "++39021234567",
            "+44 (0) 20 7946 0000", "+34 600 123", "+39 0",
            "39+021234567", "+39 02 12345x7", "+210 1234567", "٣٩٠٢١٢٣٤٥٦٧",
        ])
    func refused(written: String) {
        #expect(throws: PhoneNumber.Fault.self) { try PhoneNumber(written) }
    }
}

@Suite("Passwords")
struct PasswordTests {
    private static let cost = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)

    @Test("a hash is salted, reads back and matches only its password")
    func roundTrip() throws {
        let hash = try PasswordHash.make("Secret-123", cost: Self.cost)
        #expect(try PasswordHash.make("Secret-123", cost: Self.cost) != hash)
        let read = try #require(PasswordHash(hash.description))
        #expect(read == hash)
        #expect(try read.matches("Secret-123"))
        #expect(try !read.matches("secret-123"))
        #expect(try !read.matches(""))
        #expect(hash.description.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
    }

    @Test("the derivation is scrypt's, by a test vector of RFC 7914")
    func vector() throws {
        let expected = """
            fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
            2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
            """
        let bytes = stride(from: 0, to: expected.count, by: 2).compactMap { offset -> UInt8? in
            let start = expected.index(expected.startIndex, offsetBy: offset)
            return UInt8(expected[start..<expected.index(start, offsetBy: 2)], radix: 16)
        }
        let hash = PasswordHash(
            cost: .init(logRounds: 10, blockSize: 8, parallelism: 16), salt: Array("NaCl".utf8), hash: bytes)
        #expect(try hash.matches("password"))
    }

    @Test(
        "a stored text of another scheme or of dangerous cost is no hash",
        arguments: [
            "",
            "$2b$12$abcdefghijklmnopqrstuv", "$scrypt$ln=30,r=8,p=1$AAAA$AAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8$AAAA$AAAA",
            "$scrypt$ln=4,r=8,p=1$AAAA$", "plain",
        ])
    func foreign(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test("hashing waits for a thread, and an unknown account costs the same and matches nothing")
    func hasher() async throws {
        let hasher = PasswordHasher(threads: 1, cost: Self.cost)
        let stored = try await hasher.hash("Secret-123")
        #expect(try await hasher.verify("Secret-123", against: stored))
        #expect(try await !hasher.verify("Secret-123", against: nil))
        #expect(try await !hasher.verify("Secret-123", against: "$2b$12$abc"))
    }
}

@Suite("Tokens")
struct AccessTokenTests {
    @Test("a token made with the secret before the last still opens; one from elsewhere never")
    func rotation() async throws {
        let secret = NIOLockedValueBox("first-secret-of-at-least-32-bytes-00")
        let tokens = AccessTokens(lifetime: .seconds(60)) { secret.withLockedValue { $0 } }
        let session = UUID()
        let old = try await tokens.issue(userID: 7, session: session)
        secret.withLockedValue { $0 = "second-secret-of-at-least-32-bytes-0" }
        let new = try await tokens.issue(userID: 8, session: session)
        #expect(await tokens.holder(of: old)?.userID == 7)
        #expect(await tokens.holder(of: new) == .init(userID: 8, session: session))
        // A replica that started after the change knows the former secret by its setting.
        let later = AccessTokens(lifetime: .seconds(60), former: { ["first-secret-of-at-least-32-bytes-00"] }) {
            "second-secret-of-at-least-32-bytes-0"
        }
        #expect(await later.holder(of: old)?.userID == 7)
        let other = AccessTokens(lifetime: .seconds(60)) { "second-secret-of-at-least-32-bytes-1" }
        #expect(await other.holder(of: new) == nil)
        #expect(await tokens.holder(of: "eyJhbGciOiJub25lIn0.eyJzdWIiOiI3In0.") == nil)
    }
}

@Suite("Rows of an ingest")
struct IngestRowsTests {
    private static func texts(_ body: String, _ format: IngestRows.Format) throws -> [String] {
        let bytes = Array(body.utf8)
        return try IngestRows(bytes, format: format).rows.map {
            "\($0.line):" + String(decoding: bytes[$0.range], as: UTF8.self)
        }
    }

    @Test("an array's elements are told apart by brackets and quotes")
    func elements() throws {
        let rows = try Self.texts(#" [ {"a":[1,2],"b":"],{\"" } , 2,"x,y"] "#, .array)
        #expect(rows == [#"1:{"a":[1,2],"b":"],{\"" }"#, "2:2", #"3:"x,y""#])
        #expect(try Self.texts("[]", .array) == [])
        #expect(try Self.texts("[ \n ]", .array) == [])
        #expect(try Self.texts("[1,,2,]", .array) == ["1:1", "2:", "3:2", "4:"])
    }

    @Test("whatever a body holds, it is taken apart as one character after the other says")
    func anything() {
        let pieces = ["{", "}", "[", "]", ",", "\"", "\\", "a long text of the description ", ":1", " ", "\n"]
        for _ in 0..<5_000 {
            let inside = (0..<Int.random(in: 0...12)).map { _ in pieces.randomElement() ?? "" }.joined()
            #expect((try? Self.texts("[\(inside)]", .array)) == Self.slowly(inside), "\(inside)")
        }
    }

    /// Nil where brackets or quotes do not pair.
    private static func slowly(_ inside: String) -> [String]? {
        var (rows, depth, isInString, isEscaped) = ([""], 0, false, false)
        for character in inside {
            if isInString {
                isInString = isEscaped || character != "\""
                isEscaped = !isEscaped && character == "\\"
            } else if character == "," && depth == 0 {
                rows.append("")
                continue
            } else {
                isInString = character == "\""
                depth += "{[".contains(character) ? 1 : "}]".contains(character) ? -1 : 0
            }
            if depth < 0 { return nil }
            rows[rows.count - 1].append(character)
        }
        guard depth == 0, !isInString else { return nil }
        let trimmed = rows.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        return trimmed == [""] ? [] : trimmed.enumerated().map { "\($0.offset + 1):\($0.element)" }
    }

    @Test("lines are counted with the empty ones")
    func lines() throws {
        #expect(try Self.texts("{}\n\n {} \r\nx", .lines) == ["1:{}", "3:{}", "4:x"])
        #expect(try Self.texts("", .lines) == [])
    }
}

@Suite("Configuration")
struct GatewayConfigurationTests {
    @Test(
        "a missing or wrong setting is named",
        arguments: [
            ("JWT_SECRET", "short"), ("JWT_SECRET", "your-secret-key-your-secret-key-your-secret-key"),
            ("INGEST_API_KEYS", "tests:short"), ("INGEST_API_KEYS", "no-name-at-all-here-00"),
            ("WHATSAPP_API_URL", "ftp://example.org"), ("GATEWAY_PORT", "70000"), ("PUBLIC_URL", "example.org"),
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "0"), ("TELEGRAM_ENABLED", "maybe"), ("MAX_LISTING_AGE_DAYS", "x"),
        ])
    func named(variable: String, value: String) throws {
        let values = TestAPI.sandboxes.merging([variable: value]) { _, given in given }
        let error = #expect(throws: SettingError.self) { try GatewayConfiguration(Settings(values: values)) }
        #expect(error?.variable == variable)
        #expect(error?.description.contains(value) == false || value.count < 8)
    }

    @Test(
        "only a loopback host is a sandbox",
        arguments: [
            ("http://127.0.0.1:8025/x", true), ("http://localhost/x", true), ("http://[::1]:8025", true),
            ("http://127.9.9.9", true), ("https://api.telegram.org", false), ("http://127.0.0.1.example.org", false),
            ("http://localhost.example.org", false), ("http://127.0.0.1@example.org", false),
            ("http://10.0.0.1", false),
        ])
    func loopback(url: String, expected: Bool) {
        #expect(ChannelMode.isLoopback(url) == expected)
    }
}
