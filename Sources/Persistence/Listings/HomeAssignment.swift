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
    let entries: [IngestRow]

    /// Cities share this many locks, so that a large ingest does not fill the server's table of them.
    private static let stripes = 64

    /// - Parameter created: what this transaction has inserted of the entries.
    func run(_ created: [ListingCreation.Created]) async throws {
        let wanted = created.compactMap { HomeSearch.Wanted($0, entries[$0.index].listing) }
        guard !wanted.isEmpty else { return }
        try await lockCities(Set(wanted.map(\.cityKey)))
        let sources = try await sources()
        guard sources.count > 1 else { return }
        let search = HomeSearch(connection: connection, sources: sources)
        let promising = try await search.promising(wanted)
        guard !promising.isEmpty else { return }
        let neighbours = try await search.neighbours(of: wanted.filter { promising.contains($0.id) })
        let indices = Dictionary(uniqueKeysWithValues: created.map { ($0.id, $0.index) })
        try await join(try await homes(of: indices, neighbours))
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

    /// The homes that new listings join, in the order of their ids: of two new ones of one home the first is the home.
    ///
    /// - Parameter created: their entries' indices.
    private func homes(
        of created: [Int64: Int], _ candidates: [Int64: [HomeSearch.Found]]
    ) async throws -> [Int64: Int64] {
        var listed = try await listed(in: Set(candidates.values.joined().map(\.homeID)))
        var homes: [Int64: Int64] = [:]
        for id in candidates.keys.sorted() {
            guard let index = created[id], let listing = HomeFacts(entries[index].listing), let found = candidates[id]
            else { continue }
            let known = found.filter { created[$0.id] == nil || $0.id < id }.map {
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
