import Foundation

/// `listings.content`: snake_case, times as ISO-8601 text whatever the encoder's settings, absent where not stated.
extension Listing: Codable {
    private enum CodingKeys: String, CodingKey {
        case source, url, title, description, price, rooms, bedrooms, bathrooms, area, floor, furnished, address, city
        case district, latitude, longitude, images, advertiser
        case externalID = "external_id"
        case priceCurrency = "price_currency"
        case propertyType = "property_type"
        case propertyTypeAsWritten = "property_type_as_written"
        case totalFloors = "total_floors"
        case petsAllowed = "pets_allowed"
        case postalCode = "postal_code"
        case publishedAt = "published_at"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func stated<Value: Decodable>(_ key: CodingKeys, _ type: Value.Type = Value.self) throws -> Value? {
            try container.decodeIfPresent(type, forKey: key)
        }
        self.init(
            source: try container.decode(String.self, forKey: .source),
            externalID: try container.decode(String.self, forKey: .externalID),
            url: try container.decode(String.self, forKey: .url),
            title: try container.decode(String.self, forKey: .title), description: try stated(.description),
            price: try stated(.price), priceCurrency: try stated(.priceCurrency) ?? "EUR",
            propertyType: try stated(.propertyType), propertyTypeAsWritten: try stated(.propertyTypeAsWritten),
            rooms: try stated(.rooms), bedrooms: try stated(.bedrooms), bathrooms: try stated(.bathrooms),
            area: try stated(.area), floor: try stated(.floor), totalFloors: try stated(.totalFloors),
            furnished: try stated(.furnished), petsAllowed: try stated(.petsAllowed), address: try stated(.address),
            city: try container.decode(String.self, forKey: .city), district: try stated(.district),
            postalCode: try stated(.postalCode), latitude: try stated(.latitude), longitude: try stated(.longitude),
            images: try stated(.images) ?? [], advertiser: try stated(.advertiser),
            publishedAt: try stated(.publishedAt, String.self).flatMap(ListingTime.date))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(source, forKey: .source)
        try container.encode(externalID, forKey: .externalID)
        try container.encode(url, forKey: .url)
        try container.encode(title, forKey: .title)
        try container.encodeIfPresent(description, forKey: .description)
        try container.encodeIfPresent(price, forKey: .price)
        try container.encode(priceCurrency, forKey: .priceCurrency)
        try container.encodeIfPresent(propertyType, forKey: .propertyType)
        try container.encodeIfPresent(propertyTypeAsWritten, forKey: .propertyTypeAsWritten)
        try container.encodeIfPresent(rooms, forKey: .rooms)
        try container.encodeIfPresent(bedrooms, forKey: .bedrooms)
        try container.encodeIfPresent(bathrooms, forKey: .bathrooms)
        try container.encodeIfPresent(area, forKey: .area)
        try container.encodeIfPresent(floor, forKey: .floor)
        try container.encodeIfPresent(totalFloors, forKey: .totalFloors)
        try container.encodeIfPresent(furnished, forKey: .furnished)
        try container.encodeIfPresent(petsAllowed, forKey: .petsAllowed)
        try container.encodeIfPresent(address, forKey: .address)
        try container.encode(city, forKey: .city)
        try container.encodeIfPresent(district, forKey: .district)
        try container.encodeIfPresent(postalCode, forKey: .postalCode)
        try container.encodeIfPresent(latitude, forKey: .latitude)
        try container.encodeIfPresent(longitude, forKey: .longitude)
        if !images.isEmpty { try container.encode(images, forKey: .images) }
        try container.encodeIfPresent(advertiser, forKey: .advertiser)
        try container.encodeIfPresent(publishedAt.map(ListingTime.text), forKey: .publishedAt)
    }
}

extension Listing {
    /// The text of `listings.content`; keys sorted, so that equal listings have equal texts.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Reads what `json()` wrote. Throws `DecodingError`.
    package init(json: String) throws {
        self = try JSONDecoder().decode(Listing.self, from: Data(json.utf8))
    }
}
