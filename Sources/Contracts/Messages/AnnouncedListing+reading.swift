import Foundation

extension AnnouncedListing {
    init(_ reader: inout JSONReader) throws(JSONReader.Unusual) {
        var draft = Draft()
        try reader.object { reader, key throws(JSONReader.Unusual) in
            switch key {
            case "previous_price": draft.previousPrice = try reader.optionalNumber()
            case "filters":
                draft.filters = try reader.ifPresent { reader throws(JSONReader.Unusual) in
                    try reader.array { reader throws(JSONReader.Unusual) in try FoundBy(&reader) }
                }
            case "also_at":
                draft.alsoAt = try reader.ifPresent { reader throws(JSONReader.Unusual) in
                    try reader.array { reader throws(JSONReader.Unusual) in try AlsoAt(&reader) }
                }
            case "images":
                draft.images = try reader.ifPresent { reader throws(JSONReader.Unusual) in
                    try reader.array { reader throws(JSONReader.Unusual) in try reader.string() }
                }
            default: try draft.read(key, &reader)
            }
        }
        guard let facts = draft.facts else { throw JSONReader.Unusual() }
        self.init(
            facts: facts, previousPrice: draft.previousPrice, filters: draft.filters ?? [], alsoAt: draft.alsoAt ?? [])
    }
}

/// A listing as far as it is read.
private struct Draft {
    var previousPrice: Double?
    var filters: [AnnouncedListing.FoundBy]?
    var alsoAt: [AnnouncedListing.AlsoAt]?
    var images: [String]?
    private var id: Int64?
    private var (source, externalID, url): (String?, String?, String?)
    private var (title, city, currency): (String?, String?, String?)
    private var (propertyType, floor): (String?, String?)
    private var (address, district): (String?, String?)
    private var (price, area): (Double?, Double?)
    private var (latitude, longitude): (Double?, Double?)
    private var rooms: Int?
    private var (furnished, petsAllowed): (Bool?, Bool?)
    private var publishedAt: Date?

    init() {}

    mutating func read(_ key: String, _ reader: inout JSONReader) throws(JSONReader.Unusual) {
        switch key {
        case "id": id = try reader.whole()
        case "source": source = try reader.string()
        case "external_id": externalID = try reader.string()
        case "url": url = try reader.string()
        case "title": title = try reader.string()
        case "city": city = try reader.string()
        case "price_currency": currency = try reader.optionalString()
        case "property_type": propertyType = try reader.optionalString()
        case "floor": floor = try reader.optionalString()
        case "address": address = try reader.optionalString()
        case "district": district = try reader.optionalString()
        case "price": price = try reader.optionalNumber()
        case "area": area = try reader.optionalNumber()
        case "latitude": latitude = try reader.optionalNumber()
        case "longitude": longitude = try reader.optionalNumber()
        case "rooms": rooms = try reader.ifPresent { reader throws(JSONReader.Unusual) in try reader.whole() }
        case "furnished": furnished = try reader.ifPresent { reader throws(JSONReader.Unusual) in try reader.flag() }
        case "pets_allowed":
            petsAllowed = try reader.ifPresent { reader throws(JSONReader.Unusual) in try reader.flag() }
        case "published_at":
            publishedAt = try reader.ifPresent { reader throws(JSONReader.Unusual) in try reader.date() }
        default: try reader.skip()
        }
    }

    /// Nil where something is missing that must be there.
    var facts: ListingFacts? {
        guard let id, let source, let externalID, let url, let title, let city else { return nil }
        return ListingFacts(
            id: id, source: source, externalID: externalID, url: url, title: title, price: price,
            priceCurrency: currency ?? "EUR", propertyType: propertyType, rooms: rooms, area: area, floor: floor,
            furnished: furnished, petsAllowed: petsAllowed, address: address, city: city, district: district,
            latitude: latitude, longitude: longitude, images: images ?? [], publishedAt: publishedAt)
    }
}

extension AnnouncedListing.FoundBy {
    fileprivate init(_ reader: inout JSONReader) throws(JSONReader.Unusual) {
        var id: Int64?
        var name: String?
        try reader.object { reader, key throws(JSONReader.Unusual) in
            switch key {
            case "id": id = try reader.whole()
            case "name": name = try reader.string()
            default: try reader.skip()
            }
        }
        guard let id, let name else { throw JSONReader.Unusual() }
        self.init(id: id, name: name)
    }
}

extension AnnouncedListing.AlsoAt {
    fileprivate init(_ reader: inout JSONReader) throws(JSONReader.Unusual) {
        var source: String?
        var url: String?
        try reader.object { reader, key throws(JSONReader.Unusual) in
            switch key {
            case "source": source = try reader.string()
            case "url": url = try reader.string()
            default: try reader.skip()
            }
        }
        guard let source, let url else { throw JSONReader.Unusual() }
        self.init(source: source, url: url)
    }
}

extension JSONReader {
    fileprivate mutating func optionalString() throws(Unusual) -> String? {
        try ifPresent { reader throws(Unusual) in try reader.string() }
    }

    fileprivate mutating func optionalNumber() throws(Unusual) -> Double? {
        try ifPresent { reader throws(Unusual) in try reader.number() }
    }
}
