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
        var columns = row.columns
        self.init(
            id: try columns.int64("id"), email: try columns.string("email"),
            firstName: try columns.string("first_name"), lastName: try columns.stringIfPresent("last_name"),
            locale: try columns.string("locale"), timeZone: try columns.string("time_zone"),
            quietHours: try Self.quietHours(row),
            plan: Plan(rawValue: try columns.string("plan")) ?? .free,
            planExpiresAt: try columns.dateIfPresent("plan_expires_at"), isActive: try columns.bool("is_active"),
            createdAt: try columns.date("created_at"), updatedAt: try columns.date("updated_at"))
    }

    private static func quietHours(_ row: PostgresRow) throws(PostgresError) -> QuietHours? {
        guard let from: Int = try row.decodeIfPresent("quiet_from_minute"),
            let to: Int = try row.decodeIfPresent("quiet_to_minute")
        else { return nil }
        return QuietHours(fromMinute: from, toMinute: to)
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
