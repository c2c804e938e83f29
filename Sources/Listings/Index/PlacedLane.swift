/// The rows of a block that a filter has bits in.
struct PlacedLane {
    let kind: FilterBlock.Kind
    let price: RowSpan
    let area: RowSpan
    let rooms: RowSpan
    let unwanted: UInt16

    init(_ lane: Lane, prices: LaneGridTable, areas: LaneGridTable) {
        price = prices.rows(from: lane.bounds.lower(.price), to: lane.bounds.upper(.price))
        area = areas.rows(from: lane.bounds.lower(.area), to: lane.bounds.upper(.area))
        rooms = RoomGrid.rows(from: lane.bounds.lower(.rooms), to: lane.bounds.upper(.rooms))
        unwanted = lane.bounds.unwanted
        let isExact = price.isExact && area.isExact && rooms.isExact
        switch lane.detail {
        case nil: kind = isExact ? .plain : .bounded
        case .circle: kind = isExact ? .circle : .boundedCircle
        case .rule: kind = .rule
        }
    }

    /// Kind by kind, and within a kind by price, so that those which take a listing stand close together. Of 22 bits.
    var sortKey: UInt32 {
        UInt32(kind.rawValue) << 18 | UInt32(price.last) << 11 | UInt32(price.first) << 4 | UInt32(rooms.first)
    }
}

/// Rows that lie next to each other.
struct RowSpan {
    let first: UInt8
    /// Below the first one where the bounds contradict each other.
    let last: UInt8
    /// Whether the rows say all that the bounds do.
    let isExact: Bool
}

/// The rows of whole numbers, looked up where `LaneGrid` searches: very many bounds are placed at once.
struct LaneGridTable {
    /// Of every number up to the last cut.
    private let rows: [UInt8]
    /// Of all above.
    private let last: UInt8

    init(_ grid: LaneGrid) {
        var rows: [UInt8] = []
        rows.reserveCapacity(Int(grid.cuts.last ?? -1) + 1)
        for (index, cut) in grid.cuts.enumerated() {
            rows.append(contentsOf: repeatElement(UInt8(2 * index), count: Int(cut) - rows.count))
            rows.append(UInt8(2 * index + 1))
        }
        self.rows = rows
        last = UInt8(grid.rows - 1)
    }

    /// The rows that a filter's bounds reach over; they say all where they end at cuts.
    func rows(from lower: Int?, to upper: Int?) -> RowSpan {
        let first = lower.map(row) ?? 0
        let last = upper.map(row) ?? self.last
        let isExact = (lower == nil || first % 2 == 1) && (upper == nil || last % 2 == 1)
        return RowSpan(first: first, last: last, isExact: isExact)
    }

    private func row(of number: Int) -> UInt8 { number < rows.count ? rows[number] : last }
}
