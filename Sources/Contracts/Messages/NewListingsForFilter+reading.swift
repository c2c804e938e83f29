import Foundation

extension NewListingsForFilter {
    /// The message in `body`, where it is written as we write it; nil leaves the answer to the decoder.
    static func read(_ body: [UInt8]) -> NewListingsForFilter? {
        body.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            guard let message = try? NewListingsForFilter(&reader), (try? reader.end()) != nil else { return nil }
            return message
        }
    }

    private init(_ reader: inout JSONReader) throws(JSONReader.Unusual) {
        var id: UUID?
        var (occurredAt, expiresAt): (Date?, Date?)
        var (kind, channel, filter): (Kind?, Channel?, Filter?)
        var (locale, moreURL): (String?, String?)
        var (userID, total): (Int64?, Int?)
        var listings: [AnnouncedListing]?
        try reader.object { reader, key throws(JSONReader.Unusual) in
            switch key {
            case "id": id = UUID(uuidString: try reader.string())
            case "occurred_at": occurredAt = try reader.date()
            case "kind": kind = Kind(rawValue: try reader.string())
            case "user_id": userID = try reader.whole()
            case "channel": channel = Channel(rawValue: try reader.string())
            case "locale": locale = try reader.string()
            case "expires_at": expiresAt = try reader.date()
            case "filter": filter = try Filter(&reader)
            case "total": total = try reader.whole()
            case "more_url": moreURL = try reader.string()
            case "listings":
                listings = try reader.array { reader throws(JSONReader.Unusual) in try AnnouncedListing(&reader) }
            default: try reader.skip()
            }
        }
        guard let id, let occurredAt, let kind, let userID, let channel, let locale, let expiresAt, let filter,
            let total, let moreURL, let listings
        else { throw JSONReader.Unusual() }
        self.init(
            id: id, occurredAt: occurredAt, kind: kind, userID: userID, channel: channel, locale: locale,
            expiresAt: expiresAt, filter: filter, total: total, moreURL: moreURL, listings: listings)
    }
}

extension NewListingsForFilter.Filter {
    fileprivate init(_ reader: inout JSONReader) throws(JSONReader.Unusual) {
        var id: Int64?
        var (name, city): (String?, String?)
        try reader.object { reader, key throws(JSONReader.Unusual) in
            switch key {
            case "id": id = try reader.whole()
            case "name": name = try reader.string()
            case "city": city = try reader.ifPresent { reader throws(JSONReader.Unusual) in try reader.string() }
            default: try reader.skip()
            }
        }
        guard let id, let name else { throw JSONReader.Unusual() }
        self.init(id: id, name: name, city: city)
    }
}

extension JSONReader {
    mutating func date() throws(Unusual) -> Date {
        guard let date = Timestamp.date(try string()) else { throw Unusual() }
        return date
    }
}
