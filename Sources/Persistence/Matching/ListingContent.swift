import Listings

/// A listing as `listings.content` and `listing_versions.content` hold it.
enum ListingContent {
    /// Nil for what is no listing.
    static func decode(_ json: String) -> Listing? {
        try? Listing(content: json)
    }
}
