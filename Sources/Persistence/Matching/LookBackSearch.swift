import Foundation
import Listings
import Postgres

/// The statement that finds what may fit a filter, by the columns that narrow it down: never less than the rule finds,
/// often more. A clause is there only where its condition is set, so that each shape of filter has its own plan.
struct LookBackSearch {
    private(set) var clauses = ["removed_at IS NULL"]
    private(set) var parameters: [PostgresValue] = []
    private var isOlder = "false"
    private let limit: Int

    init(_ conditions: FilterConditions, since: Date?, after last: Int64?, limit: Int) {
        self.limit = limit
        if !conditions.cities.isEmpty {
            clauses.append("city_key = ANY(\(bind(.textArray(conditions.cityKeys)))::text[])")
        }
        // Bounds are in euros: a price in another currency is none.
        bound(
            "CASE WHEN content->>'price_currency' = 'EUR' THEN price END", from: PostgresValue(conditions.minPrice),
            to: PostgresValue(conditions.maxPrice))
        bound("rooms", from: PostgresValue(conditions.minRooms), to: PostgresValue(conditions.maxRooms))
        bound("area", from: PostgresValue(conditions.minArea), to: PostgresValue(conditions.maxArea))
        if let since {
            let time = "\(bind(.timestamp(since)))::timestamptz"
            clauses.append("(first_seen_at > \(time) OR updated_at > \(time))")
            isOlder = "first_seen_at <= \(time)"
        }
        if let last {
            clauses.append(
                """
                (first_seen_at, id) < (
                    SELECT earlier.first_seen_at, earlier.id FROM campanello.listings AS earlier
                    WHERE earlier.id = \(bind(.int(last))))
                """)
        }
    }

    var sql: String {
        """
        SELECT id, home_id, version, content, \(isOlder) AS is_older FROM campanello.listings
        WHERE \(clauses.joined(separator: " AND ")) ORDER BY first_seen_at DESC, id DESC LIMIT \(limit)
        """
    }

    /// What the listing does not state never excludes it.
    private mutating func bound(_ value: String, from lower: PostgresValue, to upper: PostgresValue) {
        if lower != .null { clauses.append("coalesce(\(value) >= \(bind(lower)), true)") }
        if upper != .null { clauses.append("coalesce(\(value) <= \(bind(upper)), true)") }
    }

    private mutating func bind(_ value: PostgresValue) -> String {
        parameters.append(value)
        return "$\(parameters.count)"
    }
}
