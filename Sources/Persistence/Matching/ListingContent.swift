import Foundation
import Listings

/// A listing as `listings.content` and `listing_versions.content` hold it.
enum ListingContent {
    private static let decoder = JSONDecoder()

    /// Nil for what is no listing.
    static func decode(_ json: String) -> Listing? {
        try? decoder.decode(Listing.self, from: Data(json.utf8))
    }
}
