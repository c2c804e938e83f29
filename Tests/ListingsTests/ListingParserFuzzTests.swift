import Foundation
import Listings
import Testing

@Suite struct ListingParserFuzzTests {
    private static let pieces = [
        "€", " ", "1", "23", ".", ",", "350", "-", "+", "/mese", "(", ")", "%", "m²", "c(\"", "\n", "e9", "nan", "'",
        "\u{A0}",
        "9999999999999999999999", "https://", "x.example", "²", "٣", "Рим", "\u{0}", "👩‍👩‍👧", "su richiesta", "T", "°",
        "\u{0301}", "true",
    ]

    @Test("no row crashes the parser, and what it lets through keeps the limits", arguments: 0..<20)
    func fuzz(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let parser = ListingParser()
        for _ in 0..<250 {
            var fields: RawFields = [
                .source: .text("casa"), .externalID: .text("1"), .url: .text("https://www.casa.it/1"),
                .city: .text("Roma"),
            ]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                fields[ListingField.allCases.randomElement(using: &random) ?? .price] = Self.value(&random)
            }
            let parsed = parser.parse(RawListing(fields: fields))
            #expect((parsed.outcome == .refused) == !parsed.errors.isEmpty)
            guard let listing = parsed.listing else { continue }
            Self.checkLimits(listing)
            #expect(try Listing(json: listing.json()) == listing)
        }
    }

    @Test("no bytes crash the reader of rows", arguments: 0..<20)
    func bytes(seed: UInt64) {
        var random = SplitMix(state: seed)
        for _ in 0..<50 {
            var body = Array(#"[{"source":"casa","price":"1.350","images":["https://a.example/"]}]"#.utf8)
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                body[Int.random(in: body.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            for row in (try? ListingRows.array(Data(body))) ?? [] { _ = ListingParser().parse(row) }
            for row in (try? ListingRows.lines(Data(body))) ?? [] { _ = ListingParser().parse(row) }
        }
    }

    private static func value(_ random: inout SplitMix) -> RawValue {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .number([0, -1, 1e18, 0.1, 1e308, .infinity, .nan, 42].randomElement(using: &random) ?? 0)
        case 1: .bool(Bool.random(using: &random))
        case 2: .list((0..<Int.random(in: 0...3, using: &random)).map { _ in .text(text(&random)) })
        case 3: .unreadable
        default: .text(text(&random))
        }
    }

    private static func text(_ random: inout SplitMix) -> String {
        (0..<Int.random(in: 0...8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    private static func checkLimits(_ listing: Listing) {
        #expect(listing.price.map { $0.isFinite && $0 > 0 && $0 <= ListingLimits.price } ?? true)
        #expect(listing.area.map { $0.isFinite && $0 > 0 && $0 <= ListingLimits.area } ?? true)
        #expect(listing.rooms.map { (1...ListingLimits.rooms).contains($0) } ?? true)
        #expect(listing.latitude.map { (-90...90).contains($0) } ?? true)
        #expect((listing.latitude == nil) == (listing.longitude == nil))
        #expect(!listing.title.isEmpty && listing.title.count <= ListingLimits.title)
        #expect(listing.url.hasPrefix("http") && listing.images.allSatisfy { $0.hasPrefix("http") })
        #expect(!listing.city.isEmpty && !listing.cityKey.isEmpty)
        let texts = [listing.title, listing.city, listing.externalID, listing.floor ?? "", listing.description ?? ""]
        #expect(!texts.contains { $0.unicodeScalars.contains("\u{0}") }, "PostgreSQL takes no NUL")
    }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
