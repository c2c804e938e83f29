import Contracts
import Foundation
package import Notifications
import Persistence
package import Postgres

/// Deliveries in a real database.
package struct PostgresDeliveryWorld: DeliveryWorld {
    package let pool: PostgresPool
    package let store: any DeliveryStore

    /// - Parameter service: where the store works with the rights of a service's role; else on `pool`.
    package init(pool: PostgresPool, service: PostgresPool? = nil) {
        self.pool = pool
        store = PostgresDeliveryStore(pool: service ?? pool, service: "telegram-sender")
    }

    package func make(_ seed: DeliverySeed) async throws -> SeededDelivery {
        let name = UUID().uuidString.lowercased()
        let user: Int64 = try await id(
            """
            INSERT INTO campanello.users (email, password_hash, first_name) VALUES ($1, 'hash', 'Anna') RETURNING id
            """, [.text("\(name)@example.com")])
        try await pool.execute(
            "INSERT INTO campanello.recipients (user_id, channel, address, proved_at) VALUES ($1, $2, $3, now())",
            [.int(user), .text(seed.channel.rawValue), .text(seed.address)])
        let filter: Int64? =
            seed.isDirect
            ? nil
            : try await id(
                "INSERT INTO campanello.filters (user_id, name) VALUES ($1, 'Roma') RETURNING id", [.int(user)])
        return try await add(channel: seed.channel, user: user, filter: filter, textKey: seed.textKey)
    }

    package func makeAnother(like seeded: SeededDelivery) async throws -> SeededDelivery {
        try await add(channel: seeded.channel, user: seeded.userID, filter: seeded.filterID, textKey: "test")
    }

    private func add(
        channel: Channel, user: Int64, filter: Int64?, textKey: String
    ) async throws -> SeededDelivery {
        let delivery = UUID.v7()
        let listing: Int64? = filter == nil ? nil : try await addListing()
        if let filter, let listing {
            try await addNotification(delivery, channel, user, filter, listing)
        } else {
            try await pool.execute(
                """
                INSERT INTO campanello.direct_messages (id, user_id, channel, locale, text_key, parameters, expires_at)
                VALUES ($1, $2, $3, 'ru', $4, jsonb_build_object('code', $5::text), now() + interval '1 day')
                """,
                [
                    .uuid(delivery), .int(user), .text(channel.rawValue), .text(textKey),
                    PostgresValue(SeededDelivery.parameters["code"]),
                ])
        }
        try await pool.execute(
            "INSERT INTO campanello.deliveries (id, user_id, channel, is_direct, filter_id) VALUES ($1, $2, $3, $4, $5)",
            [.uuid(delivery), .int(user), .text(channel.rawValue), .bool(filter == nil), PostgresValue(filter)])
        return SeededDelivery(id: delivery, channel: channel, userID: user, filterID: filter, listingID: listing)
    }

    private func addListing() async throws -> Int64 {
        try await id(
            """
            INSERT INTO campanello.listings (home_id, source, external_id, content, title, url, price, city, city_key)
            VALUES (0, 'idealista', $1, '{}', 'Bilocale',
                'https://listings.invalid/1', 900, 'Roma', 'roma')
            RETURNING id
            """,
            [.text(UUID().uuidString)])
    }

    private func addNotification(
        _ id: UUID, _ channel: Channel, _ user: Int64, _ filter: Int64, _ listing: Int64
    ) async throws {
        try await pool.execute(
            """
            INSERT INTO campanello.notifications
                (id, user_id, filter_id, filter_name, channel, kind, locale, total, expires_at)
            VALUES ($1, $2, $3, 'Roma', $4, 'new_listings', 'ru', 1, now() + interval '1 day')
            """, [.uuid(id), .int(user), .int(filter), .text(channel.rawValue)])
        try await pool.execute(
            """
            INSERT INTO campanello.entries (user_id, channel, home_id, state, notification_id, listing_id)
            VALUES ($1, $2, $3, 'reserved', $4, $3)
            """, [.int(user), .text(channel.rawValue), .int(listing), .uuid(id)])
    }

    private func id(_ sql: String, _ parameters: [PostgresValue]) async throws -> Int64 {
        guard let row = try await pool.query(sql, parameters).first else { throw MissingServer(variable: "a row") }
        return try row.decode("id")
    }

    package func apply(_ change: WorldChange, to seeded: SeededDelivery) async throws {
        let (user, channel) = (PostgresValue.int(seeded.userID), PostgresValue.text(seeded.channel.rawValue))
        let recipient = "WHERE user_id = $1 AND channel = $2"
        switch change {
        case .unlink: try await pool.execute("DELETE FROM campanello.recipients \(recipient)", [user, channel])
        case .relink:
            try await pool.execute("UPDATE campanello.recipients SET address = '2002' \(recipient)", [user, channel])
        case .switchOff:
            try await pool.execute("UPDATE campanello.recipients SET enabled = false \(recipient)", [user, channel])
        case .suspend:
            try await pool.execute(
                "UPDATE campanello.recipients SET suspended_at = now() \(recipient)", [user, channel])
        case .closeAccount:
            try await pool.execute("UPDATE campanello.users SET is_active = false WHERE id = $1", [user])
        case .openWindow(let number):
            try await pool.execute(
                "INSERT INTO campanello.conversation_windows VALUES ($1, $2, $3, now() + interval '12 hours')",
                [user, channel, PostgresValue(number)])
        case .stay(let number):
            try await pool.execute(
                "UPDATE campanello.recipients SET number = $3 \(recipient)", [user, channel, PostgresValue(number)])
        case .mustUseTemplate:
            try await pool.execute(
                "UPDATE campanello.deliveries SET must_use_template = true WHERE id = $1", [.uuid(seeded.id)])
        case .linkTelegram(let address):
            try await pool.execute(
                """
                INSERT INTO campanello.recipients (user_id, channel, address, proved_at)
                VALUES ($1, 'telegram', $2, now())
                """, [user, .text(address)])
        case .pauseFilter, .muteFilter, .deleteFilter, .gatherMore: try await applyToFilter(change, seeded)
        case .removeListing:
            try await pool.execute(
                "UPDATE campanello.listings SET removed_at = now() WHERE id = $1", [PostgresValue(seeded.listingID)])
        case .expire:
            try await pool.execute(
                "UPDATE campanello.notifications SET expires_at = now() - interval '1 second' WHERE id = $1",
                [.uuid(seeded.id)])
        case .endLease:
            try await pool.execute(
                "UPDATE campanello.deliveries SET lease_until = now() - interval '1 second' WHERE id = $1",
                [.uuid(seeded.id)])
        case .becomeDue:
            try await pool.execute("UPDATE campanello.deliveries SET due_at = now() WHERE id = $1", [.uuid(seeded.id)])
        }
    }

    private func applyToFilter(_ change: WorldChange, _ seeded: SeededDelivery) async throws {
        let filter = PostgresValue(seeded.filterID)
        switch change {
        case .pauseFilter:
            try await pool.execute("UPDATE campanello.filters SET is_active = false WHERE id = $1", [filter])
        case .muteFilter:
            try await pool.execute(
                "UPDATE campanello.filters SET notify_\(seeded.channel.rawValue) = false WHERE id = $1", [filter])
        case .deleteFilter: try await pool.execute("DELETE FROM campanello.filters WHERE id = $1", [filter])
        default:
            try await pool.execute(
                """
                INSERT INTO campanello.pending_filters (filter_id, channel, user_id, first_pending_at, due_at)
                VALUES ($1, $2, $3, now(), now() + interval '1 hour')
                """, [filter, .text(seeded.channel.rawValue), .int(seeded.userID)])
        }
    }
}
