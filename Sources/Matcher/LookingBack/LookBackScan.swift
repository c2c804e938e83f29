import Foundation
import Listings
import Persistence
import Postgres

/// Finds what a filter looks back on: the newest listings that fit it, by the same rule as everywhere.
struct LookBackScan: Sendable {
    static let pageSize = 500
    /// How many listings are looked at for one filter at most; what lies further back counts as known.
    static let maximumListings = 50_000

    let request: LookBackRequest
    let filter: FilterRecord
    let connection: PostgresConnection

    /// The newest that fit, at most `LookBack.maximumListings`.
    func run() async throws -> [Match] {
        let conditions = PreparedConditions(filter.conditions)
        var found: [Match] = []
        var last: Int64?
        for _ in 0..<Self.maximumListings / Self.pageSize {
            let page = try await LookBackStore.page(
                of: filter.conditions, since: request.since, after: last, limit: Self.pageSize, on: connection)
            let known = try await knownBefore(page)
            for listing in page {
                guard let content = listing.content, conditions.matches(PreparedListing(content)) else { continue }
                if listing.isOlder, known(listing, conditions) { continue }
                found.append(match(listing))
                if found.count == LookBack.maximumListings { return found }
            }
            guard page.count == Self.pageSize, let end = page.last else { break }
            last = end.id
        }
        return found
    }

    /// Of the listings that were there before the pause: whether the filter knew one by then. One that has not changed
    /// since is known, and so is one whose content of that time fits.
    private func knownBefore(
        _ page: [PastListing]
    ) async throws -> (PastListing, PreparedConditions) -> Bool {
        guard let since = request.since else { return { _, _ in false } }
        let older = page.filter(\.isOlder).map(\.id)
        let contents = try await LookBackStore.contents(of: older, at: since, on: connection)
        return { listing, conditions in
            contents[listing.id].map { conditions.matches(PreparedListing($0)) } ?? true
        }
    }

    private func match(_ listing: PastListing) -> Match {
        Match(
            filterID: filter.id, userID: filter.userID, listingID: listing.id, homeID: listing.homeID,
            listingVersion: listing.version, channels: filter.channels)
    }
}
