/// A block's rows, made 64 lanes at a time: a filter only marks where its bits begin and end, and one pass over the
/// rows fills what lies between.
struct BlockRows {
    private(set) var rows: [SIMD8<UInt64>]
    private(set) var alive: [SIMD8<UInt64>]

    init(prices: LaneGrid, areas: LaneGrid, placed: [PlacedLane], order: [Int32]) {
        let width = (order.count + 511) / 512
        let count = prices.rows + areas.rows + RoomGrid.rows + ListingTraits.count
        rows = Array(repeating: .zero, count: count * width)
        alive = Array(repeating: .zero, count: width)
        var word = BlockWord(prices: prices, areas: areas)
        for start in stride(from: 0, to: order.count, by: 64) {
            word.clear()
            for lane in start..<min(start + 64, order.count) where order[lane] >= 0 {
                word.mark(placed[Int(order[lane])], 1 << UInt64(lane & 63))
            }
            let (vector, element) = (start / 512, start % 512 / 64)
            alive[vector][element] = word.alive
            word.forEachRow { row, bits in rows[row * width + vector][element] = bits }
        }
    }
}

/// 64 lanes of all rows.
private struct BlockWord {
    private(set) var alive: UInt64 = 0
    /// For each row the bits that differ from the row before; a grid's last entry takes what ends beyond its rows.
    private var prices: [UInt64]
    private var areas: [UInt64]
    private var rooms: [UInt64]
    private var unwanted: [UInt64]

    init(prices: LaneGrid, areas: LaneGrid) {
        self.prices = Array(repeating: 0, count: prices.rows + 1)
        self.areas = Array(repeating: 0, count: areas.rows + 1)
        rooms = Array(repeating: 0, count: RoomGrid.rows + 1)
        unwanted = Array(repeating: 0, count: ListingTraits.count)
    }

    mutating func clear() {
        alive = 0
        for row in prices.indices { prices[row] = 0 }
        for row in areas.indices { areas[row] = 0 }
        for row in rooms.indices { rooms[row] = 0 }
        for row in unwanted.indices { unwanted[row] = 0 }
    }

    mutating func mark(_ lane: PlacedLane, _ bit: UInt64) {
        alive |= bit
        Self.mark(&prices, lane.price, bit)
        Self.mark(&areas, lane.area, bit)
        Self.mark(&rooms, lane.rooms, bit)
        var traits = lane.unwanted
        while traits != 0 {
            unwanted[traits.trailingZeroBitCount] |= bit
            traits &= traits - 1
        }
    }

    /// Bounds that contradict each other leave no row.
    private static func mark(_ rows: inout [UInt64], _ span: RowSpan, _ bit: UInt64) {
        guard span.first <= span.last else { return }
        rows[Int(span.first)] ^= bit
        rows[Int(span.last) + 1] ^= bit
    }

    /// Calls `set` with the bits of every row.
    func forEachRow(_ set: (Int, UInt64) -> Void) {
        var row = 0
        for changes in [prices, areas, rooms] {
            var bits: UInt64 = 0
            for change in changes.dropLast() {
                bits ^= change
                set(row, bits)
                row += 1
            }
        }
        for trait in unwanted {
            set(row, alive & ~trait)
            row += 1
        }
    }
}
