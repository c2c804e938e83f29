/// A service's own role at the database: what it may do there, and nothing else. Whoever owns the schema, and migrates
/// it, is the operator's.
package struct DatabaseRole: Sendable, Equatable {
    /// Without the prefix that all roles of an installation share, such as `gateway`.
    package let name: String
    /// By table: its privileges as `GRANT` writes them, columns and all.
    let tables: [(name: String, privileges: [String])]
    /// With the types of their parameters.
    var functions: [String] = []
    /// From which it takes numbers itself; a column's own sequence needs no right.
    var sequences: [String] = []

    package static func == (left: DatabaseRole, right: DatabaseRole) -> Bool { left.name == right.name }

    /// Every service's role.
    package static let all = [gateway, matcher, whatsappSender, telegramSender]

    private static let read = "SELECT"
    private static let add = ["SELECT", "INSERT"]
    private static let change = ["SELECT", "INSERT", "UPDATE"]
    private static let everything = ["SELECT", "INSERT", "UPDATE", "DELETE"]
    /// To lock a row is a kind of change.
    private static func lock(_ column: String) -> String { "UPDATE (\(column))" }

    /// Serves people, scrapers, providers and operators.
    package static let gateway = DatabaseRole(
        name: "gateway",
        tables: [
            ("users", everything), ("recipients", everything), ("consents", add), ("sessions", everything),
            ("refresh_tokens", everything), ("password_resets", everything), ("link_codes", everything),
            ("rate_limits", everything),
            ("idempotency_keys", everything), ("callbacks", everything), ("conversation_windows", change),
            ("filters", everything), ("deleted_filters", [read]), ("look_backs", everything),
            ("pending_filters", everything), ("dismissed_homes", add), ("button_taps", change), ("listings", change),
            ("listing_versions", add), ("listing_prices", add), ("home_episodes", [read]),
            ("matches", [read, "DELETE"]), ("notifications", [read, lock("expires_at")]),
            ("notification_listings", [read]),
            ("direct_messages", change), ("deliveries", change), ("delivery_attempts", change),
            ("entries", everything), ("outbox", everything), ("pauses", change), ("senders", [read]),
            ("audit_log", add), ("queue_progress", [read]), ("schema_migrations", [read]),
        ], functions: ["address_is_stopped(text, text)"], sequences: ["listings_id_seq"])

    /// Matches, plans and sweeps. Of people it knows what decides when and how they are spoken to.
    package static let matcher = DatabaseRole(
        name: "matcher",
        tables: [
            (
                "users",
                [
                    """
                    SELECT (id, locale, time_zone, quiet_from, quiet_to, plan, plan_expires_at, is_active)
                    """
                ]
            ),
            (
                "recipients",
                [
                    """
                    SELECT (user_id, channel, enabled, proved_at, suspended_at, linked_at, closed_until)
                    """, lock("updated_at"),
                ]
            ),
            ("conversation_windows", [read]), ("filters", [read]), ("deleted_filters", [read, "DELETE"]),
            ("look_backs", [read, "UPDATE", "DELETE"]), ("pending_filters", everything),
            ("dismissed_homes", [read]), ("listings", [read, lock("matched_version")]),
            ("listing_versions", [read, "DELETE"]), ("listing_prices", [read]), ("home_episodes", add),
            ("matches", add), ("notifications", add),
            ("notification_listings", ["SELECT", "INSERT", "UPDATE (left_out)"]), ("direct_messages", [read]),
            ("deliveries", change), ("delivery_attempts", [read]), ("entries", ["SELECT", "INSERT", "DELETE"]),
            ("outbox", everything),
            ("pauses", [read]), ("queue_progress", [read]), ("schema_migrations", [read]),
        ], functions: ["ensure_match_partitions(integer)", "drop_match_partition(text)"])

    package static let whatsappSender = sender("whatsapp_sender")
    package static let telegramSender = sender("telegram_sender")

    /// Sends. Of people it knows where they are reached and whether they may be.
    private static func sender(_ name: String) -> DatabaseRole {
        DatabaseRole(
            name: name,
            tables: [
                ("users", ["SELECT (id, locale, is_active)"]), ("recipients", [read, "UPDATE"]),
                ("conversation_windows", [read, "DELETE"]),
                (
                    "filters",
                    [
                        "SELECT (id, user_id, name, is_active, notification_enabled, notify_telegram, notify_whatsapp)"
                    ]
                ),
                ("pending_filters", change), ("listings", ["SELECT (id, title, url, price, source, removed_at)"]),
                ("notifications", [read]), ("notification_listings", ["SELECT", "UPDATE (left_out)"]),
                ("direct_messages", add), ("deliveries", change), ("delivery_attempts", change),
                // What a provider says of a person who wants no messages is kept as their word.
                ("consents", ["INSERT"]), ("entries", ["SELECT", "UPDATE", "DELETE"]), ("outbox", everything),
                ("send_slots", change),
                ("queue_progress", change), ("pauses", [read]), ("senders", everything),
                ("schema_migrations", [read]),
            ])
    }
}
