import Contracts
import Foundation
import Listings
import Testing

@testable import Persistence

@Suite struct ListingContentTests {
    private static let bare = Listing(
        source: "subito", externalID: "2", url: "https://listings.invalid/2", title: "T", city: "Bari")
    private static let filled = Listing(
        source: "idealista", externalID: "1", url: "https://listings.invalid/1", title: "A \"title\" è",
        description: "Two\nlines \u{1}", price: 1350.5, propertyType: .penthouse, propertyTypeAsWritten: "loft",
        rooms: 2,
        bedrooms: 1, bathrooms: 1, area: 70, floor: "T", totalFloors: 4, furnished: true, petsAllowed: false,
        address: "Via Roma, 1", city: "Roma", district: "Prati", postalCode: "00192", latitude: 41.9, longitude: -12.5,
        images: ["https://listings.invalid/1.jpg"], advertiser: .agency,
        publishedAt: Date(timeIntervalSince1970: 1_798_761_599))

    @Test("a content is written field by field as the encoder writes it", arguments: [bare, filled])
    func writing(_ listing: Listing) throws {
        var writer = JSONWriter()
        listing.write(to: &writer)
        let written = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? NSDictionary
        let encoded = try JSONSerialization.jsonObject(with: Data(listing.json().utf8)) as? NSDictionary
        #expect(written != nil && written == encoded)
    }

    @Test("a content is read as the decoder reads it", arguments: [bare, filled])
    func reading(_ listing: Listing) throws {
        #expect(try Listing(content: listing.json()) == listing)
    }

    @Test("what is no listing is refused", arguments: ["", "{}", #"{"source":"subito"}"#, "[]"])
    func refusing(_ text: String) {
        #expect(throws: (any Error).self) { try Listing(content: text) }
    }
}
