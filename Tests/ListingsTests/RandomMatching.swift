import Listings

/// Random listings and filters from a small world, so that they often meet, and bounds are often hit exactly.
enum RandomMatching {
    private static let cities = ["Roma", "Рим", "Milano", "milan", "Forlì", "Monza (MB)"]
    private static let words = ["balcone", "Più luce", "asta", "metro", "no"]
    private static let sources = ["casa", "idealista", "subito"]

    static func listing(_ random: inout SplitMix) -> Listing {
        var listing = Samples.bare
        listing.city = cities.randomElement(using: &random) ?? "Roma"
        listing.source = sources.randomElement(using: &random) ?? "casa"
        listing.title = (0..<3).compactMap { _ in words.randomElement(using: &random) }.joined(separator: " ")
        listing.description = maybe(&random) { words.randomElement(using: &$0) } ?? nil
        listing.price = maybe(&random) { figure(500...800, step: 100, &$0) }
        listing.priceCurrency = Int.random(in: 0..<10, using: &random) == 0 ? "CHF" : "EUR"
        listing.area = maybe(&random) { figure(40...60, step: 10, &$0) }
        listing.rooms = maybe(&random) { Int.random(in: 1...4, using: &$0) }
        listing.propertyType = maybe(&random) { PropertyType.allCases.randomElement(using: &$0) } ?? nil
        listing.furnished = maybe(&random) { Bool.random(using: &$0) }
        listing.petsAllowed = maybe(&random) { Bool.random(using: &$0) }
        listing.advertiser = maybe(&random) { Advertiser.allCases.randomElement(using: &$0) } ?? nil
        if Bool.random(using: &random) {
            listing.latitude = figure(41...42, step: 0.25, &random)
            listing.longitude = figure(12...13, step: 0.25, &random)
        }
        return listing
    }

    static func conditions(_ random: inout SplitMix) -> FilterConditions {
        var conditions = FilterConditions()
        conditions.cities = some(cities, &random)
        conditions.minPrice = rarely(&random) { figure(500...800, step: 100, &$0) }
        conditions.maxPrice = rarely(&random) { figure(500...800, step: 100, &$0) }
        conditions.maxPricePerM2 = rarely(&random) { figure(10...15, step: 1, &$0) }
        conditions.minArea = rarely(&random) { figure(40...60, step: 10, &$0) }
        conditions.maxArea = rarely(&random) { figure(40...60, step: 10, &$0) }
        conditions.minRooms = rarely(&random) { Int.random(in: 1...4, using: &$0) }
        conditions.maxRooms = rarely(&random) { Int.random(in: 1...4, using: &$0) }
        conditions.propertyTypes = rarely(&random) { some(PropertyType.allCases, &$0) } ?? []
        conditions.furnished = rarely(&random) { Bool.random(using: &$0) }
        conditions.petsAllowed = rarely(&random) { Bool.random(using: &$0) }
        conditions.privateOnly = rarely(&random) { _ in true } ?? false
        conditions.sources = rarely(&random) { some(sources, &$0) } ?? []
        conditions.includeWords = rarely(&random) { [words.randomElement(using: &$0) ?? "metro"] } ?? []
        conditions.excludeWords = rarely(&random) { [words.randomElement(using: &$0) ?? "asta"] } ?? []
        if Int.random(in: 0..<4, using: &random) == 0 {
            conditions.latitude = figure(41...42, step: 0.25, &random)
            conditions.longitude = figure(12...13, step: 0.25, &random)
            conditions.radiusKm = figure(10...60, step: 10, &random)
        }
        if Int.random(in: 0..<6, using: &random) == 0 {
            conditions.areaPolygon = GeoPolygon(rings: [Samples.square(41.25, 12.25, 0.5)])
        }
        return conditions
    }

    private static func figure(_ range: ClosedRange<Double>, step: Double, _ random: inout SplitMix) -> Double {
        let steps = Int((range.upperBound - range.lowerBound) / step)
        return range.lowerBound + Double(Int.random(in: 0...steps, using: &random)) * step
    }

    private static func maybe<Value>(_ random: inout SplitMix, _ value: (inout SplitMix) -> Value) -> Value? {
        Int.random(in: 0..<3, using: &random) > 0 ? value(&random) : nil
    }

    private static func rarely<Value>(_ random: inout SplitMix, _ value: (inout SplitMix) -> Value) -> Value? {
        Int.random(in: 0..<4, using: &random) == 0 ? value(&random) : nil
    }

    private static func some<Value>(_ values: [Value], _ random: inout SplitMix) -> [Value] {
        values.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
    }
}
