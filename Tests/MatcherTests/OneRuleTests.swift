import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Matcher

@Suite("One rule", .enabled(if: TestEnvironment.hasDatabase))
struct OneRuleTests {
    private static let listings: [Listing] = (1...24).map { number in
        var listing = World.listing(number, city: number.isMultiple(of: 3) ? "Рим" : "Roma")
        listing.price = number.isMultiple(of: 5) ? nil : Double(600 + number * 50)
        listing.area = number.isMultiple(of: 7) ? nil : Double(30 + number)
        listing.rooms = number.isMultiple(of: 4) ? nil : 1 + number % 3
        listing.furnished = [true, false, nil][number % 3]
        listing.title = number.isMultiple(of: 2) ? "Bilocale con balcone" : "Bilocale all'asta"
        if number.isMultiple(of: 6) { (listing.latitude, listing.longitude) = (41.9 + Double(number) / 1000, 12.5) }
        return listing
    }

    private static let conditions: [FilterConditions] = [
        FilterConditions(cities: ["Roma"]),
        FilterConditions(cities: ["Rome", "Milano"], minPrice: 850, maxPrice: 1200),
        FilterConditions(cities: ["roma"], minRooms: 2, maxRooms: 2, minArea: 40, maxArea: 50),
        changed { ($0.cities, $0.furnished) = (["Roma"], true) },
        changed { ($0.cities, $0.includeWords, $0.excludeWords) = (["Roma"], ["balcone"], ["asta"]) },
        changed { ($0.latitude, $0.longitude, $0.radiusKm) = (41.9, 12.5, 1.5) },
        changed { ($0.cities, $0.latitude, $0.longitude, $0.radiusKm) = (["Roma"], 41.9, 12.5, 1.5) },
        changed { ($0.cities, $0.maxPricePerM2) = (["Roma"], 22) },
        changed { $0.sources = ["immobiliare"] },
    ]

    private static func changed(_ change: (inout FilterConditions) -> Void) -> FilterConditions {
        var conditions = FilterConditions()
        change(&conditions)
        return conditions
    }

    @Test("the Matcher, a look-back, an explanation and a filter's trial give one answer for every pair")
    func oneAnswer() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            func filters(_ name: String, looksBack: Bool) async throws -> [FilterRecord] {
                var made: [FilterRecord] = []
                for conditions in Self.conditions {
                    made.append(try await world.filter(anna, name, looksBack: looksBack) { $0.conditions = conditions })
                }
                return made
            }
            let matched = try await filters("matched", looksBack: false)
            try await world.ingest(Self.listings)
            try await world.match()
            let lookedBack = try await filters("looked back", looksBack: true)
            try await world.lookBack()

            let found = Set(try await world.matches())
            for (index, conditions) in Self.conditions.enumerated() {
                let prepared = PreparedConditions(conditions)
                let page = try await LookBackStore.page(
                    of: conditions, since: nil, after: nil, limit: 100, on: world.pool)
                for listing in Self.listings {
                    let id = listing.externalID
                    let answer = explain(conditions, listing).allSatisfy(\.holds)
                    #expect(
                        found.contains("\(matched[index].id)/\(id)") == answer,
                        "matcher, filter \(index), listing \(id)")
                    #expect(
                        found.contains("\(lookedBack[index].id)/\(id)") == answer,
                        "look-back, filter \(index), listing \(id)")
                    #expect(
                        prepared.matches(PreparedListing(listing)) == answer, "trial, filter \(index), listing \(id)")
                    let isOffered = page.contains { $0.content?.externalID == id }
                    #expect(isOffered || !answer, "search, filter \(index), listing \(id)")
                }
            }
        }
    }
}
