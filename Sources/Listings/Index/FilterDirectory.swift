/// Where every filter stands, by id: an open table of 16 bytes an entry.
struct FilterDirectory: Sendable {
    /// Where in which partition.
    struct Place: Sendable, Equatable {
        let partition: Int
        var lane: LanePlace
    }

    /// An id that no filter has marks an entry as free.
    private static let free = Int64.min

    private var ids: [Int64] = []
    private var codes: [UInt64] = []
    private(set) var count = 0
    /// The filters that stand in several partitions.
    private var several: [Int64: [UInt64]] = [:]

    func contains(_ id: Int64) -> Bool { entry(of: id) != nil }

    /// Where in the partition the filter stands.
    func place(of id: Int64, in partition: Int) -> LanePlace? {
        guard let entry = entry(of: id) else { return nil }
        guard codes[entry] == Self.inSeveral else {
            let place = Self.place(codes[entry])
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
        while ids[entry] != Self.free { entry = next(entry) }
        ids[entry] = id
        codes[entry] = code
        count += 1
    }

    /// Notes that the filter stands elsewhere in the partition.
    mutating func move(_ id: Int64, to place: Place) {
        guard let entry = entry(of: id) else { return }
        guard codes[entry] == Self.inSeveral else { return codes[entry] = Self.code(place) }
        guard let index = several[id]?.firstIndex(where: { Self.place($0).partition == place.partition })
        else { return }
        several[id]?[index] = Self.code(place)
    }

    /// Takes the filter out; empty if there was none.
    mutating func remove(_ id: Int64) -> [Place] {
        guard var gap = entry(of: id) else { return [] }
        let own = codes[gap] == Self.inSeveral ? several.removeValue(forKey: id) ?? [] : [codes[gap]]
        count -= 1
        // What follows closes up where it may, so that no entry is cut off from its home.
        var entry = next(gap)
        while ids[entry] != Self.free {
            let fromHome = distance(from: home(of: ids[entry]), to: entry)
            if fromHome >= distance(from: gap, to: entry) {
                ids[gap] = ids[entry]
                codes[gap] = codes[entry]
                gap = entry
            }
            entry = next(entry)
        }
        ids[gap] = Self.free
        return own.map(Self.place)
    }

    /// Bytes that are reserved.
    var bytes: Int {
        ids.capacity * 8 + codes.capacity * 8 + several.capacity * 18
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

    private func home(of id: Int64) -> Int {
        let mixed = (UInt64(bitPattern: id) ^ UInt64(bitPattern: id) >> 32) &* 0x9E37_79B9_7F4A_7C15
        return Int(mixed.multipliedFullWidth(by: UInt64(ids.count)).high)
    }

    private func next(_ entry: Int) -> Int { entry + 1 == ids.count ? 0 : entry + 1 }

    private func distance(from: Int, to: Int) -> Int { to >= from ? to - from : to - from + ids.count }

    private func entry(of id: Int64) -> Int? {
        guard count > 0 else { return nil }
        var entry = home(of: id)
        while ids[entry] != Self.free {
            if ids[entry] == id { return entry }
            entry = next(entry)
        }
        return nil
    }

    /// Room for so many filters. At most four in five entries are taken.
    mutating func grow(for filters: Int) {
        guard filters * 5 > ids.count * 4 else { return }
        let (oldIDs, oldCodes) = (ids, codes)
        let size = max(64, ids.count * 4 / 3, filters * 5 / 4 + 1)
        ids = Array(repeating: Self.free, count: size)
        codes = Array(repeating: 0, count: size)
        for (id, code) in zip(oldIDs, oldCodes) where id != Self.free {
            var entry = home(of: id)
            while ids[entry] != Self.free { entry = next(entry) }
            ids[entry] = id
            codes[entry] = code
        }
    }
}
