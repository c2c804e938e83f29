/// How a block cuts prices or areas: at the numbers that most of its filters name as bounds. Each cut has a row of its
/// own, and so has each open interval between two, so a bound at a cut is decided by the row alone.
struct LaneGrid: Sendable {
    /// Whole numbers, ascending.
    let cuts: [Double]

    var rows: Int { 2 * cuts.count + 1 }

    /// The row of a number.
    func row(of number: Double) -> Int {
        let cut = firstCut(notBelow: number)
        return cut < cuts.count && cuts[cut] == number ? 2 * cut + 1 : 2 * cut
    }

    private func firstCut(notBelow number: Double) -> Int {
        var low = 0
        var high = cuts.count
        while low < high {
            let middle = (low + high) / 2
            if cuts[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension LaneGrid {
    /// The grid of at most `limit` cuts that leaves the fewest bounds between cuts.
    init(_ axis: LaneAxis, of lanes: [Lane], limit: Int) {
        var uses = [UInt32](repeating: 0, count: LaneBounds.largest + 1)
        var (lowest, highest) = (LaneBounds.largest, 0)
        func count(_ bound: Int) {
            uses[bound] += 1
            lowest = min(lowest, bound)
            highest = max(highest, bound)
        }
        for lane in lanes {
            if let lower = lane.bounds.lower(axis) { count(lower) }
            if let upper = lane.bounds.upper(axis) { count(upper) }
        }
        let used = lowest <= highest ? (lowest...highest).filter { uses[$0] > 0 } : []
        let mostUsed = used.sorted { (uses[$0], $1) > (uses[$1], $0) }.prefix(limit)
        cuts = mostUsed.map(Double.init).sorted()
    }
}

/// The rows of rooms: fewer than none, each number up to 9, and all above together.
enum RoomGrid {
    static let rows = 12

    static func row(of rooms: Double) -> Int { Int(min(max(rooms + 1, 0), Double(rows - 1))) }

    static func rows(from lower: Int?, to upper: Int?) -> RowSpan {
        let first = lower.map { min($0 + 1, rows - 1) } ?? 0
        let last = upper.map { min($0 + 1, rows - 1) } ?? rows - 1
        // The last row begins with ten.
        let isExact = (lower ?? 0) <= rows - 2 && (upper == nil || last < rows - 1)
        return RowSpan(first: UInt8(first), last: UInt8(last), isExact: isExact)
    }
}
