import Contracts
import Foundation
import Persistence
import Postgres
import TestSupport

extension World {
    /// A notification as a test looks at it.
    struct Told: Equatable, Sendable {
        let id: UUID
        let filter: Int64
        let channel: String
        let total: Int
        /// External ids in their order.
        let listings: [Int]
    }

    /// What was said to a person, in its order.
    func told(_ user: Int64, on channel: Channel = .telegram) async throws -> [Told] {
        try await pool.query(
            """
            SELECT id, filter_id, channel, total, ARRAY(
                SELECT listings.external_id::bigint FROM campanello.notification_listings AS item
                JOIN campanello.listings ON listings.id = item.listing_id
                WHERE notification_id = notifications.id ORDER BY position) AS listings
            FROM campanello.notifications WHERE user_id = $1 AND channel = $2 ORDER BY created_at, filter_id
            """, [.int(user), .text(channel.rawValue)]
        ).map {
            Told(
                id: try $0.decode("id"), filter: try $0.decode("filter_id"), channel: try $0.decode("channel"),
                total: try $0.decode("total"), listings: try $0.decode("listings", as: [Int64].self).map { Int($0) })
        }
    }

    /// The messages that wait for the relay.
    func messages() async throws -> [NewListingsForFilter] {
        try await pool.query(
            "SELECT type, body FROM campanello.outbox WHERE service = 'matcher' AND exchange = 'notifications' ORDER BY seq"
        ).compactMap { row in
            let body: String = try row.decode("body")
            let message = try ContractDecoder.decode(type: try row.decode("type"), body: Array(body.utf8))
            if case .newListingsForFilter(let message) = message { return message }
            return nil
        }
    }

    /// A provider has taken everything that was said, `ago` seconds before now.
    func accept(ago: Double = 0) async throws {
        try await pool.execute(
            """
            UPDATE campanello.deliveries SET status = 'accepted', accepted_at = now() - $1::float8 * interval '1 second',
                finished_at = now()
            WHERE status IN ('pending', 'sending')
            """, [.double(ago)])
        try await pool.execute("UPDATE campanello.entries SET state = 'announced'")
    }

    func count(_ table: String) async throws -> Int {
        let rows = try await pool.query("SELECT count(*) AS number FROM campanello.\(table)")
        return try rows.first?.decode("number") ?? -1
    }

    /// `filter id/external id` of every match.
    func matches() async throws -> [String] {
        try await pool.query(
            """
            SELECT filter_id || '/' || external_id AS key FROM campanello.matches
            JOIN campanello.listings ON listings.id = listing_id ORDER BY filter_id, external_id::bigint
            """
        ).map { try $0.decode("key") }
    }
}

/// Gives `body` a world in a database of its own.
func withWorld(_ body: (World) async throws -> Void) async throws {
    try await withMigratedDatabase(size: 8) { pool in
        try await ServiceRoles.withPool(.matcher, like: pool) { service in
            try await body(World(pool: pool, service: service))
        }
    }
}
