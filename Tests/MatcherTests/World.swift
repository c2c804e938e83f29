import Contracts
import Foundation
import Listings
import Logging
import Persistence
import Postgres
import ServiceKit
import TestSupport

@testable import Matcher

/// People, filters and listings in a database of a test's own, and the Matcher's steps on it, one at a time.
struct World: Sendable {
    let pool: PostgresPool
    /// On which the Matcher's steps are made: with its own role's rights.
    let service: PostgresPool
    var policy = SpeakingPolicy(
        schedules: [
            .whatsapp: Schedule(gather: .zero, channelInterval: .seconds(1800)),
            .telegram: Schedule(gather: .zero, channelInterval: .seconds(1800)),
        ], catchUp: .seconds(7 * 86_400))
    let logger = World.logger

    static let logger: Logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    static let link = ListingLink(
        secret: Secret("a secret that is long enough for tests 0123456789"), publicURL: "https://campanello.example")

    // MARK: People and what they look for

    func person(
        _ name: String, on channels: [Channel] = [.telegram], premium: Bool = true,
        at number: Int = .random(in: 1...999_999_999)
    ) async throws -> Int64 {
        let users = UserStore(pool: pool)
        let user = try await users.register(
            NewUser(email: "\(name)@example.com", passwordHash: "hash", firstName: name))
        if premium { _ = try await users.setPlan(id: user.id, .premium, expiresAt: nil) }
        for channel in channels { try await link(user.id, channel, number) }
        return user.id
    }

    func link(_ user: Int64, _ channel: Channel, _ number: Int = .random(in: 1...999_999_999)) async throws {
        _ = try await RecipientStore(pool: pool).link(
            userID: user,
            RecipientLink(channel: channel, address: "\(number)", isEnabled: true, isProved: true))
    }

    /// - Parameter looksBack: false leaves out the look-back that a new filter asks for.
    func filter(
        _ user: Int64, _ name: String = "Roma", city: String = "Roma", maxPrice: Double? = 1500,
        looksBack: Bool = false, _ change: (inout FilterDraft) -> Void = { _ in }
    ) async throws -> FilterRecord {
        var draft = FilterDraft(name: name, conditions: FilterConditions(cities: [city], maxPrice: maxPrice))
        change(&draft)
        let filter = try await FilterStore(pool: pool).create(userID: user, draft, limit: 1000)
        if !looksBack {
            try await pool.execute("DELETE FROM campanello.look_backs WHERE filter_id = $1", [.int(filter.id)])
        }
        return filter
    }

    static func listing(_ id: Int, city: String = "Roma", price: Double? = 1000) -> Listing {
        Listing(
            source: "idealista", externalID: "\(id)", url: "https://listings.invalid/\(id)", title: "Bilocale \(id)",
            price: price, propertyType: .apartment, rooms: 2, area: 55, city: city)
    }

    func ingest(_ listings: [Listing], announces: Bool = true) async throws {
        var options = IngestOptions()
        options.announces = announces
        _ = try await ListingStore(pool: pool).ingest(listings.map { IngestRow($0) }, options)
    }

    /// The ids of listings by their external ones.
    func ids() async throws -> [Int: Int64] {
        let rows = try await pool.query("SELECT id, external_id FROM campanello.listings")
        var ids: [Int: Int64] = [:]
        for row in rows { ids[Int(try row.decode("external_id", as: String.self)) ?? 0] = try row.decode("id") }
        return ids
    }

    // MARK: The Matcher's steps

    func keeper() -> FilterIndexKeeper {
        FilterIndexKeeper(store: FilterStore(pool: service), logger: logger)
    }

    func matcher(_ keeper: FilterIndexKeeper? = nil, gather: Duration = .zero) -> ListingMatcher {
        ListingMatcher(
            pool: service, keeper: keeper ?? self.keeper(), gather: gather, metrics: MatcherMetrics(), logger: logger)
    }

    /// Matches every listing there is.
    @discardableResult
    func match() async throws -> Int {
        try await matcher().match(Array(try await ids().values))
    }

    func lookBack() async throws {
        let worker = LookBackWorker(
            pool: service, gather: .zero, bell: Bell(), metrics: MatcherMetrics(), logger: logger, onMatches: {})
        while try await worker.lookBack() {}
    }

    var round: SchedulingRound {
        SchedulingRound(
            pool: service, planner: NotificationPlanner(policy: policy), events: NotificationEvents(link: Self.link),
            metrics: MatcherMetrics(), logger: logger)
    }

    /// Forms what is due, until nothing is.
    func speak() async throws {
        while try await round.run().decided > 0 {}
    }

    /// Everything that waits for a time of its own is due.
    func passTime() async throws {
        try await pool.execute(
            "UPDATE campanello.pending_filters SET due_at = now() - interval '1 second' WHERE due_at < 'infinity'")
    }
}
