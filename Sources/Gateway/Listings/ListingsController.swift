import Foundation
import Hummingbird
import Listings
import Persistence

/// The public search: `GET /api/v1/listings/` and `/{id}`.
struct ListingsController: Sendable {
    private struct Found: Encodable {
        let success: Bool
        let searchType: String
        let message: String
        let totalCount: Int
        let returnedCount: Int
        let pageInfo: ListingPageInfo
        let results: [ListingAnswer]
    }

    private struct ListingPageInfo: Encodable {
        let skip: Int
        let limit: Int
        let hasMore: Bool
        @OrNull var nextCursor: String?
    }

    private struct Single: Encodable {
        let success: Bool
        let listing: ListingAnswer
    }

    let listings: ListingStore

    func search(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let search = try ListingQuery.read(request)
        let page = try await listings.search(search)
        return try JSONAnswer.response(
            Found(
                success: true, searchType: "filters", message: "Found \(page.total) listings.",
                totalCount: page.total, returnedCount: page.listings.count,
                pageInfo: ListingPageInfo(
                    skip: search.skip, limit: search.limit, hasMore: page.next != nil, nextCursor: page.next?.text),
                results: page.listings.map(ListingAnswer.init)))
    }

    func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let record = try await listings.find(id: try context.pathID("id", of: "listing")) else {
            throw Problem.notFound("There is no listing with this id.")
        }
        return try JSONAnswer.response(Single(success: true, listing: ListingAnswer(record)))
    }
}
