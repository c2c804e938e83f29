package import Postgres

/// Where else homes are listed at present.
package struct HomeLinks: Sendable {
    /// A listing of the home.
    package struct Link: Sendable, Equatable {
        package let listingID: Int64
        package let source: String
        package let url: String
    }

    private var links: [Int64: [Link]] = [:]

    package init() {}

    /// The listings of these homes that are not removed, without those of paused sources.
    package static func read(
        _ homes: [Int64], on executor: any PostgresExecutor
    ) async throws(PostgresError) -> HomeLinks {
        var found = HomeLinks()
        guard !homes.isEmpty else { return found }
        let rows = try await executor.query(
            """
            SELECT home_id, id, source, url FROM campanello.listings
            WHERE home_id = ANY($1::bigint[]) AND removed_at IS NULL AND \(PauseSQL.isRunning)
            ORDER BY home_id, id
            """, [.intArray(Set(homes).sorted())])
        for row in rows {
            found.links[try row.decode("home_id"), default: []].append(
                Link(listingID: try row.decode("id"), source: try row.decode("source"), url: try row.decode("url")))
        }
        return found
    }

    /// The home's listings at other portals than the one that tells of it, a portal once.
    package func others(of home: Int64, than listing: Int64) -> [Link] {
        let all = links[home] ?? []
        var sources = Set(all.filter { $0.listingID == listing }.map(\.source))
        return all.filter { $0.listingID != listing && sources.insert($0.source).inserted }
    }
}
