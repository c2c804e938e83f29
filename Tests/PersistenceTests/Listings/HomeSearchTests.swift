import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Looking for homes", .enabled(if: TestEnvironment.hasDatabase))
struct HomeSearchTests {
    /// Listings that are near enough to each other in everything for many to share a home, and many to miss it.
    private static func listing(_ id: Int) -> Listing {
        func any<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices)] }
        var listing = Fixture.listing(id, city: any(["Roma", "Rome", "Lucca"]))
        listing.source = any(["idealista", "casa", "subito"])
        (listing.price, listing.area) = (
            any([1000, 1000, 1000.4, 1010, 1021, nil]), any([54.96, 55, 55, 55.9, 56, 63.5, 64.5])
        )
        (listing.rooms, listing.bathrooms) = (any([2, 2, 2, 3, nil]), any([1, 1, 1, 2, nil]))
        listing.floor = any(["2", "2", "3", nil])
        listing.address = any(["Via del Corso 10", "via del Corso, 10", "Via del Corso 12", nil, "Roma"])
        let place = any([(41.9, 12.48), (41.9003, 12.4802), (41.9026, 12.48), (41.903, 12.4838), nil])
        (listing.latitude, listing.longitude) = (place?.0, place?.1)
        listing.images = any([[], ["https://a.example/0123456789abcdef.jpg"], ["https://a.example/1.jpg"]])
        return listing
    }

    /// Each listing compared with all that came before it.
    private static func exhaustively(_ batches: [[Listing]]) -> [String: String] {
        var homes: [String: String] = [:]
        var known: [(listing: Listing, facts: HomeFacts)] = []
        var order: [String: Int] = [:]
        for batch in batches {
            for listing in batch.sorted(by: { ($0.source, $0.externalID) < ($1.source, $1.externalID) }) {
                order[listing.externalID] = order.count + 1
                homes[listing.externalID] = listing.externalID
                guard let facts = HomeFacts(listing) else { continue }
                let near = known.filter { isNear($0.listing, listing) }
                let taken = known.filter { $0.listing.source == listing.source }.compactMap {
                    homes[$0.listing.externalID]
                }
                func number(_ home: String?) -> Int64 { Int64(home.flatMap { order[$0] } ?? 0) }
                let home = HomeChoice.home(
                    for: facts,
                    among: near.map {
                        HomeChoice.Candidate(homeID: number(homes[$0.listing.externalID]), facts: $0.facts)
                    }, taken: Set(taken.map(number)))
                if let home { homes[listing.externalID] = order.first { Int64($0.value) == home }?.key }
                known.append((listing, facts))
            }
        }
        return homes
    }

    private static func isNear(_ one: Listing, _ other: Listing) -> Bool {
        guard let area = one.area, let otherArea = other.area, let price = one.price, let otherPrice = other.price
        else { return false }
        return one.source != other.source && one.cityKey == other.cityKey
            && abs(area.rounded(.toNearestOrEven) - otherArea.rounded(.toNearestOrEven)) <= 1
            && min(price, otherPrice) >= max(price, otherPrice) * (1 - HomeRule.priceTolerance)
            && (one.rooms == nil || other.rooms == nil || one.rooms == other.rooms)
    }

    @Test("what the database finds at a glance is what comparing each listing with all others finds", arguments: 1...4)
    func exhaustive(round: Int) async throws {
        try await withMigratedDatabase { pool in
            let all = (1...120).map(Self.listing)
            let batches = stride(from: 0, to: all.count, by: 30).map { Array(all[$0..<$0 + 30]) }
            for batch in batches { _ = try await ListingStore(pool: pool).ingest(batch.map { IngestRow($0) }) }
            let rows = try await pool.query(
                """
                SELECT listings.external_id, home.external_id AS home FROM campanello.listings
                JOIN campanello.listings AS home ON home.id = listings.home_id
                """)
            var found: [String: String] = [:]
            for row in rows { found[try row.decode("external_id")] = try row.decode("home", as: String.self) }
            let expected = Self.exhaustively(batches)
            #expect(found == expected, "\(all)")
            #expect(Set(expected.values).count < expected.count)
        }
    }
}
