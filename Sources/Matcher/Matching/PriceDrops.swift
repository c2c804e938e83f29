import Listings
import Persistence
import Postgres

/// Finds the price drops in a batch of listings, and who is to hear of them.
struct PriceDrops: Sendable {
    /// More than this begins a new episode of the home's price.
    let percent: Double

    /// The matches of drops; written like others, in the same transaction. A filter that a drop made fit is not among
    /// them: to it the listing is new.
    func matches(in findings: [ListingFindings], on connection: PostgresConnection) async throws -> [Match] {
        let lowered = findings.compactMap { Self.lowered($0.listing) }
        let episodes = try await HomeEpisodes.note(lowered, percent: percent, on: connection)
        guard !episodes.isEmpty else { return [] }
        let drops = Dictionary(uniqueKeysWithValues: lowered.map { ($0.listingID, $0) })
        let finders = findings.flatMap { finding -> [HomeEpisodes.Finder] in
            guard let drop = drops[finding.listing.id], let episode = episodes[drop.listingID] else { return [] }
            return finding.known.map { HomeEpisodes.Finder(filterID: $0, drop: drop, episode: episode) }
        }
        return try await HomeEpisodes.matches(of: finders, on: connection)
    }

    /// Nil unless both versions state a price in one currency and the present one is lower.
    private static func lowered(_ listing: UnmatchedListing) -> LoweredPrice? {
        guard let content = listing.content, let previous = listing.previous, let price = content.price,
            let before = previous.price, price < before, content.priceCurrency == previous.priceCurrency
        else { return nil }
        return LoweredPrice(
            listingID: listing.id, homeID: listing.homeID, version: listing.version, price: price)
    }
}
