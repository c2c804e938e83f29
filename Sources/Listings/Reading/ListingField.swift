/// The fields of a listing as `POST /api/v1/listings` knows them.
package enum ListingField: String, Sendable, Hashable, CaseIterable {
    case source
    case externalID = "external_id"
    case url
    case title
    case description
    case price
    case priceCurrency = "price_currency"
    case propertyType = "property_type"
    case rooms
    case bedrooms
    case bathrooms
    case area
    case floor
    case totalFloors = "total_floors"
    case furnished
    case petsAllowed = "pets_allowed"
    case address
    case city
    case district
    case postalCode = "postal_code"
    case latitude
    case longitude
    case images
    case advertiser
    case publishedAt = "published_at"
    case removed
    case isActive = "is_active"

    /// By the case, since the standard way hashes its name, and an ingest looks up two dozen a row.
    package func hash(into hasher: inout Hasher) {
        withUnsafeBytes(of: self) { hasher.combine(bytes: $0) }
    }

    /// Whether the field is mostly a number or a yes or no: what to try first when it is read.
    var isMostlyText: Bool {
        switch self {
        case .price, .rooms, .bedrooms, .bathrooms, .area, .totalFloors, .furnished, .petsAllowed, .latitude,
            .longitude, .removed, .isActive:
            false
        default: true
        }
    }
}
