/// Where every filter stands, by id: an open table of 16 bytes an entry.
struct FilterDirectory: Sendable {
    /// Where in which partition.
    struct Place: Sendable, Equatable {
        let partition: Int
        var lane: LanePlace
    }

    /// An id that no filter has marks an entry as free.
    private static let free = Int64.min

    /// Together, so that looking a filter up reads one place of memory.
    private struct Entry {
        var id: Int64
        var code: UInt64
    }

    private var entries: [Entry] = []
    private(set) var count = 0
    /// The filters that stand in several partitions.
    private var several: [Int64: [UInt64]] = [:]

    func contains(_ id: Int64) -> Bool { entry(of: id) != nil }

    /// Where in the partition the filter stands.
    func place(of id: Int64, in partition: Int) -> LanePlace? {
        guard let entry = entry(of: id) else { return nil }
        guard entries[entry].code == Self.inSeveral else {
            let place = Self.place(entries[entry].code)
            return place.partition == partition ? place.lane : nil
        }
        return several[id]?.lazy.map(Self.place).first { $0.partition == partition }?.lane
    }

    /// Notes a filter that is not there yet.
    mutating func insert(_ id: Int64, _ place: Place) { insert(id, code: Self.code(place)) }

    /// Notes a filter that is not there yet and stands in several partitions.
    mutating func insert(_ id: Int64, _ places: [Place]) {
        if let place = places.first, places.count == 1 { return insert(id, place) }
        insert(id, code: Self.inSeveral)
        several[id] = places.map(Self.code)
    }

    private mutating func insert(_ id: Int64, code: UInt64) {
        grow(for: count + 1)
        var entry = home(of: id)
        while entries[entry].id != Self.free { entry = next(entry) }
        entries[entry] = Entry(id: id, code: code)
        count += 1
    }

    /// Notes that the filter stands elsewhere in the partition.
    mutating func move(_ id: Int64, to place: Place) {
        guard let entry = entry(of: id) else { return }
        guard entries[entry].code == Self.inSeveral else { return entries[entry].code = Self.code(place) }
        guard let index = several[id]?.firstIndex(where: { Self.place($0).partition == place.partition })
        else { return }
        several[id]?[index] = Self.code(place)
    }

    /// Takes the filter out; empty if there was none.
    mutating func remove(_ id: Int64) -> [Place] {
        guard var gap = entry(of: id) else { return [] }
        let own = entries[gap].code == Self.inSeveral ? several.removeValue(forKey: id) ?? [] : [entries[gap].code]
        count -= 1
        // What follows closes up where it may, so that no entry is cut off from its home.
        var entry = next(gap)
        while entries[entry].id != Self.free {
            let fromHome = distance(from: home(of: entries[entry].id), to: entry)
            if fromHome >= distance(from: gap, to: entry) {
                entries[gap] = entries[entry]
                gap = entry
            }
            entry = next(entry)
        }
        entries[gap].id = Self.free
        return own.map(Self.place)
    }

    /// Bytes that are reserved.
    var bytes: Int {
        entries.capacity * 16 + several.capacity * 18
            + several.values.reduce(0) { $0 + 32 + $1.capacity * 8 }
    }
}

extension FilterDirectory {
    private static let inSeveral = UInt64.max

    /// The partition, whether loose, and the lane.
    private static func code(_ place: Place) -> UInt64 {
        let partition = UInt64(place.partition) << 32
        return switch place.lane {
        case .block(let lane): partition | UInt64(lane)
        case .loose(let row): partition | 1 << 31 | UInt64(row)
        }
    }

    private static func place(_ code: UInt64) -> Place {
        let lane = Int(code & 0x7FFF_FFFF)
        return Place(partition: Int(code >> 32), lane: code & 1 << 31 == 0 ? .block(lane) : .loose(lane))
    }

    /// Eight ids in a row stand side by side: databases hand out ids in a row, and who fills or changes an index goes
    /// by them.
    private func home(of id: Int64) -> Int {
        let eight = UInt64(bitPattern: id >> 3)
        let mixed = (eight ^ eight >> 32) &* 0x9E37_79B9_7F4A_7C15
        let entry = Int(mixed.multipliedFullWidth(by: UInt64(entries.count)).high) + Int(id & 7)
        return entry < entries.count ? entry : entry - entries.count
    }

    private func next(_ entry: Int) -> Int { entry + 1 == entries.count ? 0 : entry + 1 }

    private func distance(from: Int, to: Int) -> Int { to >= from ? to - from : to - from + entries.count }

    private func entry(of id: Int64) -> Int? {
        guard count > 0 else { return nil }
        var entry = home(of: id)
        while entries[entry].id != Self.free {
            if entries[entry].id == id { return entry }
            entry = next(entry)
        }
        return nil
    }

    /// Room for so many filters. At most four in five entries are taken.
    mutating func grow(for filters: Int) {
        guard filters * 5 > entries.count * 4 else { return }
        let old = entries
        let size = max(64, entries.count * 4 / 3, filters * 5 / 4 + 1)
        entries = Array(repeating: Entry(id: Self.free, code: 0), count: size)
        for moved in old where moved.id != Self.free {
            var entry = home(of: moved.id)
            while entries[entry].id != Self.free { entry = next(entry) }
            entries[entry] = moved
        }
    }
}
