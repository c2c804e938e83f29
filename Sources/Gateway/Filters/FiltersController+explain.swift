import Hummingbird
import Listings
import Persistence

extension FiltersController {
    private struct Explained: Encodable {
        let filterId: Int64
        let listingId: Int64
        let matches: Bool
        let conditions: [ConditionOutcome]
    }

    /// Why a listing matches or does not, condition by condition.
    func explain(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let filter = try await filter(context)
        let id = try context.pathID("listing", of: "listing")
        guard let record = try await listings.find(id: id) else {
            throw Problem.notFound("There is no listing with this id.")
        }
        let outcomes = Listings.explain(filter.conditions, record.listing)
        return try JSONAnswer.response(
            Explained(
                filterId: filter.id, listingId: id, matches: outcomes.allSatisfy(\.holds), conditions: outcomes))
    }
}
