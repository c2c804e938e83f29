/// What tells homes apart, made ready once for comparing a listing with many.
package struct HomeFacts: Sendable {
    package let source: String
    package let cityKey: String
    package let price: Double
    package let currency: String
    package let area: Double
    package let rooms: Int?
    let bathrooms: Int?
    let type: PropertyType?
    let floor: String?
    let address: StreetAddress?
    let latitude: Double?
    let longitude: Double?
    let pictures: Set<String>

    /// Nil for a listing that says too little to be recognised at another portal: without a price, an area, and
    /// something that says where it is or shows it.
    package init?(_ listing: Listing) {
        guard let price = listing.price, price > 0, let area = listing.area, area > 0 else { return nil }
        let address = listing.address.flatMap(StreetAddress.init)
        guard address != nil || listing.latitude != nil || !listing.images.isEmpty else { return nil }
        source = listing.source
        cityKey = listing.cityKey
        self.price = price
        currency = listing.priceCurrency
        self.area = area
        rooms = listing.rooms
        bathrooms = listing.bathrooms
        type = listing.propertyType
        floor = listing.floor.map(Self.floorKey)
        self.address = address
        latitude = listing.latitude
        longitude = listing.longitude
        pictures = Set(listing.images.compactMap(PictureKey.init).map(\.text))
    }

    /// Whether a listing says as much as `init` asks for; it may still have no address but one without a street.
    package static func areStated(in listing: Listing) -> Bool {
        guard let price = listing.price, price > 0, let area = listing.area, area > 0 else { return false }
        return listing.latitude != nil || listing.address != nil || !listing.images.isEmpty
    }

    private static func floorKey(_ floor: String) -> String {
        let key = TextFold.key(floor)
        return key == "0" ? "t" : key
    }
}

/// What a picture's addresses at several portals have in common: the name that the agency's software gave it.
struct PictureKey {
    let text: String

    /// Nil for a name that says nothing: `1.jpg`, `foto.png`. An address is ASCII, all else in it being encoded.
    init?(_ address: String) {
        let bytes = Array(address.utf8.prefix { $0 != UInt8(ascii: "?") })
        // Behind the scheme and the host.
        guard let path = bytes.split(separator: UInt8(ascii: "/")).dropFirst(2).first?.startIndex else { return nil }
        var (longest, start, digits) = (path..<path, path, 0)
        for index in path...bytes.endIndex {
            if index < bytes.endIndex, Self.isWordPart(bytes[index]) {
                if Self.isDigit(bytes[index]) { digits += 1 }
                continue
            }
            // The first of those that are equally long.
            if index - start >= 8, digits >= 4, index - start > longest.count { longest = start..<index }
            (start, digits) = (index + 1, 0)
        }
        guard !longest.isEmpty else { return nil }
        text = String(decoding: bytes[longest], as: UTF8.self).lowercased()
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isWordPart(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) }
}
