import Foundation
import Listings
import Postgres

extension SchedulingStore {
    /// `addressees` with how much was said to each since their midnight. What is on its way counts: it was decided on
    /// before, and will most likely arrive. Direct messages answer somebody and count for nothing.
    func counting(_ addressees: [Addressee], now: Date) async throws(PostgresError) -> [Addressee] {
        guard !addressees.isEmpty else { return [] }
        let midnights = addressees.map { LocalDay.start(of: now, in: TimeZone(identifier: $0.timeZone) ?? .gmt) }
        let rows = try await connection.query(
            Self.todaySQL, addressees.map(\.key).parameters + [.timestampArray(midnights.map(Optional.some))])
        var counts: [Addressee.Key: Int] = [:]
        for row in rows {
            let key = Addressee.Key(userID: try row.decode("user_id"), channel: try row.channel())
            counts[key] = try row.decode("spoken", as: Int.self)
        }
        return addressees.map { addressee in
            var addressee = addressee
            addressee.spokenToday = counts[addressee.key] ?? 0
            return addressee
        }
    }

    /// Two counts, each by a range of the index of a person's deliveries.
    private static let todaySQL = """
        SELECT held.user_id, held.channel, accepted.number + moving.number AS spoken
        FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) AS held (user_id, channel, midnight)
        CROSS JOIN LATERAL (
            SELECT count(*) AS number FROM campanello.deliveries AS past
            WHERE past.user_id = held.user_id AND past.channel = held.channel AND NOT past.is_direct
                AND past.accepted_at >= held.midnight
        ) AS accepted
        CROSS JOIN LATERAL (
            SELECT count(*) AS number FROM campanello.deliveries AS present
            WHERE present.user_id = held.user_id AND present.channel = held.channel AND NOT present.is_direct
                AND present.accepted_at IS NULL AND present.status IN ('pending', 'sending') AND NOT present.is_held
        ) AS moving
        """
}
