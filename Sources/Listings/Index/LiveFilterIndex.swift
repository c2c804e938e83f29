/// A change of one filter.
package enum FilterChange: Sendable {
    /// New, or in the place of the one of the same id.
    case insert(Int64, FilterConditions, tag: UInt64)
    case remove(Int64)
}

extension FilterIndex {
    package mutating func apply(_ change: FilterChange) {
        switch change {
        case .insert(let id, let conditions, let tag): insert(id, conditions, tag: tag)
        case .remove(let id): remove(id)
        }
    }
}

/// An index that is matched with while it changes: readers take snapshots and are done with the actor, changes go to
/// what they do not see, and partitions are built anew beside both, one at a time.
package actor LiveFilterIndex {
    private var index: FilterIndex
    private var rebuilding: Task<Void, Never>?
    /// Goes up when another index takes the place of this one: what was built for the old one is of no use then.
    private var generation = 0

    package init(_ index: FilterIndex = FilterIndex()) { self.index = index }

    package var count: Int { index.count }

    /// All filters as of now.
    package var snapshot: FilterSnapshot { index.snapshot }

    /// Takes in changes, in their order. A snapshot that is taken afterwards has them all.
    package func apply(_ changes: [FilterChange]) {
        for change in changes { index.apply(change) }
        rebuildWhatIsDue()
    }

    /// Puts another index in the place of this one.
    package func replace(with index: FilterIndex) {
        self.index = index
        generation += 1
        rebuildWhatIsDue()
    }

    /// Returns when nothing is left to build.
    package func settled() async {
        while let rebuilding { await rebuilding.value }
    }

    private func rebuildWhatIsDue() {
        guard rebuilding == nil, let first = index.nextRebuild() else { return }
        rebuilding = Task { [weak self, generation] in
            var (next, generation): (PartitionRebuild?, Int) = (first, generation)
            while let rebuild = next {
                let rebuilt = await Self.run(rebuild)
                guard let following = await self?.install(rebuilt, generation) else { return }
                (next, generation) = following
            }
        }
    }

    /// Puts it in place and tells what comes next, for which generation; nil at the end.
    private func install(_ rebuilt: RebuiltPartition, _ ofGeneration: Int) -> (PartitionRebuild, Int)? {
        if ofGeneration == generation { index.install(rebuilt) }
        if let next = index.nextRebuild() { return (next, generation) }
        rebuilding = nil
        return nil
    }

    @concurrent
    private static func run(_ rebuild: PartitionRebuild) async -> RebuiltPartition { rebuild.run() }
}
