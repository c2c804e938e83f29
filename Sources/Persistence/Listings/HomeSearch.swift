import Foundation
import Listings
import Postgres

/// Looks for other portals' listings that may be of a new listing's home.
struct HomeSearch {
    let connection: PostgresConnection
    /// The portals there are.
    let sources: [String]

    /// What of a new listing is looked for; small, since it is gone through column by column.
    struct Wanted {
        let id: Int64
        let cityKey: String
        let source: String
        let area: Double?
        let price: Double?
        let rooms: Int64?
        let bathrooms: Int64?
        let latitude: Double?
        let longitude: Double?
        let degreesOfLongitude: Double?

        /// Nil for a listing that says too little to be recognised.
        init?(_ created: ListingCreation.Created, _ listing: Listing) {
            guard HomeFacts.areStated(in: listing) else { return nil }
            (id, cityKey, source) = (created.id, created.cityKey, listing.source)
            (area, price) = (listing.area, listing.price)
            (rooms, bathrooms) = (listing.rooms.map(Int64.init), listing.bathrooms.map(Int64.init))
            (latitude, longitude) = (listing.latitude, listing.longitude)
            degreesOfLongitude = HomeRule.degreesOfLongitude(around: listing)
        }
    }

    /// A listing of another portal that may be of the same home.
    struct Found {
        let id: Int64
        let homeID: Int64
        let facts: HomeFacts
    }

    /// Removed listings still stand for their home this long: a flat that moves from one portal to another is no news.
    private static let remembered = "30 days"
    /// More of one size in a city are not compared.
    private static let mostCandidates = 500

    /// Those of `wanted` that may share a home with a listing of another portal: what every evidence of `HomeRule`
    /// needs is asked of the columns, so that of nearly all new listings nothing is ever read and compared.
    func promising(_ wanted: [Wanted]) async throws -> Set<Int64> {
        let rows = try await connection.query(
            Self.promisingSQL,
            Self.parameters(wanted) + [
                .intOrNullArray(wanted.map(\.bathrooms)), .doubleArray(wanted.map(\.latitude)),
                .doubleArray(wanted.map(\.longitude)), .doubleArray(wanted.map(\.degreesOfLongitude)),
                .textArray(sources),
            ])
        return Set(try rows.map { try $0.decode("id") })
    }

    /// All listings that are near these in size and price, whatever speaks against them: it may speak against a home.
    func neighbours(of wanted: [Wanted]) async throws -> [Int64: [Found]] {
        let rows = try await connection.query(Self.neighboursSQL, Self.parameters(wanted) + [.textArray(sources)])
        var found: [Int64: [Found]] = [:]
        // One listing may be near several new ones: it is read once.
        var read: [Int64: HomeFacts?] = [:]
        for row in rows {
            let id = try row.decode("id", as: Int64.self)
            if read[id] == nil {
                read[id] = .some(ListingContent.decode(try row.decode("content")).flatMap(HomeFacts.init))
            }
            guard let facts = read[id] ?? nil else { continue }
            found[try row.decode("wanted_id"), default: []].append(
                Found(id: id, homeID: try row.decode("home_id"), facts: facts))
        }
        return found
    }

    /// `$1` to `$6`.
    private static func parameters(_ wanted: [Wanted]) -> [PostgresValue] {
        [
            .intArray(wanted.map(\.id)), .textArray(wanted.map(\.cityKey)), .textArray(wanted.map(\.source)),
            .doubleArray(wanted.map(\.area)), .doubleArray(wanted.map(\.price)), .intOrNullArray(wanted.map(\.rooms)),
        ]
    }

    /// The same price and nearly the same area, or the other way round: asked one by one, the index alone puts out
    /// nearly all, and hardly a row is read for nothing.
    private static let promisingSQL = """
        SELECT wanted.id
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::bigint[], $7::bigint[],
            $8::float8[], $9::float8[], $10::float8[]) AS wanted
            (id, city_key, source, area, price, rooms, bathrooms, latitude, longitude, degrees)
        CROSS JOIN LATERAL (
            SELECT FROM \(cells(areaWithin: areaTolerance, of: "$11"))
            CROSS JOIN LATERAL (
                SELECT FROM campanello.listings AS known
                WHERE \(near(areaWithin: areaTolerance, price: samePrice)) AND \(isUncontradicted)
                UNION ALL
                SELECT FROM campanello.listings AS known
                WHERE \(near(areaWithin: sameArea, price: similarPrice)) AND \(isUncontradicted)
                OFFSET 0
            ) AS known LIMIT 1
        ) AS found
        """

    private static let neighboursSQL = """
        SELECT wanted.id AS wanted_id, found.id, found.home_id, found.content - 'description' AS content
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::bigint[]) AS wanted
            (id, city_key, source, area, price, rooms)
        CROSS JOIN LATERAL (
            SELECT known.id, home_id, content FROM \(cells(areaWithin: 2, of: "$7"))
            CROSS JOIN LATERAL (
                SELECT id, home_id, content FROM campanello.listings AS known
                WHERE \(near(areaWithin: 2, price: similarPrice))
                    AND abs(round(known.area) - round(wanted.area)) <= \(HomeRule.areaTolerance)
                OFFSET 0
            ) AS known LIMIT \(mostCandidates)
        ) AS found
        """

    // A little more than the rule's, since sums of decimals are not exact.
    private static let areaTolerance = HomeRule.areaTolerance + 0.001
    private static let sameArea = HomeRule.sameArea + 0.001
    private static let similarPrice = """
        BETWEEN wanted.price * (1 - \(HomeRule.priceTolerance)) AND wanted.price / (1 - \(HomeRule.priceTolerance))
        """
    private static let samePrice = """
        BETWEEN wanted.price - \(HomeRule.samePrice + 0.001) AND wanted.price + \(HomeRule.samePrice + 0.001)
        """

    /// Each other portal with the cells in which its listings of such an area lie, see the index `listings_by_cell`.
    private static func cells(areaWithin metres: Double, of sources: String) -> String {
        """
        unnest(\(sources)::text[]) AS portal (source)
            JOIN LATERAL generate_series(floor((wanted.area - \(metres)) / 8)::bigint,
                floor((wanted.area + \(metres)) / 8)::bigint) AS cell ON portal.source <> wanted.source
        """
    }

    /// Listings of a portal's cell that are not gone for long. `OFFSET 0` behind them has them asked cell by cell.
    private static func near(areaWithin metres: Double, price: String) -> String {
        """
        known.source = portal.source AND known.city_key = wanted.city_key
                    AND hashtextextended(known.source || ' ' || known.city_key, floor(known.area / 8)::bigint)
                        = hashtextextended(portal.source || ' ' || wanted.city_key, cell)
                    AND known.area BETWEEN wanted.area - \(metres) AND wanted.area + \(metres)
                    AND known.price \(price) AND known.area IS NOT NULL AND known.price IS NOT NULL
                    AND coalesce(known.rooms = wanted.rooms, true)
                    AND coalesce(known.removed_at > now() - interval '\(remembered)', true)
        """
    }

    private static let isUncontradicted = """
        coalesce(known.bathrooms = wanted.bathrooms, true)
                    AND coalesce(abs(known.latitude - wanted.latitude) <= \(HomeRule.degreesOfLatitude), true)
                    AND coalesce(abs(known.longitude - wanted.longitude) <= wanted.degrees, true)
        """
}
