/// Filters that the same listings may be for: those of one city, of one cell of the map, or of anywhere. Many stand in
/// a block; what came since, and small partitions altogether, stand loose. A value: a copy is a snapshot.
struct FilterPartition: Sendable {
    /// So many loose ones take as long as a large block.
    private static let mostLoose = 4000

    // What every change reads comes first and lies together: in a large index most partitions are out of the caches.
    private(set) var loose = LooseLanes()
    /// Filters of the block that are no longer there.
    private var gone = 0
    /// Whether somebody has been told that it is due.
    private var isNoted = false
    private(set) var block: FilterBlock?
    /// Filters of the block.
    private var blockSize = 0
    /// Loose filters that the block cannot take, their ids lying too far apart.
    private var unfit = 0
    /// A bit for each of the block's lanes whose filter is still there.
    private var alive: [SIMD8<UInt64>] = []

    /// Filters that are there.
    var count: Int { loose.count + blockSize - gone }

    /// Whether the block should be built anew.
    /// - Parameter smallestBlock: fewer filters are scanned one after the other.
    func isDue(_ smallestBlock: Int) -> Bool {
        guard loose.count >= smallestBlock || gone > smallestBlock / 2 else { return false }
        let new = loose.count - unfit
        return new >= min(max(smallestBlock, blockSize / 8), max(smallestBlock, Self.mostLoose))
            || gone > max(smallestBlock / 2, blockSize / 4)
    }

    /// Whether it is due and nobody has been told yet.
    mutating func becomesDue(_ smallestBlock: Int) -> Bool {
        guard !isNoted, isDue(smallestBlock) else { return false }
        isNoted = true
        return true
    }

    /// Whether it is still due; when it becomes so again, that is told again.
    mutating func takeUp(_ smallestBlock: Int) -> Bool {
        isNoted = false
        return isDue(smallestBlock)
    }

    /// Returns where the filter stands now.
    mutating func append(_ lane: Lane) -> LanePlace { .loose(loose.append(lane)) }

    /// Removes a filter. Returns the id of the one that stands in its place now, if another had to move.
    mutating func remove(_ place: LanePlace) -> Int64? {
        switch place {
        case .loose(let row): return loose.remove(at: row)
        case .block(let lane):
            alive[lane / 512][lane % 512 / 64] &= ~(1 << UInt64(lane % 64))
            gone += 1
            return nil
        }
    }

    /// Puts a new block in the place of the old one; whichever filters it holds that are no longer there must have been
    /// taken out of `alive`.
    mutating func replace(_ block: FilterBlock?, alive: [SIMD8<UInt64>], gone: Int, unfit: Int) {
        self.block = block
        blockSize = block?.filters ?? 0
        self.alive = alive
        self.gone = gone
        self.unfit = unfit
    }

    /// Puts a block that holds every filter there is in the place of the old block and of the loose ones.
    mutating func replaceAll(_ built: BuiltBlock) {
        replace(built.block, alive: built.alive, gone: 0, unfit: 0)
        loose.removeAll()
    }

    /// Tells the filters of one moment from those of another, as long as the block is the same.
    var state: State { State(gone: gone, changes: loose.changes) }

    struct State: Sendable, Equatable {
        fileprivate let gone: Int
        fileprivate let changes: Int
    }

    /// Whether the filter of a block's lane is still there.
    func isAlive(_ lane: Int) -> Bool { alive[lane / 512][lane % 512 / 64] & 1 << UInt64(lane % 64) != 0 }

    /// Appends the filters that the listing is for.
    func collect(_ query: inout LaneQuery, into found: inout FoundFilters) {
        block?.collect(&query, alive: alive, into: &found)
        if loose.count > 0 { loose.collect(&query, into: &found) }
    }

    /// Gives back what memory is not needed.
    mutating func trim() { loose.trim() }

    /// Bytes that are reserved.
    var bytes: Int {
        MemoryLayout<Self>.stride + (block?.bytes ?? 0) + alive.capacity * 64 + loose.bytes
    }
}

/// Where in a partition a filter stands.
enum LanePlace: Sendable, Equatable {
    case block(Int)
    case loose(Int)
}
