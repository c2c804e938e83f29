package import Foundation

/// What a message says about a listing. Every optional is what the listing may not state; in JSON it is then null.
package struct ListingFacts: Decodable, Sendable, Equatable {
    package var id: Int64
    /// The portal by its canonical name: `idealista`, `immobiliare`, `subito`, `casa`, …
    package var source: String
    /// The portal's own id of the listing.
    package var externalID: String
    package var url: String
    package var title: String
    /// A month, in `priceCurrency`.
    package var price: Double?
    /// ISO 4217.
    package var priceCurrency: String
    /// `apartment`, `house`, `room`, `studio` or `penthouse`; nil where the portal's word is not known.
    package var propertyType: String?
    package var rooms: Int?
    /// Square metres.
    package var area: Double?
    /// As the portal says it: `2`, `T` (ground floor), `R` (raised), …
    package var floor: String?
    package var furnished: Bool?
    package var petsAllowed: Bool?
    package var address: String?
    package var city: String
    package var district: String?
    /// Degrees, WGS 84.
    package var latitude: Double?
    package var longitude: Double?
    /// Addresses of pictures, http or https.
    package var images: [String]
    /// The portal's own date.
    package var publishedAt: Date?

    package init(
        id: Int64, source: String, externalID: String, url: String, title: String, price: Double? = nil,
        priceCurrency: String = "EUR", propertyType: String? = nil, rooms: Int? = nil, area: Double? = nil,
        floor: String? = nil, furnished: Bool? = nil, petsAllowed: Bool? = nil, address: String? = nil, city: String,
        district: String? = nil, latitude: Double? = nil, longitude: Double? = nil, images: [String] = [],
        publishedAt: Date? = nil
    ) {
        self.id = id
        self.source = source
        self.externalID = externalID
        self.url = url
        self.title = title
        self.price = price
        self.priceCurrency = priceCurrency
        self.propertyType = propertyType
        self.rooms = rooms
        self.area = area
        self.floor = floor
        self.furnished = furnished
        self.petsAllowed = petsAllowed
        self.address = address
        self.city = city
        self.district = district
        self.latitude = latitude
        self.longitude = longitude
        self.images = images
        self.publishedAt = publishedAt
    }
}
