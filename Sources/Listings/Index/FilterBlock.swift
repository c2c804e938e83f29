/// Many filters of one partition as bits: a row for every price and area that its grid tells apart, for numbers of
/// rooms and for traits, in which a filter has a bit where it takes such a listing. A listing's rows are ANDed 512
/// filters at a time; what is left needs no further look, but for the kinds of filter that bits alone cannot express.
/// Never changes: which filters are still there is the partition's affair.
final class FilterBlock: Sendable {
    /// What has to be looked at when the rows say yes. The filters of a kind stand together, each kind beginning with
    /// a 64-bit word.
    enum Kind: Int, CaseIterable {
        /// Nothing.
        case plain
        /// Bounds between two cuts.
        case bounded
        case circle
        case boundedCircle
        case rule
    }

    /// How many there are.
    let filters: Int
    /// Filters, with the gaps between the kinds.
    let lanes: Int
    /// Blocks of 512 lanes in a row.
    let width: Int
    /// The first lane of each kind, and where the last one ends.
    let starts: [Int]
    let prices: LaneGrid
    let areas: LaneGrid
    /// Row after row: prices, areas, rooms, traits.
    let rows: [SIMD8<UInt64>]
    let bounds: [LaneBounds]
    /// Ids are `base` and 32 bits: four bytes a lane are read where most of the time goes.
    let base: Int64
    let ids: [UInt32]
    let tags: [UInt64]
    /// From the first lane with a circle on.
    let circles: [RareConditions.Circle]
    /// From the first lane with a rule on.
    let rules: [LaneRule]

    init(
        filters: Int, starts: [Int], prices: LaneGrid, areas: LaneGrid, rows: [SIMD8<UInt64>], bounds: [LaneBounds],
        base: Int64,
        ids: [UInt32], tags: [UInt64], circles: [RareConditions.Circle], rules: [LaneRule]
    ) {
        self.filters = filters
        lanes = bounds.count
        width = (bounds.count + 511) / 512
        self.starts = starts
        self.prices = prices
        self.areas = areas
        self.rows = rows
        self.bounds = bounds
        self.base = base
        self.ids = ids
        self.tags = tags
        self.circles = circles
        self.rules = rules
    }

    func start(_ kind: Kind) -> Int { starts[kind.rawValue] }
    func end(_ kind: Kind) -> Int { starts[kind.rawValue + 1] }

    func id(of lane: Int) -> Int64 { base &+ Int64(ids[lane]) }

    /// The lane as it was put in.
    func lane(_ number: Int) -> Lane {
        var detail: LaneDetail?
        if number >= start(.rule) {
            detail = .rule(rules[number - start(.rule)])
        } else if number >= start(.circle) {
            detail = .circle(circles[number - start(.circle)])
        }
        return Lane(id: id(of: number), tag: tags[number], bounds: bounds[number], detail: detail)
    }

    /// Bytes that are reserved.
    var bytes: Int {
        rows.capacity * 64 + bounds.capacity * 16 + ids.capacity * 4 + tags.capacity * 8
            + circles.capacity * MemoryLayout<RareConditions.Circle>.stride + rules.capacity * 8
            + rules.reduce(0) { $0 + $1.bytes }
            + (prices.cuts.capacity + areas.cuts.capacity) * 8 + 300
    }
}
