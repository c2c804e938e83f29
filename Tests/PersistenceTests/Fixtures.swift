import Contracts
import Foundation
import Listings
import Persistence
import Postgres

/// What tests of several stores begin with.
enum Fixture {
    /// A person with an address of their own.
    static func user(on pool: PostgresPool, _ name: String = "anna") async throws -> UserRecord {
        try await UserStore(pool: pool).register(
            NewUser(email: "\(name)@example.com", passwordHash: "hash", firstName: name.capitalized))
    }

    static func filter(_ name: String = "Roma", cities: [String] = ["Roma"]) -> FilterDraft {
        FilterDraft(name: name, conditions: FilterConditions(cities: cities, maxPrice: 1500))
    }

    static func listing(_ id: Int, city: String = "Roma", price: Double? = 1000) -> Listing {
        Listing(
            source: "idealista", externalID: "\(id)", url: "https://listings.invalid/\(id)",
            title: "Bilocale \(id) «in centro»", description: "Luminoso, \"arredato\"", price: price,
            propertyType: .apartment, rooms: 2, bathrooms: 1, area: 55.5, floor: "R", furnished: true,
            address: "Via Roma \(id)", city: city, latitude: 41.9, longitude: 12.48,
            images: ["https://listings.invalid/\(id).jpg"])
    }

    static func row(_ id: Int, city: String = "Roma", price: Double? = 1000) -> IngestRow {
        IngestRow(listing(id, city: city, price: price))
    }

    /// Something pending for a filter, not to be looked at before tomorrow.
    static func pending(
        filterID: Int64, userID: Int64, channel: Channel, on pool: PostgresPool
    ) async throws {
        try await pool.execute(
            """
            INSERT INTO campanello.pending_filters (filter_id, channel, user_id, first_pending_at, due_at)
            VALUES ($1, $2, $3, now(), now() + interval '1 day')
            """, [.int(filterID), .text(channel.rawValue), .int(userID)])
    }

    /// `filter_id/channel` of what is pending and due.
    static func due(on pool: PostgresPool) async throws -> [String] {
        try await pool.query(
            """
            SELECT filter_id || '/' || channel AS key FROM campanello.pending_filters WHERE due_at <= now() ORDER BY 1
            """
        ).map { try $0.decode("key") }
    }
}

extension PostgresPool {
    /// The single value of a query.
    func value<T: PostgresDecodable>(
        _ sql: String, _ parameters: [PostgresValue] = [], as type: T.Type = T.self
    ) async throws -> T? {
        guard let row = try await query("SELECT (\(sql)) AS value", parameters).first else { return nil }
        return try row.decodeIfPresent("value")
    }

    func count(_ rest: String, _ parameters: [PostgresValue] = []) async throws -> Int {
        try await value("SELECT count(*) FROM campanello.\(rest)", parameters) ?? -1
    }
}
