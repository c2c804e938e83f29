import Foundation
import Listings
import Testing

/// Rows as portals print them, where such a file lies beside the repository or `DIRTY_ROWS` names one: each line has
/// `source`, `external_id`, `raw` with the printed fields, and `expected` with what is unambiguous in them.
@Suite struct DirtyRowsTests {
    private static let url: URL = {
        if let path = ProcessInfo.processInfo.environment["DIRTY_ROWS"] { return URL(fileURLWithPath: path) }
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return repository.appendingPathComponent("../shared/data/dirty.ndjson").standardized
    }()

    private struct Row: Decodable {
        struct Expected: Decodable {
            var values: [String: Double?]

            init(from decoder: any Decoder) throws {
                values = try decoder.singleValueContainer().decode([String: Double?].self)
            }
        }

        var source: String
        var external_id: String
        var raw: RawListing
        var expected: Expected
    }

    @Test(
        "what is unambiguous comes out as it is meant",
        .enabled(if: FileManager.default.fileExists(atPath: DirtyRowsTests.url.path)))
    func expected() throws {
        var checked = 0
        for line in try Data(contentsOf: Self.url).split(separator: 0x0A) {
            let row = try JSONDecoder().decode(Row.self, from: line)
            var raw = row.raw
            raw.fields[.source] = .text(row.source)
            raw.fields[.externalID] = .text(row.external_id)
            raw.fields[.city] = raw.fields[.city] ?? .text("Roma")
            raw.fields[.url] = raw.fields[.url] ?? .text("https://listings.invalid/\(row.external_id)")
            let parsed = ListingParser().parse(raw)
            let listing = try #require(parsed.listing, "\(row.external_id): \(parsed.errors)")
            let found = ["price": listing.price, "area": listing.area, "rooms": listing.rooms.map(Double.init)]
            for (field, value) in row.expected.values {
                #expect(found[field] == value, "\(row.external_id) \(field)")
                checked += 1
            }
        }
        #expect(checked > 0)
    }
}
