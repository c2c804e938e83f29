import Contracts
import Listings

extension ListingFacts {
    /// What messages say of a listing.
    init(id: Int64, _ listing: Listing) {
        self.init(
            id: id, source: listing.source, externalID: listing.externalID, url: listing.url, title: listing.title,
            price: listing.price, priceCurrency: listing.priceCurrency, propertyType: listing.propertyType?.rawValue,
            rooms: listing.rooms, area: listing.area, floor: listing.floor, furnished: listing.furnished,
            petsAllowed: listing.petsAllowed, address: listing.address, city: listing.city,
            district: listing.district, latitude: listing.latitude, longitude: listing.longitude,
            images: listing.images, publishedAt: listing.publishedAt)
    }
}
