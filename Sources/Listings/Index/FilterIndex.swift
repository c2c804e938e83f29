/// Which filters a listing is for, among very many. Changes are taken in one by one; snapshots are matched with.
///
/// A filter stands in the partition of each of its cities; one without a city in each cell of the map that its circle
/// or area touches, or in the one partition of anywhere. Of the index itself there is one owner: a copy shares its
/// memory only until the next change.
package struct FilterIndex: Sendable {
    /// What matching needs, as of now.
    package private(set) var snapshot = FilterSnapshot()
    private var directory = FilterDirectory()
    /// Partitions by the city's name as people write it: folding a name costs more than all else.
    private var partitionsByName: [String: Int] = [:]
    /// Partitions that should be built anew, each once.
    private var due: [Int] = []
    private let smallestBlock: Int

    /// - Parameters:
    ///   - expected: how many filters there will be, about.
    ///   - smallestBlock: a partition of fewer filters than this is scanned, one of more is a block of bits.
    package init(expected: Int = 0, smallestBlock: Int = 1000) {
        self.smallestBlock = smallestBlock
        directory.grow(for: expected)
    }

    /// How many filters there are.
    package var count: Int { directory.count }

    package func contains(_ id: Int64) -> Bool { directory.contains(id) }

    /// Inserts the filter, or replaces the one of the same id.
    /// - Parameters:
    ///   - id: anything but the smallest number there is.
    ///   - tag: comes back with the id.
    package mutating func insert(_ id: Int64, _ conditions: FilterConditions, tag: UInt64 = 0) {
        remove(id)
        var isExact = true
        let bounds = LaneBounds.of(conditions, isExact: &isExact)
        let lane = Lane(
            id: id, tag: tag, bounds: bounds, detail: LaneDetail.of(conditions, boundsAreExact: isExact))
        if conditions.cities.count == 1 {
            directory.insert(id, put(lane, into: partition(ofCity: conditions.cities[0])))
        } else {
            directory.insert(id, partitions(of: conditions).map { put(lane, into: $0) })
        }
    }

    /// Removes the filter; false if there was none.
    @discardableResult
    package mutating func remove(_ id: Int64) -> Bool {
        guard directory.contains(id) else { return false }
        let places = directory.remove(id)
        for place in places { take(place) }
        return true
    }

    /// The filters that the listing is for, ascending.
    package func matches(_ listing: Listing) -> [Int64] { snapshot.matches(listing) }

    /// Bytes that are reserved, about.
    package var bytes: Int { snapshot.bytes + directory.bytes + partitionsByName.capacity * 40 }

    private mutating func put(_ lane: Lane, into number: Int) -> FilterDirectory.Place {
        let (place, becomesDue) = Self.append(lane, to: &snapshot[number], smallestBlock)
        if becomesDue { due.append(number) }
        return FilterDirectory.Place(partition: number, lane: place)
    }

    /// The partition is looked up once for both.
    private static func append(
        _ lane: Lane, to partition: inout FilterPartition, _ smallestBlock: Int
    ) -> (place: LanePlace, becomesDue: Bool) {
        (partition.append(lane), partition.becomesDue(smallestBlock))
    }

    private mutating func take(_ place: FilterDirectory.Place) {
        if let moved = snapshot[place.partition].remove(place.lane) { directory.move(moved, to: place) }
        noteIfDue(place.partition)
    }

    private mutating func noteIfDue(_ number: Int) {
        if snapshot[number].becomesDue(smallestBlock) { due.append(number) }
    }

    private mutating func partitions(of conditions: FilterConditions) -> [Int] {
        guard conditions.cities.isEmpty else {
            var numbers: [Int] = []
            for city in conditions.cities {
                let number = partition(ofCity: city)
                if !numbers.contains(number) { numbers.append(number) }
            }
            return numbers
        }
        guard let cells = MapCell.touched(by: conditions) else { return [FilterSnapshot.anywhere] }
        return cells.map { snapshot.partition(of: $0) }
    }

    private mutating func partition(ofCity name: String) -> Int {
        if let number = partitionsByName[name] { return number }
        // People may write anything: beyond what real cities are called, nothing is remembered.
        if partitionsByName.count >= 50_000 { partitionsByName.removeAll() }
        let number = snapshot.partition(ofCity: CityName.key(name))
        partitionsByName[name] = number
        return number
    }
}

extension FilterIndex {
    /// A partition that has changed so much that it should be built anew, if there is one. Matching is right without
    /// it, only slower. Of one partition there must be one rebuild at a time.
    package mutating func nextRebuild() -> PartitionRebuild? {
        while !due.isEmpty {
            let number = due.removeFirst()
            guard snapshot[number].takeUp(smallestBlock) else { continue }
            return PartitionRebuild(number: number, partition: snapshot[number], smallestBlock: smallestBlock)
        }
        return nil
    }

    /// Builds anew whatever is due, and gives back what memory is not needed.
    package mutating func settle() {
        while let rebuild = nextRebuild() { install(rebuild.run()) }
        for number in 0..<snapshot.partitions { snapshot[number].trim() }
    }

    /// Puts a rebuilt partition in place. What was changed since its snapshot stays as it is now: filters that are gone
    /// are taken out of the new block, and those that came are still loose.
    package mutating func install(_ rebuilt: RebuiltPartition) {
        let number = rebuilt.number
        guard snapshot[number].block === rebuilt.before else { return }
        guard let built = rebuilt.built else { return dissolve(rebuilt) }
        if rebuilt.unfit == 0, snapshot[number].state == rebuilt.state { return installWhole(built, in: number) }
        var alive = built.alive
        var gone = 0
        for (lane, source) in built.order.enumerated() where source >= 0 {
            let id = built.block.id(of: lane)
            if stillStands(id, rebuilt.origins[Int(source)], in: number) {
                directory.move(id, to: .init(partition: number, lane: .block(lane)))
            } else {
                alive[lane / 512][lane % 512 / 64] &= ~(1 << UInt64(lane % 64))
                gone += 1
            }
        }
        snapshot[number].replace(built.block, alive: alive, gone: gone, unfit: rebuilt.unfit)
        noteIfDue(number)
    }

    /// Nothing was changed meanwhile, as when an index is filled: no filter has to be looked for.
    private mutating func installWhole(_ built: BuiltBlock, in number: Int) {
        for (lane, source) in built.order.enumerated() where source >= 0 {
            directory.move(built.block.id(of: lane), to: .init(partition: number, lane: .block(lane)))
        }
        snapshot[number].replaceAll(built)
    }

    /// Whether the filter is the one that was built from; a loose one leaves its place.
    private mutating func stillStands(_ id: Int64, _ origin: LaneOrigin, in number: Int) -> Bool {
        switch origin {
        case .block(let lane): return snapshot[number].isAlive(lane)
        case .loose(let serial):
            guard case .loose(let row)? = directory.place(of: id, in: number),
                snapshot[number].loose.serial(of: row) == serial
            else { return false }
            if let moved = snapshot[number].remove(.loose(row)) {
                directory.move(moved, to: .init(partition: number, lane: .loose(row)))
            }
            return true
        }
    }

    /// Too few are left for a block: they stand loose again.
    private mutating func dissolve(_ rebuilt: RebuiltPartition) {
        let number = rebuilt.number
        guard let block = rebuilt.before else { return }
        for lane in 0..<block.lanes where snapshot[number].isAlive(lane) {
            let place = snapshot[number].append(block.lane(lane))
            directory.move(block.id(of: lane), to: .init(partition: number, lane: place))
        }
        snapshot[number].replace(nil, alive: [], gone: 0, unfit: rebuilt.unfit)
    }
}
