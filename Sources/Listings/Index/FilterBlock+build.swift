/// A block that was just built, with what connects it to what it was built from.
struct BuiltBlock: Sendable {
    let block: FilterBlock
    /// For each of the block's lanes the number of the filter it was built from; negative in the gaps between kinds.
    let order: [Int32]
    /// A bit for every lane with a filter.
    let alive: [SIMD8<UInt64>]
}

extension FilterBlock {
    private static let priceCuts = 48
    private static let areaCuts = 24

    /// Whether the block can hold ids as far apart as these.
    static func reaches(_ id: Int64, from base: Int64) -> Bool { UInt64(bitPattern: id &- base) <= UInt64(UInt32.max) }

    /// - Parameter lanes: at least one, fewer than 2³¹, whose ids lie within 32 bits of each other.
    static func build(_ lanes: [Lane]) -> BuiltBlock {
        let prices = LaneGrid(.price, of: lanes, limit: priceCuts)
        let areas = LaneGrid(.area, of: lanes, limit: areaCuts)
        let (priceTable, areaTable) = (LaneGridTable(prices), LaneGridTable(areas))
        let placed = lanes.map { PlacedLane($0, prices: priceTable, areas: areaTable) }
        let (order, starts) = arrange(placed)
        let rows = BlockRows(prices: prices, areas: areas, placed: placed, order: order)
        let base = lanes.lazy.map(\.id).min() ?? 0
        let empty = LaneBounds(codes: .zero)
        let block = FilterBlock(
            filters: lanes.count, starts: starts, prices: prices, areas: areas, rows: rows.rows,
            bounds: order.map { $0 < 0 ? empty : lanes[Int($0)].bounds }, base: base,
            ids: order.map { $0 < 0 ? 0 : UInt32(truncatingIfNeeded: lanes[Int($0)].id &- base) },
            tags: order.map { $0 < 0 ? 0 : lanes[Int($0)].tag },
            circles: order[starts[Kind.circle.rawValue]..<starts[Kind.rule.rawValue]].map { circle(of: $0, lanes) },
            rules: order[starts[Kind.rule.rawValue]...].compactMap { rule(of: $0, lanes) })
        return BuiltBlock(block: block, order: order, alive: rows.alive)
    }

    private static func arrange(_ placed: [PlacedLane]) -> (order: [Int32], starts: [Int]) {
        var order: [Int32] = []
        order.reserveCapacity(placed.count + 64 * Kind.allCases.count)
        var starts = [0]
        for number in LaneOrder.ascending(placed.map(\.sortKey)) {
            let kind = placed[Int(number)].kind.rawValue
            while starts.count <= kind { begin(&starts, &order) }
            order.append(number)
        }
        while starts.count < Kind.allCases.count { begin(&starts, &order) }
        starts.append(order.count)
        return (order, starts)
    }

    /// The next kind begins with a word.
    private static func begin(_ starts: inout [Int], _ order: inout [Int32]) {
        while !order.count.isMultiple(of: 64) { order.append(-1) }
        starts.append(order.count)
    }

    private static func circle(of number: Int32, _ lanes: [Lane]) -> RareConditions.Circle {
        guard number >= 0, case .circle(let circle) = lanes[Int(number)].detail else {
            return RareConditions.Circle(latitude: 0, longitude: 0, radius: 0)
        }
        return circle
    }

    private static func rule(of number: Int32, _ lanes: [Lane]) -> LaneRule? {
        guard number >= 0, case .rule(let rule) = lanes[Int(number)].detail else { return nil }
        return rule
    }
}
