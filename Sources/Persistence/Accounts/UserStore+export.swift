import Postgres

extension UserStore {
    /// Everything that is kept of a person, as one JSON object, all of one moment.
    ///
    /// - Returns: nil when there is no such account.
    package func export(id: Int64) async throws -> String? {
        let tables = Self.exported.map { name, columns, order in
            """
            '\(name)', (SELECT coalesce(jsonb_agg(to_jsonb(item) ORDER BY \(order)), '[]') FROM (
                SELECT \(columns) FROM campanello.\(name) WHERE user_id = users.id) AS item)
            """
        }
        return try await pool.query(
            """
            SELECT jsonb_build_object('exported_at', now(), 'account',
                to_jsonb(users) - 'password_hash' - 'email_key',
                'notification_listings', (SELECT coalesce(jsonb_agg(to_jsonb(told) ORDER BY notification_id, position),
                    '[]') FROM campanello.notification_listings AS told
                    WHERE notification_id IN (SELECT id FROM campanello.notifications WHERE user_id = users.id)),
                'delivery_attempts', (SELECT coalesce(jsonb_agg(to_jsonb(tried) ORDER BY delivery_id, attempt), '[]')
                    FROM campanello.delivery_attempts AS tried
                    WHERE delivery_id IN (SELECT id FROM campanello.deliveries WHERE user_id = users.id)),
                \(tables.joined(separator: ",\n")))::text AS everything
            FROM campanello.users WHERE id = $1
            """, [.int(id)]
        ).first?.decode("everything")
    }

    /// Tables with a person's rows, their columns and order. Hashes of codes and tokens prove things and are left out.
    private static let exported: [(name: String, columns: String, order: String)] = [
        ("recipients", "*", "item.channel"), ("filters", "*", "item.id"), ("matches", "*", "item.matched_at"),
        ("pending_filters", "*", "item.filter_id"), ("notifications", "*", "item.created_at"),
        ("deliveries", "*", "item.created_at"), ("entries", "*", "item.at"),
        (
            "direct_messages",
            "id, channel, locale, text_key, parameters - 'code' AS parameters, created_at, expires_at",
            "item.created_at"
        ),
        ("consents", "*", "item.id"), ("conversation_windows", "*", "item.channel"),
        ("dismissed_homes", "*", "item.at"), ("sessions", "created_at, expires_at, revoked_at", "item.created_at"),
        ("link_codes", "channel, address, instance_id, attempts, created_at, expires_at", "item.channel"),
        ("password_resets", "attempts, created_at, expires_at", "item.created_at"),
        ("idempotency_keys", "scope, key, status, created_at", "item.created_at"),
    ]
}
