/// One of the things that a filter can ask for. The raw value is what an explanation calls it.
package enum Condition: String, Sendable, Hashable, CaseIterable, Codable {
    case city
    case source
    case price
    case pricePerM2 = "price_per_m2"
    case propertyType = "property_type"
    case rooms
    case area
    case furnished
    case petsAllowed = "pets_allowed"
    case advertiser
    case radius
    case areaPolygon = "area_polygon"
    case includeWords = "include_words"
    case excludeWords = "exclude_words"
}
