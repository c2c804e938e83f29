/// A filter's conditions as a client sends them, before they are checked. Reading it never throws: what has the wrong
/// type is kept as a problem of its field.
package struct ConditionsInput: Sendable, Equatable {
    /// The old singular names stand beside the new ones; what both name is taken together.
    package var city: String?
    package var cities: [String]?
    package var propertyType: String?
    package var propertyTypes: [String]?
    package var minPrice: Double?
    package var maxPrice: Double?
    package var maxPricePerM2: Double?
    package var minRooms: Int?
    package var maxRooms: Int?
    package var minArea: Double?
    package var maxArea: Double?
    package var furnished: Bool?
    package var petsAllowed: Bool?
    package var latitude: Double?
    package var longitude: Double?
    package var radiusKm: Double?
    package var includeWords: [String]?
    package var excludeWords: [String]?
    package var areaPolygon: GeoPolygon?
    package var privateOnly: Bool?
    package var sources: [String]?
    /// Fields of the wrong type.
    package var problems: [FieldError] = []

    package init() {}

    /// What a stored filter asks for, to change some of it.
    package init(_ conditions: FilterConditions) {
        cities = conditions.cities
        propertyTypes = conditions.propertyTypes.map(\.rawValue)
        minPrice = conditions.minPrice
        maxPrice = conditions.maxPrice
        maxPricePerM2 = conditions.maxPricePerM2
        minRooms = conditions.minRooms
        maxRooms = conditions.maxRooms
        minArea = conditions.minArea
        maxArea = conditions.maxArea
        furnished = conditions.furnished
        petsAllowed = conditions.petsAllowed
        latitude = conditions.latitude
        longitude = conditions.longitude
        radiusKm = conditions.radiusKm
        includeWords = conditions.includeWords
        excludeWords = conditions.excludeWords
        areaPolygon = conditions.areaPolygon
        privateOnly = conditions.privateOnly
        sources = conditions.sources
    }
}
