import Foundation
import Listings
import Testing

/// One field of a row, as text, and what comes of it.
@Suite struct NumberReadingTests {
    private func parse(_ field: String, _ json: String) throws -> ParsedListing {
        let row =
            #"{"source":"casa","external_id":"1","url":"https://www.casa.it/1","city":"Roma","\#(field)":\#(json)}"#
        return ListingParser().parse(try JSONDecoder().decode(RawListing.self, from: Data(row.utf8)))
    }

    private func quote(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }

    @Test(
        "prices as portals print them",
        arguments: [
            ("€ 1.350/mese", 1350.0), ("€ 1.000", 1000), ("1350,50", 1350.5), ("1350.5", 1350.5),
            ("1.350,50 €", 1350.5),
            ("1,350.50", 1350.5), ("€ 475,000", 475_000), ("1.250.000", 1_250_000), ("1350", 1350), ("3500.0", 3500),
            ("€ 1 350/mese", 1350), ("1\u{A0}350 €", 1350), ("CHF 1'800", 1800), ("€1350", 1350), ("1350€/mese", 1350),
            ("EUR 900", 900), ("€ 700/mese a Milano", 700), ("€ 850/mese + € 100 spese", 850), ("42.5", 42.5),
            (
                "€ 1.550/mese\n                  € 1.900(-18.4%)\n   Prezzo diminuito di € 350(-18.4%)il 14/01/2021",
                1550
            ),
            ("€ 1.550/mese (-18.4%)", 1550), ("0900", 900),
        ])
    func prices(text: String, expected: Double) throws {
        let parsed = try parse("price", quote(text))
        #expect(parsed.listing?.price == expected, "\(parsed)")
        #expect(parsed.warnings.isEmpty)
    }

    @Test(
        "what says that no price is stated",
        arguments: [
            "Prezzo su richiesta", "Prezzo Su Richiesta", "su richiesta", "Price on application", "nan", "NaN", "NA",
            "",
            " ", "-", "n.d.", "null", "Not Found", "trattativa riservata",
        ])
    func noPrice(text: String) throws {
        let parsed = try parse("price", quote(text))
        #expect(parsed.listing != nil && parsed.listing?.price == nil)
        #expect(parsed.warnings.isEmpty, "\(parsed.warnings)")
    }

    @Test(
        "an ambiguous price is not stated, with a warning",
        arguments: [
            "1.200 - 1.500", "€ 350 a settimana", "da 1.200 €", "12.34.567", "1.2k", "1e3", "€ 18 al mq", "abc", "0",
            "1.35",
            "1..350", "€ 80 / notte", "1.5 mila", "1,2,3",
        ])
    func ambiguousPrice(text: String) throws {
        let parsed = try parse("price", quote(text))
        #expect(parsed.listing != nil, "\(parsed.errors)")
        #expect(parsed.listing?.price == nil)
        #expect(parsed.warnings.map(\.field) == ["price"], "\(parsed)")
    }

    @Test(
        "a price that cannot be refuses the row",
        arguments: [
            "-5", "1000000000000", "1e300", "true", "[1]", "{}", "\"-500\"", "\"€ -500\"", "\"-€ 500\"",
            "\"1.000.000.000.000\"", "\"− 500 €\"", "1e999",
        ])
    func wrongPrice(json: String) throws {
        let parsed = try parse("price", json)
        #expect(parsed.outcome == .refused)
        #expect(parsed.errors.map(\.field) == ["price"], "\(parsed)")
    }

    @Test(
        "areas as portals print them",
        arguments: [
            ("70m²", 70.0), ("70 m2", 70), ("mq 70", 70), ("2.468", 2468), ("95,0 m²", 95), ("200.0", 200),
            ("80,5", 80.5),
            ("110 mq", 110), ("1.200 m²", 1200), ("85 кв.м", 85),
        ])
    func areas(text: String, expected: Double) throws {
        let parsed = try parse("area", quote(text))
        #expect(parsed.listing?.area == expected, "\(parsed)")
        #expect(parsed.warnings.isEmpty)
    }

    @Test(
        "an ambiguous area is not stated, with a warning",
        arguments: [
            "c(\"45,0 m²\", \"5,0 m²\")", "50-60", "1.1", "3.0", "2 ha", "95.000", "boh", "500 sqft",
        ])
    func ambiguousArea(text: String) throws {
        let parsed = try parse("area", quote(text))
        #expect(parsed.listing != nil && parsed.listing?.area == nil, "\(parsed)")
        #expect(parsed.warnings.map(\.field) == ["area"])
    }

    @Test(
        "rooms as portals print them",
        arguments: [
            ("5+", 5), ("3", 3), ("3 locali", 3), ("RICHIESTA4", 4), ("1.200(-20.8%)2", 2), ("4.0", 4),
            ("2 (1 camera da letto, 1 altro)", 2), ("5+ (3 camere da letto, 3 altri)", 5),
        ])
    func rooms(text: String, expected: Int) throws {
        let parsed = try parse("rooms", quote(text))
        #expect(parsed.listing?.rooms == expected, "\(parsed)")
        #expect(parsed.warnings.isEmpty)
    }

    @Test(
        "counts that are unclear or cannot be",
        arguments: [
            ("\"2 - 3\"", false), ("2.5", false), ("\"2,5\"", false), ("0", false), ("\"tanti\"", false),
            ("-1", true), ("\"-3\"", true), ("201", true), ("1e99", true), ("true", true), ("\"5000\"", true),
        ])
    func oddRooms(json: String, isRefused: Bool) throws {
        let parsed = try parse("rooms", json)
        #expect((parsed.outcome == .refused) == isRefused, "\(parsed)")
        #expect((isRefused ? parsed.errors : parsed.warnings).map(\.field) == ["rooms"])
        #expect(parsed.listing?.rooms == nil)
    }

    @Test(
        "bathrooms and floors",
        arguments: [
            ("bathrooms", "3+", 3), ("bathrooms", "0", 0), ("total_floors", "5 piani", 5), ("bedrooms", "2", 2),
        ])
    func counts(field: String, text: String, expected: Int) throws {
        let listing = try #require(try parse(field, quote(text)).listing)
        let value = ["bathrooms": listing.bathrooms, "total_floors": listing.totalFloors, "bedrooms": listing.bedrooms]
        #expect(value[field] == expected)
    }
}
