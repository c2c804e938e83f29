import Foundation
import Testing

@testable import Contracts

/// What the fast reader takes has to be what the decoder by containers takes, to the last bit; what it is not sure of it
/// leaves to the other.
@Suite("Reading a message in one pass")
struct JSONReaderTests {
    private static let whole = """
        {"id":"0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11","occurred_at":"2026-02-28T23:59:59Z","kind":"price_drop",
         "user_id":42,"channel":"whatsapp","locale":"ru","expires_at":"2026-11-21T10:15:00Z","unknown":{"a":[1,null,true]},
         "filter":{"id":7,"name":"Квартира в центре Рима","city":null},"total":1,"more_url":"https://listings.invalid/n/t",
         "listings":[{"id":1001,"source":"idealista","external_id":"3456","url":"https://listings.invalid/1",
           "title":"Attico 🏠","price":1800.5,"price_currency":"EUR","previous_price":2e3,"property_type":null,"rooms":3,
           "area":85,"floor":"2","furnished":true,"pets_allowed":null,"address":"Via del Corso, 123","city":"Roma",
           "latitude":-41.9,"longitude":12.48,"images":["https://listings.invalid/1.jpg"],
           "published_at":"2026-01-31T00:00:00Z","filters":[{"id":7,"name":"a"}],
           "also_at":[{"source":"casa","url":"https://listings.invalid/2"}]}]}
        """

    private static func slowly(_ text: String) -> NewListingsForFilter? {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            return try Date.ISO8601FormatStyle().parse(text)
        }
        return try? decoder.decode(NewListingsForFilter.self, from: Data(text.utf8))
    }

    @Test("what our own services write is read, and read the same")
    func same() throws {
        // Exponents are left to the other one.
        let text = Self.whole.replacing("2e3", with: "2000")
        let fast = try #require(NewListingsForFilter.read(Array(text.utf8)))
        #expect(fast == Self.slowly(text))
        #expect(fast.listings.first?.facts.title == "Attico 🏠")
        #expect(try NewListingsForFilter.read(ContractEncoder.encode(fast)) == fast)
    }

    @Test(
        "whatever is unusual or wrong is left to the decoder",
        arguments: [
            ("2e3", "2e3"), ("\"total\":1", "\"total\":01"), ("\"total\":1", "\"total\":1."),
            ("\"total\":1", "\"total\":null"),
            ("\"total\":1", "\"total\":99999999999999999999"), ("true}", "tru}"), ("Attico", "At\\ntico"),
            ("\"whatsapp\"", "\"smoke\""), ("2026-02-28T", "2026-02-30T"), ("]}", "],}"), ("42", "-"), ("\"id\"", "id"),
        ])
    func unusual(_ what: String, _ instead: String) {
        let text = Self.whole.replacing(what, with: instead, maxReplacements: 1)
        #expect(NewListingsForFilter.read(Array(text.utf8)) == nil)
    }

    @Test("text behind the message, a cut message and bytes that are no UTF-8 are not taken")
    func broken() {
        let bytes = Array(Self.whole.replacing("2e3", with: "2000").utf8)
        #expect(NewListingsForFilter.read(bytes) != nil)
        #expect(NewListingsForFilter.read(bytes + Array(" x".utf8)) == nil)
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(NewListingsForFilter.read(Array(bytes.prefix(count))) == nil)
        }
        #expect(NewListingsForFilter.read(bytes.map { $0 == 0xD0 ? 0xFF : $0 }) == nil)
    }

    @Test("depth has its limit, so that a message cannot exhaust the stack")
    func depth() {
        let nest = String(repeating: "[", count: 100_000)
        #expect(NewListingsForFilter.read(Array("{\"unknown\":\(nest)".utf8)) == nil)
    }

    @Test("times written the usual way are read like all others")
    func times() throws {
        for text in ["1970-01-01T00:00:00Z", "2000-02-28T12:00:00Z", "2024-03-01T00:00:01Z", "2100-12-28T23:59:59Z"] {
            #expect(try Timestamp.date(text) == Date.ISO8601FormatStyle().parse(text))
            #expect(Timestamp.date(text).map(Timestamp.text) == text)
        }
        #expect(Timestamp.date("2024-02-29T00:00:00Z").map(Timestamp.text) == "2024-02-29T00:00:00Z")
        #expect(Timestamp.date("2024-13-01T00:00:00Z") == nil)
    }

    @Test("numbers are the nearest doubles, as the long way finds them")
    func numbers() throws {
        var texts = ["0", "-0", "-0.0", "0.1", "41.9028", "-12.4964", "999999999999999", "0.000000000000001", "1.10"]
        for _ in 0..<20_000 {
            let fraction = Int.random(in: 0...8)
            let digits = (0..<Int.random(in: 1...9)).map { _ in "\(Int.random(in: 1...9))" }.joined()
            texts.append(digits + (fraction == 0 ? "" : "." + String(repeating: "7", count: fraction)))
        }
        for text in texts {
            let number = Array(text.utf8).withUnsafeBufferPointer { bytes in
                var reader = JSONReader(bytes)
                return try? reader.number()
            }
            #expect(number?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    @Test(
        "characters by number are read as the decoder reads them, or left to it",
        arguments: [
            #""Citt\u00e0""#, #""\u041f\u041e""#, #""\ud83c\udfe0 x""#, #""\u0041\n\u000A""#, #""\ud83c""#,
            #""\ud83cx""#,
            #""\udfe0""#, #""\ud83c\u0041""#, #""\u00g0""#, #""\u00""#, #""\u0000""#, #""\uD83C\uDFE0""#,
        ])
    func escapes(_ text: String) {
        let read = Array(text.utf8).withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            return try? reader.string()
        }
        let decoded = try? JSONDecoder().decode([String].self, from: Data("[\(text)]".utf8)).first
        #expect(read == nil || read == decoded)
        #expect(read != nil || !text.contains("u00e0") && !text.contains("udfe0 x"))
    }

    @Test("plain text ends at the first quote, backslash or control character, wherever it stands")
    func plainText() {
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...40)).map { _ in
                [0x20, 0x21, 0x22, 0x5C, 0x1F, 0x00, 0x7F, 0x80, 0xA2, 0xFF, 0x61].randomElement() ?? UInt8(0x61)
            }
            let expected = bytes.firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? bytes.count
            #expect(bytes.withUnsafeBufferPointer { PlainText.end(in: $0, from: 0) } == expected)
        }
        let long = Array(repeating: UInt8(0xD0), count: 100) + [0x22]
        #expect(long.withUnsafeBufferPointer { PlainText.end(in: $0, from: 3) } == 100)
    }
}
