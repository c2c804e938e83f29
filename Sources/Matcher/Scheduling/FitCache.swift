import Listings
import Persistence

/// Whether listings fit filters as both are now, by the one rule. Each side is made ready once: many people's filters
/// find the same listings.
struct FitCache: Sendable {
    private let conditions: [Int64: PreparedConditions]
    private let listings: [Int64: PreparedListing]

    init(filters: [Int64: FilterRecord], listings: [Int64: PresentListing]) {
        conditions = filters.mapValues { PreparedConditions($0.conditions) }
        self.listings = listings.mapValues { PreparedListing($0.content) }
    }

    func holds(_ filter: Int64, _ listing: Int64) -> Bool {
        guard let conditions = conditions[filter], let listing = listings[listing] else { return false }
        return conditions.matches(listing)
    }
}
