import Foundation
import Listings
import Postgres

extension ListingStore {
    /// Listings that are not gone and that match, with their total number.
    package func search(_ search: ListingSearch) async throws -> ListingPage {
        let found = try await rows(search)
        return ListingPage(total: found.total, listings: try found.rows.map { try $0.record() }, next: found.next)
    }

    /// The same, with the listings left as the database has them.
    package func rows(_ search: ListingSearch) async throws -> FoundListings {
        let conditions = SearchConditions(search)
        let count = PostgresStatement(
            "SELECT count(*) AS total FROM campanello.listings WHERE \(conditions.sql)", conditions.parameters)
        let answers = try await pool.query([count, page(search, conditions)])
        return try read(answers[1], search, total: try answers[0].first?.decode("total") ?? 0)
    }

    /// A page without counting everything that matches: its `total` is 0.
    package func page(_ search: ListingSearch) async throws -> ListingPage {
        let statement = page(search, SearchConditions(search))
        let found = try read(try await pool.query(statement.sql, statement.parameters), search, total: 0)
        return ListingPage(total: 0, listings: try found.rows.map { try $0.record() }, next: found.next)
    }

    private func page(_ search: ListingSearch, _ conditions: SearchConditions) -> PostgresStatement {
        var conditions = conditions
        let key = search.order.key
        if let cursor = search.cursor, cursor.order == search.order { conditions.add(after: cursor) }
        let skip = search.cursor == nil ? search.skip : 0
        let page =
            "OFFSET \(conditions.bind(.int(Int64(skip)))) LIMIT \(conditions.bind(.int(Int64(search.limit + 1))))"
        return PostgresStatement(
            """
            SELECT \(ListingRecord.columns), (\(key.text))::text AS order_value FROM campanello.listings
            WHERE \(conditions.sql) ORDER BY \(key.expression) \(key.direction), id \(key.direction) \(page)
            """, conditions.parameters)
    }

    private func read(_ rows: [PostgresRow], _ search: ListingSearch, total: Int) throws -> FoundListings {
        let shown = rows.prefix(search.limit)
        let next = rows.count > shown.count ? try shown.last.map { try cursor(after: $0, search.order) } : nil
        return FoundListings(total: total, rows: shown.map(FoundListing.init(row:)), next: next)
    }

    private func cursor(after row: PostgresRow, _ order: ListingSearch.Order) throws -> ListingCursor {
        ListingCursor(order: order, value: try row.decode("order_value"), id: try row.decode("id"))
    }
}

extension ListingSearch.Order {
    /// What rows are ordered by, and how its value travels in a cursor.
    fileprivate struct Key {
        let expression: String
        let direction: String
        /// The value as a cursor holds it.
        let text: String
        /// A cursor's value, bound to a placeholder, as the expression's type.
        let value: @Sendable (_ placeholder: String) -> String
    }

    fileprivate var key: Key {
        switch self {
        case .newest:
            Key(
                expression: "first_seen_at", direction: "DESC",
                text: "(extract(epoch FROM first_seen_at) * 1000000)::bigint",
                value: { "timestamptz 'epoch' + \($0)::bigint * interval '1 microsecond'" })
        case .cheapest: number("coalesce(price, 'Infinity')", "ASC")
        case .dearest: number("coalesce(price, '-Infinity')", "DESC")
        case .largest: number("coalesce(area, '-Infinity')", "DESC")
        }
    }

    private func number(_ expression: String, _ direction: String) -> Key {
        Key(expression: expression, direction: direction, text: expression, value: { "\($0)::float8" })
    }
}

/// The conditions of a search as SQL, only those that are set, with their parameters.
private struct SearchConditions {
    private(set) var sql: String
    private(set) var parameters: [PostgresValue] = []

    init(_ search: ListingSearch) {
        sql = search.includesGone ? "announce" : "removed_at IS NULL"
        if let since = search.firstSeenSince { add("first_seen_at >= \(bind(.timestamp(since)))") }
        if let city = search.city { add("city_key = \(bind(.text(CityName.key(city))))") }
        if !search.sources.isEmpty { add("source = ANY(\(bind(.textArray(search.sources)))::text[])") }
        if !search.propertyTypes.isEmpty {
            let types = bind(.textArray(search.propertyTypes.map(\.rawValue)))
            add("(property_type IS NULL OR property_type = ANY(\(types)::text[]))")
        }
        add("price", ">=", PostgresValue(search.minPrice))
        add("price", "<=", PostgresValue(search.maxPrice))
        add("rooms", ">=", PostgresValue(search.minRooms))
        add("rooms", "<=", PostgresValue(search.maxRooms))
        add("area", ">=", PostgresValue(search.minArea))
        add("area", "<=", PostgresValue(search.maxArea))
        add("furnished", "=", PostgresValue(search.furnished))
        add("pets_allowed", "=", PostgresValue(search.petsAllowed))
    }

    mutating func add(after cursor: ListingCursor) {
        let key = cursor.order.key
        let value = key.value(bind(.text(cursor.value)))
        let comparison = key.direction == "ASC" ? ">" : "<"
        add("(\(key.expression), id) \(comparison) (\(value), \(bind(.int(cursor.id)))::bigint)")
    }

    mutating func bind(_ value: PostgresValue) -> String {
        parameters.append(value)
        return "$\(parameters.count)"
    }

    private mutating func add(_ condition: String) {
        sql += " AND " + condition
    }

    /// What is not stated never excludes.
    private mutating func add(_ column: String, _ comparison: String, _ value: PostgresValue) {
        guard value != .null else { return }
        add("(\(column) IS NULL OR \(column) \(comparison) \(bind(value)))")
    }
}
