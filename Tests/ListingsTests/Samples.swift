import Foundation
import Listings

/// A listing that states everything, to change one thing of.
enum Samples {
    static let listing = Listing(
        source: "idealista", externalID: "1", url: "https://www.idealista.it/immobile/1/",
        title: "Trilocale luminoso con balcone", description: "Vicino alla metro. No agenzie, già arredato.",
        price: 1500,
        propertyType: .apartment, rooms: 3, bathrooms: 1, area: 75, furnished: true, petsAllowed: false, city: "Roma",
        latitude: 41.9, longitude: 12.48, advertiser: .private)

    /// One that states nothing but what it must.
    static let bare = Listing(
        source: "idealista", externalID: "2", url: "https://www.idealista.it/immobile/2/", title: "Casa", city: "Roma")

    static func with<Value>(_ path: WritableKeyPath<Listing, Value>, _ value: Value) -> Listing {
        var listing = listing
        listing[keyPath: path] = value
        return listing
    }

    static func square(_ south: Double, _ west: Double, _ size: Double) -> [GeoPolygon.Position] {
        [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)].map { (x: Double, y: Double) in
            GeoPolygon.Position(longitude: west + x * size, latitude: south + y * size)
        }
    }
}
