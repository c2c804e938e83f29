import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Search", .enabled(if: TestEnvironment.hasDatabase))
struct ListingSearchTests {
    /// The external ids of what a search with one condition finds.
    private func found<Value>(
        _ store: ListingStore, _ condition: WritableKeyPath<ListingSearch, Value>, _ value: Value
    ) async throws -> [String] {
        var search = ListingSearch()
        search[keyPath: condition] = value
        let page = try await store.search(search)
        #expect(page.total == page.listings.count)
        return page.listings.map(\.listing.externalID).sorted()
    }

    @Test("every filter narrows; what is not stated is never excluded; a city is an equal, not a pattern")
    func filters() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            var small = Fixture.listing(1, price: 500)
            small.rooms = 1
            small.area = 25
            small.furnished = false
            small.petsAllowed = true
            small.propertyType = .studio
            var large = Fixture.listing(2, city: "Milano", price: 3000)
            large.source = "subito"
            large.rooms = 5
            large.area = 150
            let silent = Listing(
                source: "casa", externalID: "3", url: "https://listings.invalid/3", title: "Casa", city: "ROMA")
            _ = try await store.ingest([small, large, silent].map { IngestRow($0) })
            #expect(try await found(store, \.city, "Рим") == ["1", "3"])
            #expect(try await found(store, \.city, "%") == [])
            #expect(try await found(store, \.city, "R_ma") == [])
            #expect(try await found(store, \.minPrice, 500) == ["1", "2", "3"])
            #expect(try await found(store, \.minPrice, 500.01) == ["2", "3"])
            #expect(try await found(store, \.maxPrice, 2999) == ["1", "3"])
            #expect(try await found(store, \.propertyTypes, [.studio, .room]) == ["1", "3"])
            #expect(try await found(store, \.minRooms, 2) == ["2", "3"])
            #expect(try await found(store, \.maxRooms, 1) == ["1", "3"])
            #expect(try await found(store, \.minArea, 150) == ["2", "3"])
            #expect(try await found(store, \.maxArea, 149) == ["1", "3"])
            #expect(try await found(store, \.furnished, true) == ["2", "3"])
            #expect(try await found(store, \.petsAllowed, false) == ["2", "3"])
            #expect(try await found(store, \.sources, ["subito", "casa"]) == ["2", "3"])
        }
    }

    @Test("pages follow each other in every order without gaps or repeats", arguments: ListingSearch.Order.allCases)
    func paging(order: ListingSearch.Order) async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            // Ten of each price, some without, all first seen in the same instant.
            _ = try await store.ingest((1...35).map { Fixture.row($0, price: $0 > 30 ? nil : Double($0 % 3)) })
            var search = ListingSearch()
            search.order = order
            search.limit = 8
            var seen: [ListingRecord] = []
            repeat {
                let page = try await store.search(search)
                #expect(page.total == 35)
                seen += page.listings
                search.cursor = try page.next.map { try #require(ListingCursor($0.text)) }
            } while search.cursor != nil
            #expect(seen.count == 35)
            #expect(Set(seen.map(\.id)).count == 35)
            search.limit = 100
            #expect(try await store.search(search).listings == seen)
            search.skip = 30
            #expect(try await store.search(search).listings == Array(seen.dropFirst(30)))
            let prices = seen.map { $0.listing.price }
            if order == .cheapest { #expect(prices == prices.sorted { ($0 ?? .infinity) < ($1 ?? .infinity) }) }
            if order == .dearest { #expect(prices == prices.sorted { ($0 ?? -1) > ($1 ?? -1) }) }
        }
    }

    @Test("a cursor that nobody gave out is none")
    func cursors() {
        for text in ["", "x", "bmV3ZXN0", "bmV3ZXN0IGEgMQ", "Y2hlYXBlc3QgOyAx", "%%%"] {
            #expect(ListingCursor(text) == nil, "\(text)")
        }
    }

    @Test("a sweep takes out what its source no longer shows in that city")
    func sweep() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            var elsewhere = Fixture.listing(4)
            elsewhere.source = "subito"
            _ = try await store.ingest(
                [Fixture.row(1), Fixture.row(2), Fixture.row(3, city: "Milano"), IngestRow(elsewhere)])
            let since: Date = try #require(try await pool.value("SELECT clock_timestamp()"))
            _ = try await store.ingest([Fixture.row(1)])
            #expect(try await store.sweep(source: "idealista", cityKey: "roma", seenSince: since) == 1)
            #expect(try await found(store, \.skip, 0) == ["1", "3", "4"])
            #expect(try await store.sweep(source: "idealista", seenSince: since, batch: 1) == 1)
            #expect(try await found(store, \.skip, 0) == ["1", "4"])
            #expect(try await store.sweep(source: "idealista", seenSince: since) == 0)
            #expect(try await pool.count("outbox WHERE routing_key = 'listing.removed'") == 2)
        }
    }

    @Test("one listing is removed by its portal's id, once")
    func remove() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            _ = try await store.ingest([Fixture.row(1)])
            #expect(try await store.remove(source: "idealista", externalID: "2") == nil)
            #expect(try await store.remove(source: "idealista", externalID: "1") == true)
            #expect(try await store.remove(source: "idealista", externalID: "1") == false)
            let id: Int64 = try #require(try await pool.value("SELECT id FROM campanello.listings"))
            #expect(try await store.find(id: id)?.isRemoved == true)
            #expect(try await store.find(ids: [id, id + 1]).map(\.id) == [id])
            #expect(try await store.find(id: id + 1) == nil)
        }
    }
}
