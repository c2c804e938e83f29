/// What a filter asks of a listing. Every condition that is set must hold; an empty list and nil set none.
package struct FilterConditions: Sendable, Equatable, Codable {
    /// As the person wrote them; any of them.
    package var cities: [String]
    /// Bounds are inclusive. Prices are euros a month.
    package var minPrice: Double?
    package var maxPrice: Double?
    /// Euros a month and square metre.
    package var maxPricePerM2: Double?
    /// Any of them.
    package var propertyTypes: [PropertyType]
    package var minRooms: Int?
    package var maxRooms: Int?
    /// Square metres.
    package var minArea: Double?
    package var maxArea: Double?
    package var furnished: Bool?
    package var petsAllowed: Bool?
    /// The centre of a circle, degrees; all three are set or none is.
    package var latitude: Double?
    package var longitude: Double?
    package var radiusKm: Double?
    /// Every one must be found, as whole words, in title or description.
    package var includeWords: [String]
    /// None may be found.
    package var excludeWords: [String]
    package var areaPolygon: GeoPolygon?
    /// Leaves out agencies' listings.
    package var privateOnly: Bool
    /// Canonical names, see `Source`; any of them.
    package var sources: [String]

    package init(
        cities: [String] = [], minPrice: Double? = nil, maxPrice: Double? = nil, maxPricePerM2: Double? = nil,
        propertyTypes: [PropertyType] = [], minRooms: Int? = nil, maxRooms: Int? = nil, minArea: Double? = nil,
        maxArea: Double? = nil, furnished: Bool? = nil, petsAllowed: Bool? = nil, latitude: Double? = nil,
        longitude: Double? = nil, radiusKm: Double? = nil, includeWords: [String] = [], excludeWords: [String] = [],
        areaPolygon: GeoPolygon? = nil, privateOnly: Bool = false, sources: [String] = []
    ) {
        self.cities = cities
        self.minPrice = minPrice
        self.maxPrice = maxPrice
        self.maxPricePerM2 = maxPricePerM2
        self.propertyTypes = propertyTypes
        self.minRooms = minRooms
        self.maxRooms = maxRooms
        self.minArea = minArea
        self.maxArea = maxArea
        self.furnished = furnished
        self.petsAllowed = petsAllowed
        self.latitude = latitude
        self.longitude = longitude
        self.radiusKm = radiusKm
        self.includeWords = includeWords
        self.excludeWords = excludeWords
        self.areaPolygon = areaPolygon
        self.privateOnly = privateOnly
        self.sources = sources
    }

    /// What the cities' spellings have in common, each once, in order: `filters.city_keys`.
    package var cityKeys: [String] {
        var keys: [String] = []
        for key in cities.map(CityName.key) where !keys.contains(key) { keys.append(key) }
        return keys
    }
}

extension FilterConditions {
    private enum CodingKeys: String, CodingKey {
        case cities, furnished, latitude, longitude, sources
        case minPrice = "min_price"
        case maxPrice = "max_price"
        case maxPricePerM2 = "max_price_per_m2"
        case propertyTypes = "property_types"
        case minRooms = "min_rooms"
        case maxRooms = "max_rooms"
        case minArea = "min_area"
        case maxArea = "max_area"
        case petsAllowed = "pets_allowed"
        case radiusKm = "radius_km"
        case includeWords = "include_words"
        case excludeWords = "exclude_words"
        case areaPolygon = "area_polygon"
        case privateOnly = "private_only"
    }
}
