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

    static let count = allCases.count

    /// Its place among the cases, from 0: how the compiler numbers cases without values.
    var place: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

    /// The field of a name in UTF-8, without making a `String` of it.
    package init?(name: UnsafeBufferPointer<UInt8>) {
        for field in Self.byLength[min(name.count, Self.byLength.count - 1)] where field.name.elementsEqual(name) {
            self = field.field
            return
        }
        return nil
    }

    private static let byLength: [[(name: [UInt8], field: ListingField)]] = {
        let longest = allCases.map(\.rawValue.utf8.count).max() ?? 0
        // The last place is for what is longer than any name.
        return (0...longest + 1).map { length in
            allCases.filter { $0.rawValue.utf8.count == length }.map { (Array($0.rawValue.utf8), $0) }
        }
    }()

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
