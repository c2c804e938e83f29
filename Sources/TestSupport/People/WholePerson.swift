package import Postgres

/// A person of whom every table that knows people has a row: what an export is to hold and a deletion is to take.
package struct WholePerson: Sendable {
    package static let email = "Everything@example.org"
    package static let number = "+390212345678"
    package static let chat = "100200300"
    /// Has the person said STOP on WhatsApp, and a proof to give for another number.
    package static let awaitedNumber = "+390212345679"
    /// Stands for hashes of passwords, tokens and codes.
    package static let secret = "test-secret-hash"

    package let id: Int64

    package static func insert(on pool: PostgresPool) async throws -> WholePerson {
        let rows = try await pool.query(
            """
            INSERT INTO campanello.users (email, password_hash, first_name, last_name, plan)
            VALUES ($1, $2, 'Everybody', 'Whole', 'premium') RETURNING id
            """, [.text(email), .text(secret)])
        guard let row = rows.first else { throw DeadlinePassed(what: "an account", limit: .zero) }
        let id: Int64 = try row.decode("id")
        for statement in statements { try await pool.execute(statement, [.int(id)]) }
        return WholePerson(id: id)
    }

    /// Every table that still holds something of the person: rows of theirs, or what names them anywhere.
    package func remains(on pool: PostgresPool) async throws -> [String] {
        let columns = try await pool.query(
            """
            SELECT table_name::text AS name, max(column_name::text) FILTER (WHERE column_name = 'user_id') AS key
            FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'campanello' AND table_type = 'BASE TABLE' GROUP BY table_name ORDER BY table_name
            """, [])
        var left: [String] = []
        for table in columns {
            let name: String = try table.decode("name")
            let key: String = try table.decodeIfPresent("key") ?? (name == "users" ? "id" : "NULL::bigint")
            // Answers are kept as bytes, which a row shows in hexadecimal.
            let bytes = name == "idempotency_keys" ? " || coalesce(encode(body, 'escape'), '')" : ""
            let found = try await pool.query(
                """
                SELECT FROM campanello.\(name) AS item WHERE \(key) = $1
                    OR (item::text\(bytes)) ~* 'everything@|Everybody|39021234567|100200300|test-secret' LIMIT 1
                """, [.int(id)])
            if !found.isEmpty { left.append(name) }
        }
        return left
    }

    private static let filter = "(SELECT id FROM campanello.filters WHERE user_id = $1)"
    private static let notification = "0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11"
    private static let direct = "0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a12"
    private static let session = "0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a13"

    private static let statements =
        [
            """
            INSERT INTO campanello.recipients (user_id, channel, address, proved_at, suspended_at, suspended_reason)
            VALUES ($1, 'whatsapp', '\(number)', now(), now(), 'opted-out'),
                ($1, 'telegram', '\(chat)', now(), NULL, NULL)
            """,
            """
            INSERT INTO campanello.conversation_windows (user_id, channel, number, open_until)
            VALUES ($1, 'whatsapp', 1, now())
            """,
            """
            INSERT INTO campanello.consents (user_id, channel, direction, how, text_version)
            VALUES ($1, 'whatsapp', 'in', 'link', '1')
            """,
            "INSERT INTO campanello.filters (user_id, name, cities) VALUES ($1, 'Everybody in Rome', '{Roma}')",
            "INSERT INTO campanello.look_backs (filter_id) SELECT id FROM campanello.filters WHERE user_id = $1",
            "INSERT INTO campanello.dismissed_homes (user_id, home_id) VALUES ($1, 7)",
        ] + messages + sessions

    private static let messages = [
        """
        INSERT INTO campanello.matches (matched_at, filter_id, user_id, listing_id, home_id, listing_version)
        VALUES (now(), \(filter), $1, 7, 7, 1)
        """,
        """
        INSERT INTO campanello.pending_filters (filter_id, channel, user_id, first_pending_at, due_at)
        VALUES (\(filter), 'telegram', $1, now(), now())
        """,
        """
        INSERT INTO campanello.notifications
            (id, user_id, filter_id, filter_name, channel, kind, locale, total, expires_at)
        VALUES ('\(notification)', $1, \(filter), 'Everybody in Rome', 'telegram', 'new_listings', 'en', 1, now())
        """,
        """
        INSERT INTO campanello.notification_listings (notification_id, position, listing_id, home_id, filter_ids)
        SELECT id, 1, 7, 7, ARRAY[filter_id] FROM campanello.notifications WHERE user_id = $1
        """,
        """
        INSERT INTO campanello.direct_messages
            (id, user_id, channel, locale, text_key, parameters, expires_at, address)
        VALUES ('\(direct)', $1, 'whatsapp', 'en', 'link_code', '{"code": "00000000"}', now() + interval '1 hour',
            '\(awaitedNumber)')
        """,
        """
        INSERT INTO campanello.deliveries (id, user_id, channel, filter_id, is_direct) VALUES
            ('\(notification)', $1, 'telegram', \(filter), false), ('\(direct)', $1, 'whatsapp', NULL, true)
        """,
        """
        INSERT INTO campanello.delivery_attempts (delivery_id, attempt, status, started_at)
        SELECT id, 1, 'accepted', now() FROM campanello.deliveries WHERE user_id = $1
        """,
        """
        INSERT INTO campanello.entries (user_id, channel, home_id, state, notification_id, listing_id)
        VALUES ($1, 'telegram', 7, 'announced', '\(notification)', 7)
        """,
        """
        INSERT INTO campanello.outbox (service, exchange, routing_key, type, message_id, body)
        SELECT 'gateway', 'notifications', 'whatsapp.direct', 'direct-message.v1', id,
            jsonb_build_object('name', 'Everybody', 'user_id', user_id)::text
        FROM campanello.deliveries WHERE user_id = $1
        """,
    ]

    private static let sessions = [
        """
        INSERT INTO campanello.sessions (id, user_id, expires_at) VALUES ('\(session)', $1, now() + interval '1 day')
        """,
        """
        INSERT INTO campanello.refresh_tokens (token_hash, session_id)
        SELECT '\(secret)', id FROM campanello.sessions WHERE user_id = $1
        """,
        """
        INSERT INTO campanello.password_resets (user_id, code_hash, message_id, expires_at)
        VALUES ($1, '\(secret)', '\(direct)', now() + interval '1 hour')
        """,
        """
        INSERT INTO campanello.link_codes (user_id, channel, code_hash, address, expires_at)
        VALUES ($1, 'whatsapp', '\(secret)', '\(awaitedNumber)', now() + interval '1 hour')
        """,
        """
        INSERT INTO campanello.idempotency_keys (scope, key, user_id, body_hash, status, body)
        VALUES ('person', 'key-' || $1::bigint, $1, '\(secret)', 201, convert_to('{"name": "Everybody"}', 'UTF8'))
        """,
    ]
}
