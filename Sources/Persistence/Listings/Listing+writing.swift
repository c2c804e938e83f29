import Contracts
import Listings

extension Listing {
    /// Writes a `content` of the database as `Listing`'s encoder does: what is not stated is absent, never null, since
    /// contents are compared.
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("source", source)
            $0.field("external_id", externalID)
            $0.field("url", url)
            $0.field("title", title)
            if let description { $0.field("description", description) }
            writeNumbers(to: &$0)
            writePlace(to: &$0)
            if let floor { $0.field("floor", floor) }
            if let furnished { $0.field("furnished", furnished) }
            if let petsAllowed { $0.field("pets_allowed", petsAllowed) }
            if !images.isEmpty { $0.field("images") { $0.array(images) { $0.string($1) } } }
            if let advertiser { $0.field("advertiser", advertiser.rawValue) }
            if let publishedAt { $0.field("published_at", publishedAt) }
        }
    }

    private func writeNumbers(to writer: inout JSONWriter) {
        if let price { writer.field("price", price) }
        writer.field("price_currency", priceCurrency)
        if let propertyType { writer.field("property_type", propertyType.rawValue) }
        if let propertyTypeAsWritten { writer.field("property_type_as_written", propertyTypeAsWritten) }
        if let rooms { writer.field("rooms", rooms) }
        if let bedrooms { writer.field("bedrooms", bedrooms) }
        if let bathrooms { writer.field("bathrooms", bathrooms) }
        if let area { writer.field("area", area) }
        if let totalFloors { writer.field("total_floors", totalFloors) }
    }

    private func writePlace(to writer: inout JSONWriter) {
        if let address { writer.field("address", address) }
        writer.field("city", city)
        if let district { writer.field("district", district) }
        if let postalCode { writer.field("postal_code", postalCode) }
        if let latitude { writer.field("latitude", latitude) }
        if let longitude { writer.field("longitude", longitude) }
    }
}
