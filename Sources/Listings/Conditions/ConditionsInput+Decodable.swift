extension ConditionsInput: Decodable {
    private enum Field: String, CodingKey, CaseIterable {
        case city, cities, furnished, latitude, longitude, sources
        case propertyType = "property_type"
        case propertyTypes = "property_types"
        case minPrice = "min_price"
        case maxPrice = "max_price"
        case maxPricePerM2 = "max_price_per_m2"
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

    /// The names that conditions have in JSON, the old ones among them.
    package static var fieldNames: [String] { Field.allCases.map(\.rawValue) }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Field.self)
        var problems: [FieldError] = []
        func read<Value: Decodable>(_ field: Field, _ expected: String) -> Value? {
            do {
                return try container.decodeIfPresent(Value.self, forKey: field)
            } catch {
                problems.append(FieldError(field.rawValue, "must be \(expected)"))
                return nil
            }
        }
        city = read(.city, "a city's name")
        cities = read(.cities, "a list of cities' names")
        propertyType = read(.propertyType, "a type's name")
        propertyTypes = read(.propertyTypes, "a list of types' names")
        minPrice = read(.minPrice, "a number")
        maxPrice = read(.maxPrice, "a number")
        maxPricePerM2 = read(.maxPricePerM2, "a number")
        minRooms = read(.minRooms, "a whole number")
        maxRooms = read(.maxRooms, "a whole number")
        minArea = read(.minArea, "a number")
        maxArea = read(.maxArea, "a number")
        furnished = read(.furnished, "true or false")
        petsAllowed = read(.petsAllowed, "true or false")
        latitude = read(.latitude, "a number of degrees")
        longitude = read(.longitude, "a number of degrees")
        radiusKm = read(.radiusKm, "a number of kilometres")
        includeWords = read(.includeWords, "a list of words")
        excludeWords = read(.excludeWords, "a list of words")
        areaPolygon = read(.areaPolygon, #"a GeoJSON polygon: {"type": "Polygon", "coordinates": [[[9.1, 45.4], …]]}"#)
        privateOnly = read(.privateOnly, "true or false")
        sources = read(.sources, "a list of portals' names")
        self.problems = problems
    }
}
