/// A window on a list: how many to leave out, and how many to show.
struct Page: Equatable, Sendable {
    /// The furthest that a list can be skipped: beyond this a narrower search is the way.
    static let maximumSkip = 10_000
    static let maximumLimit = 100

    let skip: Int
    let limit: Int

    /// Reads `skip` (0–10,000, default 0) and `limit` (1–100).
    init(_ query: inout QueryReader, defaultLimit: Int = 50) {
        skip = query.integer("skip", in: 0...Self.maximumSkip) ?? 0
        limit = query.integer("limit", in: 1...Self.maximumLimit) ?? defaultLimit
    }
}

/// `page_info` in the answers of lists.
struct PageInfo: Encodable, Equatable, Sendable {
    let skip: Int
    let limit: Int
    let hasMore: Bool
}
