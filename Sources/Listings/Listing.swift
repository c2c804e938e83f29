package import Foundation

/// A home that a portal lists, normalised: what `listings.content` holds. Every optional is what the portal may not
/// state.
package struct Listing: Sendable, Equatable {
    /// The canonical name, see `Source`.
    package var source: String
    /// The portal's own id; unique within the source.
    package var externalID: String
    /// http or https.
    package var url: String
    /// The portal's, or one made of the place where it gives none; never empty.
    package var title: String
    package var description: String?
    /// A month, in `priceCurrency`.
    package var price: Double?
    /// ISO 4217; `EUR` unless the portal says otherwise.
    package var priceCurrency: String
    package var propertyType: PropertyType?
    /// The portal's word where it stands for none of the five types.
    package var propertyTypeAsWritten: String?
    package var rooms: Int?
    package var bedrooms: Int?
    package var bathrooms: Int?
    /// Square metres.
    package var area: Double?
    /// As the portal says it, with `T` for the ground floor and `R` for a raised one.
    package var floor: String?
    package var totalFloors: Int?
    package var furnished: Bool?
    package var petsAllowed: Bool?
    package var address: String?
    /// As the portal writes it; compare by `CityName.key`.
    package var city: String
    package var district: String?
    package var postalCode: String?
    /// Degrees, WGS 84; both coordinates are stated or neither is.
    package var latitude: Double?
    package var longitude: Double?
    /// Addresses of pictures, http or https.
    package var images: [String]
    package var advertiser: Advertiser?
    /// The portal's own date.
    package var publishedAt: Date?

    package init(
        source: String, externalID: String, url: String, title: String, description: String? = nil,
        price: Double? = nil, priceCurrency: String = "EUR", propertyType: PropertyType? = nil,
        propertyTypeAsWritten: String? = nil, rooms: Int? = nil, bedrooms: Int? = nil, bathrooms: Int? = nil,
        area: Double? = nil, floor: String? = nil, totalFloors: Int? = nil, furnished: Bool? = nil,
        petsAllowed: Bool? = nil, address: String? = nil, city: String, district: String? = nil,
        postalCode: String? = nil, latitude: Double? = nil, longitude: Double? = nil, images: [String] = [],
        advertiser: Advertiser? = nil, publishedAt: Date? = nil
    ) {
        self.source = source
        self.externalID = externalID
        self.url = url
        self.title = title
        self.description = description
        self.price = price
        self.priceCurrency = priceCurrency
        self.propertyType = propertyType
        self.propertyTypeAsWritten = propertyTypeAsWritten
        self.rooms = rooms
        self.bedrooms = bedrooms
        self.bathrooms = bathrooms
        self.area = area
        self.floor = floor
        self.totalFloors = totalFloors
        self.furnished = furnished
        self.petsAllowed = petsAllowed
        self.address = address
        self.city = city
        self.district = district
        self.postalCode = postalCode
        self.latitude = latitude
        self.longitude = longitude
        self.images = images
        self.advertiser = advertiser
        self.publishedAt = publishedAt
    }
}

/// Who offers a home.
package enum Advertiser: String, Sendable, Hashable, CaseIterable, Codable {
    case `private`
    case agency
}

extension Listing {
    /// What the city's spellings have in common, see `CityName.key`.
    package var cityKey: String { CityName.key(city) }
}
