/// A listing made ready for matching once, however many filters it meets. A number that is not stated is NaN: no
/// comparison with it is true, so no bound excludes it. A choice that is not stated has every bit set.
package struct PreparedListing: Sendable {
    let cityKey: String
    let source: String
    let price: Double
    let area: Double
    let rooms: Double
    let pricePerM2: Double
    let types: UInt8
    let furnished: UInt8
    let pets: UInt8
    let advertisers: UInt8
    let latitude: Double
    let longitude: Double
    private let title: String
    private let description: String?
    private var foldedWords: WordBag?

    package init(_ listing: Listing) {
        cityKey = listing.cityKey
        source = listing.source
        // Bounds are in euros; a price in another currency is not a price in euros.
        price = listing.priceCurrency == "EUR" ? listing.price ?? .nan : .nan
        area = listing.area ?? .nan
        rooms = listing.rooms.map(Double.init) ?? .nan
        pricePerM2 = area > 0 ? price / area : .nan
        types = listing.propertyType.map(PropertyTypes.bit) ?? .max
        furnished = Choice.bits(listing.furnished)
        pets = Choice.bits(listing.petsAllowed)
        advertisers = Choice.bits(listing.advertiser.map { $0 == .private })
        latitude = listing.latitude ?? .nan
        longitude = listing.longitude ?? .nan
        title = listing.title
        description = listing.description
    }

    /// Folding a text costs more than meeting a thousand filters: it is done once, and only for those that ask.
    mutating func foldWords() {
        if foldedWords == nil { foldedWords = WordBag(title: title, description: description) }
    }

    var hasCoordinates: Bool { !latitude.isNaN && !longitude.isNaN }
    var words: WordBag { foldedWords ?? WordBag(title: title, description: description) }
}

/// Yes and no as bits: what is not stated, or not asked for, is both.
enum Choice {
    static let yes: UInt8 = 0b01
    static let no: UInt8 = 0b10

    static func bits(_ choice: Bool?) -> UInt8 {
        switch choice {
        case true?: yes
        case false?: no
        case nil: yes | no
        }
    }
}

/// The five types as bits.
enum PropertyTypes {
    static func bit(_ type: PropertyType) -> UInt8 {
        switch type {
        case .apartment: 0b00001
        case .house: 0b00010
        case .room: 0b00100
        case .studio: 0b01000
        case .penthouse: 0b10000
        }
    }

    /// Any type, where none is named.
    static func bits(_ types: [PropertyType]) -> UInt8 {
        types.isEmpty ? .max : types.reduce(0) { $0 | bit($1) }
    }
}
