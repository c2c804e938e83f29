/// Conditions made ready for matching: a bound that is not set is infinite, a choice that is not made has every bit
/// set, and what few filters ask for is kept aside.
package struct PreparedConditions: Sendable {
    let minPrice: Double
    let maxPrice: Double
    let minRooms: Double
    let maxRooms: Double
    let minArea: Double
    let maxArea: Double
    let types: UInt8
    let furnished: UInt8
    let pets: UInt8
    /// Empty: any city.
    let cityKeys: [String]
    let rare: RareConditions?

    package init(_ conditions: FilterConditions) {
        minPrice = conditions.minPrice ?? -.infinity
        maxPrice = conditions.maxPrice ?? .infinity
        minRooms = conditions.minRooms.map(Double.init) ?? -.infinity
        maxRooms = conditions.maxRooms.map(Double.init) ?? .infinity
        minArea = conditions.minArea ?? -.infinity
        maxArea = conditions.maxArea ?? .infinity
        types = PropertyTypes.bits(conditions.propertyTypes)
        furnished = Choice.bits(conditions.furnished)
        pets = Choice.bits(conditions.petsAllowed)
        cityKeys = conditions.cityKeys
        rare = RareConditions(conditions)
    }

    /// Whether a listing's words will be looked at.
    var asksForWords: Bool { rare.map { !$0.includeWords.isEmpty || !$0.excludeWords.isEmpty } ?? false }
}

/// The conditions that few filters set; nil where a filter sets none of them.
final class RareConditions: Sendable {
    struct Circle: Sendable {
        let latitude: Double
        let longitude: Double
        let radius: Double
    }

    let maxPricePerM2: Double
    let circle: Circle?
    let polygon: GeoPolygon?
    let includeWords: [[String]]
    let excludeWords: [[String]]
    let advertisers: UInt8
    let sources: [String]

    init?(_ conditions: FilterConditions) {
        maxPricePerM2 = conditions.maxPricePerM2 ?? .infinity
        circle = conditions.circle
        polygon = conditions.areaPolygon
        includeWords = Self.phrases(conditions.includeWords)
        excludeWords = Self.phrases(conditions.excludeWords)
        advertisers = conditions.privateOnly ? Choice.yes : Choice.bits(nil)
        sources = conditions.sources
        if conditions.maxPricePerM2 == nil, circle == nil, polygon == nil, includeWords.isEmpty, excludeWords.isEmpty,
            !conditions.privateOnly, sources.isEmpty
        {
            return nil
        }
    }

    private static func phrases(_ words: [String]) -> [[String]] {
        words.map(TextFold.words).filter { !$0.isEmpty }
    }
}
