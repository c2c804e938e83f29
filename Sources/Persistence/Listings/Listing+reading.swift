import Contracts
import Foundation
import Listings

extension Listing {
    /// Reads a `content` of the database: in one pass where it is written as usual, else by the decoder.
    ///
    /// - Throws: `DecodingError` for what is no listing.
    init(content: String) throws {
        var content = content
        let read = content.withUTF8 { bytes -> Listing? in
            var reader = JSONReader(bytes)
            guard let listing = try? Listing(&reader), (try? reader.end()) != nil else { return nil }
            return listing
        }
        self = try read ?? Listing(json: content)
    }

    private init(_ reader: inout JSONReader) throws(JSONReader.Unusual) {
        var listing = Listing(source: "", externalID: "", url: "", title: "", city: "")
        var required = 0
        try reader.object { reader, key throws(JSONReader.Unusual) in
            switch key {
            case "source": listing.source = try reader.string()
            case "external_id": listing.externalID = try reader.string()
            case "url": listing.url = try reader.string()
            case "title": listing.title = try reader.string()
            case "city": listing.city = try reader.string()
            default: return try listing.readOptional(key, &reader)
            }
            required += 1
        }
        guard required == 5 else { throw JSONReader.Unusual() }
        self = listing
    }

    private mutating func readOptional(_ key: String, _ reader: inout JSONReader) throws(JSONReader.Unusual) {
        switch key {
        case "description": description = try reader.string()
        case "price": price = try reader.number()
        case "price_currency": priceCurrency = try reader.string()
        case "property_type": propertyType = try reader.known()
        case "property_type_as_written": propertyTypeAsWritten = try reader.string()
        case "rooms": rooms = try reader.whole()
        case "bedrooms": bedrooms = try reader.whole()
        case "bathrooms": bathrooms = try reader.whole()
        case "area": area = try reader.number()
        case "floor": floor = try reader.string()
        case "total_floors": totalFloors = try reader.whole()
        case "furnished": furnished = try reader.flag()
        case "pets_allowed": petsAllowed = try reader.flag()
        case "address": address = try reader.string()
        case "district": district = try reader.string()
        case "postal_code": postalCode = try reader.string()
        case "latitude": latitude = try reader.number()
        case "longitude": longitude = try reader.number()
        case "images": images = try reader.array { reader throws(JSONReader.Unusual) in try reader.string() }
        case "advertiser": advertiser = try reader.known()
        case "published_at":
            guard let date = Timestamp.date(try reader.string()) else { throw JSONReader.Unusual() }
            publishedAt = date
        default: try reader.skip()
        }
    }
}

extension JSONReader {
    fileprivate mutating func known<Value: RawRepresentable<String>>() throws(Unusual) -> Value {
        guard let value = Value(rawValue: try string()) else { throw Unusual() }
        return value
    }
}
