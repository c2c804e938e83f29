import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Listing events", .enabled(if: TestEnvironment.hasDatabase))
struct ListingEventSQLTests {
    @Test("what the database writes is what the contract says, for every kind of change")
    func events() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            var full = Fixture.listing(1)
            full.publishedAt = Date(timeIntervalSince1970: 1_790_000_000)
            full.district = "Monti"
            full.petsAllowed = false
            let bare = Listing(
                source: "subito", externalID: "b", url: "https://listings.invalid/b", title: "Casa a Lucca",
                city: "Lucca")
            _ = try await store.ingest([IngestRow(full), IngestRow(bare)])
            full.price = 950.25
            _ = try await store.ingest([IngestRow(full)])
            #expect(try await store.remove(source: "subito", externalID: "b") == true)
            let events = try await decoded(pool)
            #expect(events.map(\.change) == [.ingested, .ingested, .updated, .removed])
            #expect(events.map(\.version) == [1, 1, 2, 1])
            let ids = events.map(\.listingID)
            #expect(ids[0] == ids[2] && ids[1] == ids[3])
            #expect(events[2].listing == facts(full, id: ids[0]))
            #expect(events[3].listing == facts(bare, id: ids[1]))
        }
    }

    private func decoded(_ pool: PostgresPool) async throws -> [ListingEvent] {
        try await pool.query("SELECT * FROM campanello.outbox ORDER BY seq").map { row in
            let body: String = try row.decode("body")
            let contract = try ContractDecoder.decode(type: row.decode("type"), body: Array(body.utf8))
            guard case .listing(let event) = contract else { throw ContractError.unsupportedVersion(type: "other") }
            #expect(try row.decode("message_id", as: UUID.self) == event.id)
            #expect(try row.decode("routing_key", as: String.self) == event.routingKey)
            #expect(try row.decode("service", as: String.self) == "gateway")
            #expect(try row.decode("exchange", as: String.self) == Exchange.listings)
            #expect(abs(event.occurredAt.timeIntervalSinceNow) < 300)
            try expectSameKeys(body, try ContractEncoder.text(event))
            return event
        }
    }

    /// Explicit nulls included.
    private func expectSameKeys(_ written: String, _ encoded: String) throws {
        let decoder = JSONDecoder()
        let one = try decoder.decode([String: JSONKeys].self, from: Data(written.utf8))
        let other = try decoder.decode([String: JSONKeys].self, from: Data(encoded.utf8))
        #expect(one == other)
    }

    private func facts(_ listing: Listing, id: Int64) -> ListingFacts {
        ListingFacts(
            id: id, source: listing.source, externalID: listing.externalID, url: listing.url, title: listing.title,
            price: listing.price, priceCurrency: listing.priceCurrency,
            propertyType: listing.propertyType?.rawValue, rooms: listing.rooms, area: listing.area,
            floor: listing.floor, furnished: listing.furnished, petsAllowed: listing.petsAllowed,
            address: listing.address, city: listing.city, district: listing.district, latitude: listing.latitude,
            longitude: listing.longitude, images: listing.images, publishedAt: listing.publishedAt)
    }
}

/// The keys of a JSON value, whatever the values.
private indirect enum JSONKeys: Decodable, Equatable {
    case object([String: JSONKeys])
    case other

    init(from decoder: any Decoder) throws {
        let object = try? decoder.singleValueContainer().decode([String: JSONKeys].self)
        self = object.map(JSONKeys.object) ?? .other
    }
}
