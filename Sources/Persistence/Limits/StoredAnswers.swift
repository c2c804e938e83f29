package import Postgres

/// An answer as it went out once, to be given again.
package struct StoredAnswer: Sendable, Equatable {
    package var status: Int
    package var contentType: String?
    package var location: String?
    package var body: [UInt8]

    package init(status: Int, contentType: String?, location: String?, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.location = location
        self.body = body
    }
}

/// What is to be done with a request that carries an idempotency key.
package enum IdempotencyVerdict: Sendable, Equatable {
    /// It is the first of its key: carry it out.
    case isNew
    /// It was carried out before with the same body: this was the answer.
    case answered(StoredAnswer)
    /// The same key came with another body.
    case differs
    /// The first one is still being worked on.
    case isRunning
}

/// The answers to requests with idempotency keys, for 24 hours.
package struct StoredAnswers: Sendable {
    /// A request that has not been answered for this long died with its process; the next one takes over.
    package static let patience = Duration.seconds(60)

    let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Notes that a request begins, unless one of its key did before.
    package func begin(scope: String, key: String, userID: Int64?, bodyHash: String) async throws -> IdempotencyVerdict
    {
        let parameters: [PostgresValue] = [
            .text(scope), .text(key), PostgresValue(userID), .text(bodyHash), .int(Self.patience.components.seconds),
        ]
        guard try await pool.query(Self.beginSQL, parameters).isEmpty else { return .isNew }
        let rows = try await pool.query(
            """
            SELECT body_hash, status, content_type, location, body FROM campanello.idempotency_keys
            WHERE scope = $1 AND key = $2
            """, [.text(scope), .text(key)])
        // Gone meanwhile: the first one failed and may be repeated.
        guard let row = rows.first else { return .isRunning }
        guard try row.decode("body_hash") == bodyHash else { return .differs }
        guard let status: Int = try row.decodeIfPresent("status") else { return .isRunning }
        return .answered(
            StoredAnswer(
                status: status, contentType: try row.decodeIfPresent("content_type"),
                location: try row.decodeIfPresent("location"), body: try row.decodeIfPresent("body") ?? []))
    }

    /// Keeps the answer.
    /// - Parameter newcomer: the account that the request has made; the answer goes with it.
    package func finish(scope: String, key: String, _ answer: StoredAnswer, newcomer: Int64? = nil) async throws {
        try await pool.execute(
            """
            UPDATE campanello.idempotency_keys SET status = $3, content_type = $4, location = $5, body = $6,
                user_id = coalesce(user_id, (SELECT id FROM campanello.users WHERE id = $7))
            WHERE scope = $1 AND key = $2
            """,
            [
                .text(scope), .text(key), .int(Int64(answer.status)), PostgresValue(answer.contentType),
                PostgresValue(answer.location), .bytes(answer.body), PostgresValue(newcomer),
            ])
    }

    /// The request came to nothing: it may be sent again.
    package func abandon(scope: String, key: String) async throws {
        try await pool.execute(
            "DELETE FROM campanello.idempotency_keys WHERE scope = $1 AND key = $2 AND status IS NULL",
            [.text(scope), .text(key)])
    }

    package func forgetOld() async throws {
        try await pool.execute(
            "DELETE FROM campanello.idempotency_keys WHERE created_at < now() - interval '24 hours'", [])
    }

    private static let beginSQL = """
        INSERT INTO campanello.idempotency_keys AS known (scope, key, user_id, body_hash) VALUES ($1, $2, $3, $4)
        ON CONFLICT (scope, key) DO UPDATE SET
            body_hash = EXCLUDED.body_hash, created_at = now(), status = NULL, body = NULL
        WHERE known.created_at < now() - interval '24 hours' OR (known.status IS NULL
            AND known.body_hash = EXCLUDED.body_hash
            AND known.created_at < now() - $5::bigint * interval '1 second')
        RETURNING 1 AS one
        """
}
