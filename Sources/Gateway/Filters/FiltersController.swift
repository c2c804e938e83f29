import Contracts
import HTTPTypes
import Hummingbird
import Persistence

/// A person's filters: `/api/v1/filters`.
struct FiltersController: Sendable {
    let filters: FilterStore
    let listings: ListingStore
    let notifications: NotificationStore
    let trials: FilterTrials
    let previews: FilterPreview
    let limiter: RateLimiter

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        var query = QueryReader(request)
        let window = Page(&query)
        try query.finish()
        let all =
            if let asked = context.asked { try FilterStore.list(asked) } else {
                try await filters.list(userID: person.id)
            }
        let shown = all.dropFirst(window.skip).prefix(window.limit)
        return JSONAnswer.written { $0.array(shown) { FilterAnswer($1).write(to: &$0) } }
    }

    func create(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        let draft = try FilterChange(try await request.object()).newDraft()
        do {
            let filter = try await filters.create(userID: person.id, draft)
            return try JSONAnswer.response(
                FilterAnswer(filter), status: .created, headers: [.location: "/api/v1/filters/\(filter.id)"])
        } catch FilterStoreError.limitReached(let limit) {
            throw Self.planLimit(limit)
        } catch FilterStoreError.unknownUser {
            throw Problem.unauthorized("This account is closed.")
        }
    }

    func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(FilterAnswer(try await filter(context)))
    }

    /// `PUT` and `PATCH` alike: what is present changes, what is absent stays, null takes a condition away.
    func update(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        let id = try context.pathID("id", of: "filter")
        let change = FilterChange(try await request.object())
        return try await withinPlan {
            try await filters.update(id: id, userID: person.id) { try change.apply(to: &$0) }
        }
    }

    func pause(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        return try answer(try await filters.pause(id: try context.pathID("id", of: "filter"), userID: person.id))
    }

    func resume(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        let id = try context.pathID("id", of: "filter")
        return try await withinPlan { try await filters.resume(id: id, userID: person.id) }
    }

    private func withinPlan(_ change: () async throws -> FilterRecord?) async throws -> Response {
        do {
            return try answer(try await change())
        } catch FilterStoreError.limitReached(let limit) {
            throw Self.planLimit(limit)
        }
    }

    func delete(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        guard try await filters.delete(id: try context.pathID("id", of: "filter"), userID: person.id) else {
            throw Problem.notFound("There is no filter with this id.")
        }
        return try JSONAnswer.response(OutcomeAnswer(success: true, message: "The filter is deleted."))
    }

    func test(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let filter = try await filter(context)
        try await limiter.admit(.trial, String(filter.userID))
        return try JSONAnswer.response(try await trials.run(filter))
    }

    /// What a filter that is not saved would have sent in the last 30 days. It needs no name.
    func preview(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        let draft = try FilterChange(try await request.object()).unsavedDraft()
        try await limiter.admit(.trial, String(person.id))
        return try JSONAnswer.response(try await previews.run(draft, for: person))
    }

    /// The plan has no room for one more that is not paused.
    static func planLimit(_ limit: Int) -> Problem {
        .forbidden(
            "Your plan allows \(limit) \(limit == 1 ? "filter" : "filters"); delete one or change the plan.",
            slug: "plan-limit")
    }

    func filter(_ context: GatewayContext) async throws -> FilterRecord {
        let person = try context.requirePerson()
        let id = try context.pathID("id", of: "filter")
        guard let filter = try await filters.find(id: id, userID: person.id) else {
            throw Problem.notFound("There is no filter with this id.")
        }
        return filter
    }

    private func answer(_ filter: FilterRecord?) throws -> Response {
        guard let filter else { throw Problem.notFound("There is no filter with this id.") }
        return try JSONAnswer.response(FilterAnswer(filter))
    }
}
