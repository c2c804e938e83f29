/// The building of a partition's block from a snapshot, which may take milliseconds and goes on beside everything else.
package struct PartitionRebuild: Sendable {
    let number: Int
    let partition: FilterPartition
    let smallestBlock: Int

    /// Builds it.
    package func run() -> RebuiltPartition {
        let (lanes, origins) = collected()
        let base = lanes.lazy.map(\.id).min() ?? 0
        let fit = lanes.indices.filter { FilterBlock.reaches(lanes[$0].id, from: base) }
        let built = fit.count < max(1, smallestBlock / 2) ? nil : FilterBlock.build(fit.map { lanes[$0] })
        return RebuiltPartition(
            number: number, before: partition.block, state: partition.state, built: built,
            origins: fit.map { origins[$0] }, unfit: lanes.count - fit.count)
    }

    private func collected() -> ([Lane], [LaneOrigin]) {
        var lanes: [Lane] = []
        var origins: [LaneOrigin] = []
        lanes.reserveCapacity(partition.count)
        origins.reserveCapacity(partition.count)
        if let block = partition.block {
            for lane in 0..<block.lanes where partition.isAlive(lane) {
                lanes.append(block.lane(lane))
                origins.append(.block(lane))
            }
        }
        for row in 0..<partition.loose.count {
            lanes.append(partition.loose[row])
            origins.append(.loose(serial: partition.loose.serial(of: row)))
        }
        return (lanes, origins)
    }
}

/// Where a filter of a new block comes from.
enum LaneOrigin: Sendable {
    case block(Int)
    case loose(serial: UInt32)
}

/// A new block, to be put in place.
package struct RebuiltPartition: Sendable {
    let number: Int
    /// The block that it replaces.
    let before: FilterBlock?
    /// Of the partition when it was built from.
    let state: FilterPartition.State
    /// Nil where too few filters are left.
    let built: BuiltBlock?
    /// Of each filter that it was built from.
    let origins: [LaneOrigin]
    let unfit: Int
}
