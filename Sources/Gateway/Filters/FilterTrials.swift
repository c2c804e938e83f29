import Listings
import Persistence

/// Tries a filter on what is listed now, by the same rule that the Matcher uses.
struct FilterTrials: Sendable {
    /// `POST /filters/{id}/test`.
    struct Answer: Encodable, Sendable {
        let success: Bool
        let filterName: String
        let totalMatches: Int
        /// The three newest.
        let sampleListings: [ListingAnswer]
        let message: String
    }

    static let samples = 3
    private static let pageSize = 1_000

    let listings: ListingStore

    func run(_ filter: FilterRecord) async throws -> Answer {
        let conditions = PreparedConditions(filter.conditions)
        var total = 0
        var newest: [ListingRecord] = []
        for search in Self.searches(filter.conditions) {
            var search = search
            repeat {
                let page = try await listings.search(search)
                let matching = page.listings.filter { conditions.matches(PreparedListing($0.listing)) }
                total += matching.count
                newest += matching.prefix(Self.samples)
                search.cursor = page.next
            } while search.cursor != nil
        }
        newest.sort { ($0.firstSeenAt, $0.id) > ($1.firstSeenAt, $1.id) }
        return Answer(
            success: true, filterName: filter.name, totalMatches: total,
            sampleListings: newest.prefix(Self.samples).map(ListingAnswer.init),
            message: total == 0 ? "Nothing listed now matches this filter." : "\(total) listings match this filter.")
    }

    /// Searches that find every candidate, one for each city: the database narrows by what it judges exactly as the
    /// rule does, the rule has the last word.
    static func searches(_ conditions: FilterConditions) -> [ListingSearch] {
        var search = ListingSearch()
        search.propertyTypes = conditions.propertyTypes
        (search.minRooms, search.maxRooms) = (conditions.minRooms, conditions.maxRooms)
        (search.minArea, search.maxArea) = (conditions.minArea, conditions.maxArea)
        (search.furnished, search.petsAllowed) = (conditions.furnished, conditions.petsAllowed)
        search.sources = conditions.sources
        search.limit = pageSize
        guard !conditions.cities.isEmpty else { return [search] }
        let names = conditions.cities.map { (CityName.key($0), $0) }
        return Dictionary(names, uniquingKeysWith: { first, _ in first }).values.sorted().map { city in
            var search = search
            search.city = city
            return search
        }
    }
}
