import Contracts
import Foundation
import Hummingbird
import Listings
import Persistence

extension FiltersController {
    private struct Explained: Encodable {
        let filterId: Int64
        let listingId: Int64
        let matches: Bool
        let conditions: [ConditionOutcome]
        let outcome: Outcome
    }

    /// What became of it: when the filter found it, and on each channel whether it was told.
    private struct Outcome: Encodable {
        struct Told: Encodable {
            let channel: String
            let state: String
            @OrNull var notificationId: String?
            @OrNull var status: String?
            @OrNull var reason: String?
            @OrNull var acceptedAt: Date?
            @OrNull var deliveredAt: Date?
            @OrNull var readAt: Date?
            @OrNull var dueAt: Date?

            init(_ outcome: HomeOutcome) {
                (channel, state) = (outcome.channel, outcome.state)
                notificationId = outcome.notificationID?.text
                (status, reason) = (outcome.status, outcome.reason)
                (acceptedAt, deliveredAt, readAt) = (outcome.acceptedAt, outcome.deliveredAt, outcome.readAt)
                dueAt = outcome.dueAt
            }
        }

        @OrNull var matchedAt: Date?
        let dismissed: Bool
        let channels: [Told]

        init(_ outcome: ListingOutcome) {
            matchedAt = outcome.matchedAt
            dismissed = outcome.isDismissed
            channels = outcome.channels.map(Told.init)
        }
    }

    /// Why a listing matches or does not, condition by condition.
    func explain(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let filter = try await filter(context)
        let id = try context.pathID("listing", of: "listing")
        guard let record = try await listings.find(id: id) else {
            throw Problem.notFound("There is no listing with this id.")
        }
        let outcomes = Listings.explain(filter.conditions, record.listing)
        let outcome = try await notifications.outcome(of: record, filterID: filter.id, userID: filter.userID)
        return try JSONAnswer.response(
            Explained(
                filterId: filter.id, listingId: id, matches: outcomes.allSatisfy(\.holds), conditions: outcomes,
                outcome: Outcome(outcome)))
    }
}
