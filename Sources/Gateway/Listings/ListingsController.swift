import Contracts
import Foundation
import Hummingbird
import Listings
import Persistence

/// The public search: `GET /api/v1/listings/` and `/{id}`.
struct ListingsController: Sendable {
    private struct Single: Encodable {
        let success: Bool
        let listing: ListingAnswer
    }

    let listings: ListingStore

    func search(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let search = try ListingQuery.read(request)
        let page = try await listings.rows(search)
        return try JSONAnswer.written(capacity: 1024 * (page.rows.count + 1)) { writer throws in
            try writer.object {
                $0.field("success", true)
                $0.field("search_type", "filters")
                $0.field("message", "Found \(page.total) listings.")
                $0.field("total_count", page.total)
                $0.field("returned_count", page.rows.count)
                $0.field("page_info") { Self.write(page, search, to: &$0) }
                try $0.field("results") { try $0.array(page.rows) { try ListingAnswer.write($1, to: &$0) } }
            }
        }
    }

    private static func write(_ page: FoundListings, _ search: ListingSearch, to writer: inout JSONWriter) {
        writer.object {
            $0.field("skip", search.skip)
            $0.field("limit", search.limit)
            $0.field("has_more", page.next != nil)
            $0.field("next_cursor", page.next?.text)
        }
    }

    func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let record = try await listings.find(id: try context.pathID("id", of: "listing")) else {
            throw Problem.notFound("There is no listing with this id.")
        }
        return try JSONAnswer.response(Single(success: true, listing: ListingAnswer(record)))
    }
}
