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

    private static func floorKey(_ floor: String) -> String {
        let key = TextFold.key(floor)
        return key == "0" ? "t" : key
    }
}

/// What a picture's addresses at several portals have in common: the name that the agency's software gave it.
struct PictureKey {
    let text: String

    /// Nil for a name that says nothing: `1.jpg`, `foto.png`.
    init?(_ address: String) {
        guard let path = address.split(separator: "?").first?.split(separator: "/").dropFirst(2) else { return nil }
        let names = path.flatMap { $0.split { !$0.isLetter && !$0.isNumber } }
        let telling = names.filter { $0.utf8.count >= 8 && $0.count(where: \.isNumber) >= 4 }
        guard let name = telling.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        text = name.lowercased()
    }
}
