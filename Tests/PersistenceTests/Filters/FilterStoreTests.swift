import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Filters", .enabled(if: TestEnvironment.hasDatabase))
struct FilterStoreTests {
    @Test("every condition and switch comes back as it was saved")
    func roundTrip() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            let square = [(12.4, 41.8), (12.6, 41.8), (12.6, 42.0), (12.4, 41.8)]
                .map { GeoPolygon.Position(longitude: $0.0, latitude: $0.1) }
            let draft = FilterDraft(
                name: "«Центр», \"двушка\"", notificationEnabled: false, notificationFrequencyHours: 12,
                notifyTelegram: false,
                conditions: FilterConditions(
                    cities: ["Рим", "Milano, {x}"], minPrice: 500.5, maxPrice: 1500, maxPricePerM2: 20,
                    propertyTypes: [.apartment, .studio], minRooms: 1, maxRooms: 3, minArea: 30, maxArea: 80.5,
                    furnished: false, petsAllowed: true, latitude: 41.9, longitude: 12.48, radiusKm: 2.5,
                    includeWords: ["ascensore"], excludeWords: ["agenzia", "asta"],
                    areaPolygon: GeoPolygon(rings: [square]), privateOnly: true, sources: ["subito"]))
            let saved = try await store.create(userID: anna, draft)
            #expect(saved.settings == draft)
            #expect(saved.conditionsVersion == 1)
            #expect(try await store.find(id: saved.id, userID: anna) == saved)
            #expect(try await store.list(userID: anna) == [saved])
            let keys: [String]? = try await pool.value("SELECT city_keys FROM campanello.filters")
            #expect(keys?.first == "roma")
            #expect(try await pool.count("look_backs WHERE since IS NULL") == 1)
        }
    }

    @Test("of two filters saved at once where one is allowed, one is saved", arguments: 1...5)
    func limitRace(round: Int) async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            let outcomes = await withTaskGroup(of: Result<FilterRecord, any Error>.self) { group in
                for number in 1...3 {
                    group.addTask {
                        do {
                            return .success(try await store.create(userID: anna, Fixture.filter("\(number)")))
                        } catch {
                            return .failure(error)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { (try? $0.get()) != nil } == 1)
            for case .failure(let error) in outcomes {
                #expect(error as? FilterStoreError == .limitReached(1))
            }
            #expect(try await pool.count("filters") == 1)
        }
    }

    @Test("the plan says how many filters a person may have, and a plan that ran out says free")
    func limits() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            _ = try await UserStore(pool: pool).setPlan(id: anna, .premium, expiresAt: nil)
            for number in 1...10 { _ = try await store.create(userID: anna, Fixture.filter("\(number)")) }
            await #expect(throws: FilterStoreError.limitReached(10)) {
                try await store.create(userID: anna, Fixture.filter())
            }
            _ = try await store.create(userID: anna, Fixture.filter(), limit: 11)
            let bruno = try await Fixture.user(on: pool, "bruno").id
            let past = Date(timeIntervalSince1970: 1_000_000_000)
            _ = try await UserStore(pool: pool).setPlan(id: bruno, .premium, expiresAt: past)
            _ = try await store.create(userID: bruno, Fixture.filter())
            await #expect(throws: FilterStoreError.limitReached(1)) {
                try await store.create(userID: bruno, Fixture.filter())
            }
            await #expect(throws: FilterStoreError.unknownUser) {
                try await store.create(userID: 9_999, Fixture.filter())
            }
        }
    }

    @Test("filters resumed together cannot get past the plan")
    func resumedTogether() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            var ids: [Int64] = []
            for number in 1...4 {
                ids.append(try await store.create(userID: anna, Fixture.filter("\(number)"), limit: 9).id)
            }
            for _ in 1...5 {
                try await pool.execute("UPDATE campanello.filters SET is_active = false")
                await withTaskGroup(of: Void.self) { group in
                    for id in ids { group.addTask { _ = try? await store.resume(id: id, userID: anna) } }
                }
                #expect(try await pool.query("SELECT FROM campanello.filters WHERE is_active", []).count == 1)
            }
        }
    }

    @Test("nobody reads, changes or deletes somebody else's filter")
    func scope() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool, "anna").id
            let bruno = try await Fixture.user(on: pool, "bruno").id
            let filter = try await store.create(userID: anna, Fixture.filter())
            #expect(try await store.find(id: filter.id, userID: bruno) == nil)
            let stolen = try await store.update(id: filter.id, userID: bruno) { $0.name = "mine" }
            #expect(stolen == nil)
            #expect(try await store.delete(id: filter.id, userID: bruno) == false)
            #expect(try await store.list(userID: bruno).isEmpty)
            #expect(try await store.find(id: filter.id, userID: anna) == filter)
        }
    }

    @Test("edited conditions make a version and a look-back; a new name makes neither")
    func editing() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            let filter = try await store.create(userID: anna, Fixture.filter())
            try await pool.execute("DELETE FROM campanello.look_backs")
            let renamed = try await store.update(id: filter.id, userID: anna) { $0.name = "Centro" }
            #expect(renamed?.name == "Centro")
            #expect(renamed?.conditionsVersion == 1)
            #expect(try await pool.count("look_backs") == 0)
            let edited = try await store.update(id: filter.id, userID: anna) { $0.conditions.maxPrice = 1600 }
            #expect(edited?.conditionsVersion == 2)
            #expect(edited?.conditions.maxPrice == 1600)
            #expect(try await pool.count("look_backs WHERE since IS NULL") == 1)
        }
    }

    @Test("resuming looks back over the pause, over everything when that was asked for already")
    func pausing() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            let filter = try await store.create(userID: anna, Fixture.filter())
            let paused = try #require(try await store.pause(id: filter.id, userID: anna))
            let pausedAt = try #require(paused.pausedAt)
            #expect(try await store.pause(id: filter.id, userID: anna)?.pausedAt == pausedAt)
            // The first look-back is still to come, so it is not narrowed.
            #expect(try await store.resume(id: filter.id, userID: anna)?.pausedAt == nil)
            #expect(try await pool.count("look_backs WHERE since IS NULL") == 1)
            try await pool.execute("DELETE FROM campanello.look_backs")
            let again = try #require(try await store.pause(id: filter.id, userID: anna)?.pausedAt)
            try await Fixture.pending(filterID: filter.id, userID: anna, channel: .telegram, on: pool)
            _ = try await store.resume(id: filter.id, userID: anna)
            #expect(try await pool.value("SELECT since FROM campanello.look_backs", as: Date.self) == again)
            #expect(try await Fixture.due(on: pool) == ["\(filter.id)/telegram"])
        }
    }

    @Test("a deleted filter takes what is pending for it along")
    func deleting() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            let filter = try await store.create(userID: anna, Fixture.filter())
            for channel in Channel.allCases {
                try await Fixture.pending(filterID: filter.id, userID: anna, channel: channel, on: pool)
                try await Fixture.pending(filterID: filter.id + 1, userID: anna, channel: channel, on: pool)
            }
            #expect(try await store.delete(id: filter.id, userID: anna))
            #expect(try await store.delete(id: filter.id, userID: anna) == false)
            #expect(try await pool.count("pending_filters") == 2)
            #expect(try await pool.count("look_backs") == 0)
            #expect(try await pool.count("deleted_filters WHERE filter_id = $1", [.int(filter.id)]) == 1)
        }
    }
}
