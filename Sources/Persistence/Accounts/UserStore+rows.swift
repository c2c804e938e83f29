import Foundation
import Postgres

extension UserRecord {
    /// The columns that `init(row:)` reads. Times of day travel as minutes since midnight.
    static let columns = """
        id, email, first_name, last_name, locale, time_zone, plan, plan_expires_at, is_active, created_at, updated_at,
        (extract(epoch FROM quiet_from) / 60)::bigint AS quiet_from_minute,
        (extract(epoch FROM quiet_to) / 60)::bigint AS quiet_to_minute
        """

    init(row: PostgresRow) throws(PostgresError) {
        let from: Int? = try row.decodeIfPresent("quiet_from_minute")
        let to: Int? = try row.decodeIfPresent("quiet_to_minute")
        let quietHours = from.flatMap { from in to.map { QuietHours(fromMinute: from, toMinute: $0) } }
        self.init(
            id: try row.decode("id"), email: try row.decode("email"), firstName: try row.decode("first_name"),
            lastName: try row.decodeIfPresent("last_name"), locale: try row.decode("locale"),
            timeZone: try row.decode("time_zone"),
            quietHours: quietHours,
            plan: Plan(rawValue: try row.decode("plan")) ?? .free,
            planExpiresAt: try row.decodeIfPresent("plan_expires_at"), isActive: try row.decode("is_active"),
            createdAt: try row.decode("created_at"), updatedAt: try row.decode("updated_at"))
    }
}

extension UserStore {
    func one(_ sql: String, _ parameters: [PostgresValue]) async throws -> UserRecord {
        let rows = try await pool.query(sql, parameters)
        guard let row = rows.first else { throw MissingRow(table: "users") }
        return try UserRecord(row: row)
    }

    func write(
        _ settings: UserSettings, id: Int64, on connection: PostgresConnection
    ) async throws -> UserRecord? {
        let quiet = settings.quietHours.flatMap { $0.fromMinute == $0.toMinute ? nil : $0 }
        return try await connection.query(
            """
            UPDATE campanello.users SET first_name = $2, last_name = $3,
                locale_chosen = locale_chosen OR locale <> $4, locale = $4, time_zone = $5,
                quiet_from = time '00:00' + $6::bigint * interval '1 minute',
                quiet_to = time '00:00' + $7::bigint * interval '1 minute', updated_at = now()
            WHERE id = $1 RETURNING \(UserRecord.columns)
            """,
            [
                .int(id), .text(settings.firstName), PostgresValue(settings.lastName), .text(settings.locale),
                .text(settings.timeZone), PostgresValue(quiet?.fromMinute), PostgresValue(quiet?.toMinute),
            ]
        ).first.map(UserRecord.init(row:))
    }
}

/// A statement that always answers a row answered none.
struct MissingRow: Error, Sendable {
    let table: String
}
