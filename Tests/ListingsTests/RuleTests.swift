import Foundation
import Listings
import Testing

@Suite struct RuleTests {
    private func matching(_ conditions: FilterConditions, _ listing: Listing = Samples.listing) -> Bool {
        matches(conditions, listing)
    }

    @Test("a filter without conditions takes everything")
    func everything() {
        #expect(matching(FilterConditions()))
        #expect(matching(FilterConditions(), Samples.bare))
    }

    @Test("bounds are inclusive")
    func bounds() {
        #expect(matching(FilterConditions(minPrice: 1500, maxPrice: 1500)))
        #expect(!matching(FilterConditions(minPrice: 1500.01)))
        #expect(!matching(FilterConditions(maxPrice: 1499.99)))
        #expect(matching(FilterConditions(minRooms: 3, maxRooms: 3)))
        #expect(!matching(FilterConditions(minRooms: 4)))
        #expect(!matching(FilterConditions(maxRooms: 2)))
        #expect(matching(FilterConditions(minArea: 75, maxArea: 75)))
        #expect(!matching(FilterConditions(minArea: 75.5)))
        #expect(!matching(FilterConditions(maxArea: 74)))
        #expect(matching(FilterConditions(maxPricePerM2: 20)))
        #expect(!matching(FilterConditions(maxPricePerM2: 19.99)))
    }

    @Test("what a listing does not state excludes nothing but a place and a wanted word")
    func unknown() {
        let all = FilterConditions(
            cities: ["Roma"], minPrice: 1, maxPrice: 2, maxPricePerM2: 1, propertyTypes: [.room], minRooms: 9,
            maxRooms: 9, minArea: 900, maxArea: 901, furnished: true, petsAllowed: true, latitude: 45, longitude: 9,
            radiusKm: 1, excludeWords: ["asta"], areaPolygon: GeoPolygon(rings: [Samples.square(45, 9, 1)]),
            privateOnly: true)
        #expect(matching(all, Samples.bare))
        #expect(!matching(FilterConditions(includeWords: ["balcone"]), Samples.bare))
    }

    @Test("a price in another currency is not a price in euros")
    func currency() {
        #expect(matching(FilterConditions(maxPrice: 1000), Samples.with(\.priceCurrency, "CHF")))
    }

    @Test("cities are compared as equals in any language, any of several")
    func cities() {
        for city in ["ROMA", "Rome", "Рим", " roma "] { #expect(matching(FilterConditions(cities: [city]))) }
        #expect(matching(FilterConditions(cities: ["Milano", "Рим"])))
        #expect(!matching(FilterConditions(cities: ["Rom%", "Ro", "Roma Nord"])))
    }

    @Test("types, yes-or-no conditions, private and sources")
    func choices() {
        #expect(matching(FilterConditions(propertyTypes: [.studio, .apartment])))
        #expect(!matching(FilterConditions(propertyTypes: [.studio, .house, .room, .penthouse])))
        #expect(matching(FilterConditions(furnished: true)))
        #expect(!matching(FilterConditions(furnished: false)))
        #expect(matching(FilterConditions(petsAllowed: false)))
        #expect(!matching(FilterConditions(petsAllowed: true)))
        #expect(matching(FilterConditions(privateOnly: true)))
        #expect(!matching(FilterConditions(privateOnly: true), Samples.with(\.advertiser, .agency)))
        #expect(matching(FilterConditions(sources: ["casa", "idealista"])))
        #expect(!matching(FilterConditions(sources: ["casa"])))
    }

    @Test("a circle is measured on the sphere, its edge included")
    func radius() {
        // One degree of a meridian is 6371.0088 × π / 180 = 111.1951 km.
        let degree = GeoDistance.kilometres(fromLatitude: 40, longitude: 12, toLatitude: 41, longitude: 12)
        #expect(abs(degree - 111.195_08) < 0.000_1)
        let half = GeoDistance.kilometres(fromLatitude: 0, longitude: 0, toLatitude: 0, longitude: 180)
        #expect(abs(half - 20_015.114) < 0.01)
        #expect(matching(FilterConditions(latitude: 40.9, longitude: 12.48, radiusKm: 111.196)))
        #expect(!matching(FilterConditions(latitude: 40.9, longitude: 12.48, radiusKm: 111.194)))
        #expect(matching(FilterConditions(latitude: 41.9, longitude: 12.48, radiusKm: 0.05)))
    }

    @Test("without coordinates only a filter that names the city takes a listing into a circle or an area")
    func coordinates() {
        let area = GeoPolygon(rings: [Samples.square(41, 12, 1)])
        #expect(!matching(FilterConditions(latitude: 41.9, longitude: 12.48, radiusKm: 10), Samples.bare))
        #expect(!matching(FilterConditions(areaPolygon: area), Samples.bare))
        #expect(
            matching(
                FilterConditions(cities: ["Rome"], latitude: 41.9, longitude: 12.48, radiusKm: 10), Samples.bare))
        #expect(matching(FilterConditions(cities: ["Rome"], areaPolygon: area), Samples.bare))
        #expect(!matching(FilterConditions(cities: ["Milano"], areaPolygon: area), Samples.bare))
    }

    @Test("an area holds its line, not its holes")
    func polygon() {
        let outer = Samples.square(41, 12, 1)
        let area = GeoPolygon(rings: [outer, Samples.square(41.4, 12.4, 0.2)])
        #expect(matching(FilterConditions(areaPolygon: GeoPolygon(rings: [outer]))))
        func contains(_ latitude: Double, _ longitude: Double) -> Bool {
            area.contains(latitude: latitude, longitude: longitude)
        }
        #expect(contains(41.1, 12.1))
        #expect(!contains(41.5, 12.5))
        #expect(contains(41, 12.5) && contains(42, 13) && contains(41, 12))
        #expect(!contains(40.999, 12.5) && !contains(41.5, 13.001))
    }

    @Test("words are whole, folded, in title and description, and phrases stand together")
    func words() {
        for word in ["BALCONE", "già", "gia", "metro", "no agenzie", "trilocale luminoso"] {
            #expect(matching(FilterConditions(includeWords: [word])), "\(word)")
            #expect(!matching(FilterConditions(excludeWords: [word])), "\(word)")
        }
        for word in ["balcon", "metropolitana", "luminoso trilocale", "balcone vicino", "agenzie no"] {
            #expect(!matching(FilterConditions(includeWords: [word])), "\(word)")
            #expect(matching(FilterConditions(excludeWords: [word])), "\(word)")
        }
        #expect(matching(FilterConditions(includeWords: ["metro", "balcone"], excludeWords: ["asta"])))
        #expect(!matching(FilterConditions(includeWords: ["metro", "giardino"])))
    }

    @Test("an explanation names every condition that is set, and agrees with the rule")
    func explanation() throws {
        let conditions = FilterConditions(
            cities: ["Рим"], minPrice: 900, maxPrice: 1200, maxPricePerM2: 25, minRooms: 2, furnished: true,
            latitude: 41.9, longitude: 12.48, radiusKm: 2, includeWords: ["metro", "giardino"], sources: ["idealista"])
        let outcomes = explain(conditions, Samples.listing)
        #expect(
            outcomes.map(\.condition) == [
                .city, .source, .price, .pricePerM2, .rooms, .furnished, .radius, .includeWords,
            ])
        #expect(outcomes.filter { !$0.holds }.map(\.condition) == [.price, .includeWords])
        let price = try #require(outcomes.first { $0.condition == .price })
        #expect(price.wanted == "900–1200")
        #expect(price.stated == "1500 EUR")
        #expect(outcomes.first { $0.condition == .includeWords }?.stated == "metro")
        #expect(explain(conditions, Samples.bare).first { $0.condition == .price }?.stated == nil)
    }
}
