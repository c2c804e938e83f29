import Foundation
import Listings
import Postgres

/// Gives new listings the homes that other portals list already, as the last step of their ingest.
///
/// Ingests that bring two portals' listings of one home at once must see each other: the cities' locks let one after
/// the other through this step and the commit behind it, and whoever comes second reads what the first has committed.
/// The step comes last so that these locks are held only briefly, and nothing is waited for under them: the rows that
/// it writes are this transaction's own.
struct HomeAssignment {
    let connection: PostgresConnection

    /// A listing that this transaction has inserted.
    struct Created {
        let id: Int64
        let listing: Listing
    }

    /// Removed listings still stand for their home this long: a flat that moves from one portal to another is no news.
    private static let remembered = "30 days"
    /// More of one size in a city are not compared.
    private static let mostCandidates = 500
    /// Cities share this many locks, so that a large ingest does not fill the server's table of them.
    private static let stripes = 64

    func run(_ created: [Created]) async throws {
        var facts: [Int64: HomeFacts] = [:]
        for entry in created { facts[entry.id] = HomeFacts(entry.listing) }
        guard !facts.isEmpty else { return }
        try await lockCities(Set(facts.values.map(\.cityKey)))
        let sources = try await sources()
        guard sources.count > 1 else { return }
        let candidates = try await candidates(for: facts, sources)
        guard !candidates.isEmpty else { return }
        try await join(try await homes(of: facts, candidates))
    }

    private func lockCities(_ cities: Set<String>) async throws {
        let stripes = Set(cities.map { Self.stripe($0) }).sorted()
        _ = try await connection.query(
            """
            SELECT pg_advisory_xact_lock(hashtext('campanello.homes'), stripe::integer)
            FROM unnest($1::bigint[]) AS stripe
            """, [.intArray(stripes)])
    }

    /// FNV-1a: the same in every process.
    private static func stripe(_ city: String) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in city.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(hash % UInt64(stripes))
    }

    /// The portals there are, by hopping through the index from one to the next.
    private func sources() async throws -> [String] {
        try await connection.query(
            """
            WITH RECURSIVE known AS (
                SELECT min(source) AS source FROM campanello.listings
                UNION ALL
                SELECT (SELECT min(source) FROM campanello.listings WHERE source > known.source) FROM known
                WHERE source IS NOT NULL
            )
            SELECT source FROM known WHERE source IS NOT NULL
            """
        ).map { try $0.decode("source") }
    }

    /// A listing of another portal that may be of the same home.
    private struct Found {
        let id: Int64
        let homeID: Int64
        let facts: HomeFacts
    }

    private func candidates(for facts: [Int64: HomeFacts], _ sources: [String]) async throws -> [Int64: [Found]] {
        let ids = facts.keys.sorted()
        let wanted = ids.compactMap { facts[$0] }
        let rows = try await connection.query(
            Self.candidatesSQL,
            [
                .intArray(ids), .textArray(wanted.map(\.cityKey)), .textArray(wanted.map(\.source)),
                .doubleArray(wanted.map(\.area)), .doubleArray(wanted.map(\.price)),
                .intOrNullArray(wanted.map { $0.rooms.map(Int64.init) }), .textArray(sources),
            ])
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

    private static let candidatesSQL = """
        SELECT wanted.id AS wanted_id, near.id, near.home_id, near.content - 'description' AS content
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::bigint[])
            AS wanted (id, city_key, source, area, price, rooms)
        CROSS JOIN LATERAL (
            SELECT id, home_id, content FROM campanello.listings AS known
            WHERE known.city_key = wanted.city_key AND known.source = ANY(array_remove($7::text[], wanted.source))
                AND round(known.area) = ANY(ARRAY[round(wanted.area) - \(HomeRule.areaTolerance), round(wanted.area),
                    round(wanted.area) + \(HomeRule.areaTolerance)])
                AND known.price BETWEEN wanted.price * (1 - \(HomeRule.priceTolerance))
                    AND wanted.price / (1 - \(HomeRule.priceTolerance))
                AND known.area IS NOT NULL AND known.price IS NOT NULL
                AND coalesce(known.rooms = wanted.rooms, true)
                AND coalesce(known.removed_at > now() - interval '\(remembered)', true)
            LIMIT \(mostCandidates)
        ) AS near
        """

    /// The homes that new listings join, in the order of their ids: of two new ones of one home the first is the home.
    private func homes(
        of facts: [Int64: HomeFacts], _ candidates: [Int64: [Found]]
    ) async throws -> [Int64: Int64] {
        var listed = try await listed(in: Set(candidates.values.joined().map(\.homeID)))
        var homes: [Int64: Int64] = [:]
        for id in candidates.keys.sorted() {
            guard let listing = facts[id], let found = candidates[id] else { continue }
            let known = found.filter { facts[$0.id] == nil || $0.id < id }.map {
                HomeChoice.Candidate(homeID: homes[$0.id] ?? $0.homeID, facts: $0.facts)
            }
            guard let home = HomeChoice.home(for: listing, among: known, taken: listed[listing.source] ?? []) else {
                continue
            }
            homes[id] = home
            listed[listing.source, default: []].insert(home)
        }
        return homes
    }

    /// Which of `homes` each portal lists at present.
    private func listed(in homes: Set<Int64>) async throws -> [String: Set<Int64>] {
        var listed: [String: Set<Int64>] = [:]
        let rows = try await connection.query(
            """
            SELECT source, home_id FROM campanello.listings
            WHERE home_id = ANY($1::bigint[]) AND removed_at IS NULL
            """, [.intArray(homes.sorted())])
        for row in rows { listed[try row.decode("source"), default: []].insert(try row.decode("home_id")) }
        return listed
    }

    private func join(_ homes: [Int64: Int64]) async throws {
        guard !homes.isEmpty else { return }
        let ids = homes.keys.sorted()
        try await connection.execute(
            """
            UPDATE campanello.listings SET home_id = joined.home_id
            FROM unnest($1::bigint[], $2::bigint[]) AS joined (id, home_id) WHERE listings.id = joined.id
            """, [.intArray(ids), .intArray(ids.compactMap { homes[$0] })])
    }
}
