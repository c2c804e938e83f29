import Contracts
import Foundation
import Listings
import Persistence

/// A listing under the names that REST clients know it by.
struct ListingAnswer: Encodable, Sendable {
    let id: Int64
    let title: String
    @OrNull var price: Double?
    let currency: String
    let city: String
    @OrNull var addressText: String?
    @OrNull var district: String?
    @OrNull var areaSqm: Double?
    @OrNull var numRooms: Int?
    @OrNull var numBathrooms: Int?
    @OrNull var propertyType: String?
    @OrNull var floor: String?
    @OrNull var isFurnished: Bool?
    @OrNull var petsAllowed: Bool?
    let images: [String]
    let url: String
    let sourceSite: String
    let originalId: String
    @OrNull var latitude: Double?
    @OrNull var longitude: Double?
    @OrNull var publishedAt: Date?
    /// False: the portal no longer lists it.
    let isActive: Bool

    init(_ record: ListingRecord) {
        let listing = record.listing
        id = record.id
        isActive = !record.isRemoved
        title = listing.title
        price = listing.price
        currency = listing.priceCurrency
        city = listing.city
        addressText = listing.address
        district = listing.district
        areaSqm = listing.area
        numRooms = listing.rooms
        numBathrooms = listing.bathrooms
        propertyType = listing.propertyType?.rawValue ?? listing.propertyTypeAsWritten
        floor = listing.floor
        isFurnished = listing.furnished
        petsAllowed = listing.petsAllowed
        images = listing.images
        url = listing.url
        sourceSite = listing.source
        originalId = listing.externalID
        latitude = listing.latitude
        longitude = listing.longitude
        publishedAt = listing.publishedAt
    }
}

extension ListingAnswer {
    /// Writes the answer of a row, by its content's own words where that can be.
    static func write(_ row: FoundListing, to writer: inout JSONWriter) throws {
        let (id, isRemoved) = (try row.id(), try row.isRemoved())
        let isWritten = try row.withContent { bytes in
            guard let content = StoredContent(bytes) else { return false }
            writer.object {
                $0.field("id", id)
                content.write(to: &$0)
                $0.field("is_active", !isRemoved)
            }
            return true
        }
        if isWritten != true { ListingAnswer(try row.record()).write(to: &writer) }
    }

    /// The same as the encoder's, in one pass.
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("title", title)
            $0.field("price", price)
            $0.field("currency", currency)
            $0.field("city", city)
            $0.field("address_text", addressText)
            $0.field("district", district)
            $0.field("area_sqm", areaSqm)
            $0.field("num_rooms", numRooms)
            $0.field("num_bathrooms", numBathrooms)
            $0.field("property_type", propertyType)
            $0.field("floor", floor)
            $0.field("is_furnished", isFurnished)
            $0.field("pets_allowed", petsAllowed)
            $0.field("images") { $0.array(images) { $0.string($1) } }
            $0.field("url", url)
            $0.field("source_site", sourceSite)
            $0.field("original_id", originalId)
            $0.field("latitude", latitude)
            $0.field("longitude", longitude)
            $0.field("published_at", publishedAt)
            $0.field("is_active", isActive)
        }
    }
}
