import Foundation

extension ListingFacts {
    enum CodingKeys: String, CodingKey {
        case id, source, url, title, price, rooms, area, floor, furnished, address, city, district, latitude
        case longitude, images
        case externalID = "external_id"
        case priceCurrency = "price_currency"
        case propertyType = "property_type"
        case petsAllowed = "pets_allowed"
        case publishedAt = "published_at"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.whole(.id),
            source: try container.decode(String.self, forKey: .source),
            externalID: try container.decode(String.self, forKey: .externalID),
            url: try container.decode(String.self, forKey: .url),
            title: try container.decode(String.self, forKey: .title),
            price: try container.decodeIfPresent(Double.self, forKey: .price),
            priceCurrency: try container.decodeIfPresent(String.self, forKey: .priceCurrency) ?? "EUR",
            propertyType: try container.decodeIfPresent(String.self, forKey: .propertyType),
            rooms: try container.wholeIfPresent(.rooms),
            area: try container.decodeIfPresent(Double.self, forKey: .area),
            floor: try container.decodeIfPresent(String.self, forKey: .floor),
            furnished: try container.decodeIfPresent(Bool.self, forKey: .furnished),
            petsAllowed: try container.decodeIfPresent(Bool.self, forKey: .petsAllowed),
            address: try container.decodeIfPresent(String.self, forKey: .address),
            city: try container.decode(String.self, forKey: .city),
            district: try container.decodeIfPresent(String.self, forKey: .district),
            latitude: try container.decodeIfPresent(Double.self, forKey: .latitude),
            longitude: try container.decodeIfPresent(Double.self, forKey: .longitude),
            images: try container.decodeIfPresent([String].self, forKey: .images) ?? [],
            publishedAt: try container.decodeIfPresent(Date.self, forKey: .publishedAt))
    }

    func write(to writer: inout JSONWriter) { writer.object { writeFields(to: &$0) } }

    /// The fields without their braces: an announced listing has more of them.
    func writeFields(to writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("source", source)
        writer.field("external_id", externalID)
        writer.field("url", url)
        writer.field("title", title)
        writer.field("price", price)
        writer.field("price_currency", priceCurrency)
        writer.field("property_type", propertyType)
        writer.field("rooms", rooms)
        writer.field("area", area)
        writer.field("floor", floor)
        writer.field("furnished", furnished)
        writer.field("pets_allowed", petsAllowed)
        writer.field("address", address)
        writer.field("city", city)
        writer.field("district", district)
        writer.field("latitude", latitude)
        writer.field("longitude", longitude)
        writer.field("images") { $0.array(images) { $0.string($1) } }
        writer.field("published_at", publishedAt)
    }
}
