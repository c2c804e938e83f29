/// Filters in no order, one after the other: a small partition, or what a block has not taken in yet.
struct LooseLanes: Sendable {
    private(set) var ids: [Int64] = []
    private var tags: [UInt64] = []
    private var bounds: [LaneBounds] = []
    /// Where a lane's detail stands, one too high; 0 for none.
    private var detailPlaces: [UInt32] = []
    private var details: [LaneDetail?] = []
    private var unusedDetails = 0
    /// Tells a filter that was put in anew from the one that it replaces.
    private(set) var serials: [UInt32] = []
    private var lastSerial: UInt32 = 0

    var count: Int { ids.count }

    subscript(row: Int) -> Lane {
        Lane(id: ids[row], tag: tags[row], bounds: bounds[row], detail: detail(of: row))
    }

    /// Returns the row where the lane stands now.
    mutating func append(_ lane: Lane) -> Int {
        ids.append(lane.id)
        tags.append(lane.tag)
        bounds.append(lane.bounds)
        if let detail = lane.detail {
            details.append(detail)
            detailPlaces.append(UInt32(details.count))
        } else {
            detailPlaces.append(0)
        }
        lastSerial &+= 1
        serials.append(lastSerial)
        return ids.count - 1
    }

    /// Removes a row; the last one takes its place. Returns the id of the filter that moved, if one did.
    mutating func remove(at row: Int) -> Int64? {
        let detail = Int(detailPlaces[row])
        if detail > 0 {
            details[detail - 1] = nil
            unusedDetails += 1
        }
        let moves = row < ids.count - 1
        ids.swapAt(row, ids.count - 1)
        tags.swapAt(row, tags.count - 1)
        bounds.swapAt(row, bounds.count - 1)
        detailPlaces.swapAt(row, detailPlaces.count - 1)
        serials.swapAt(row, serials.count - 1)
        serials.removeLast()
        ids.removeLast()
        tags.removeLast()
        bounds.removeLast()
        detailPlaces.removeLast()
        if unusedDetails > 16, unusedDetails > details.count / 2 { closeGaps() }
        return moves ? ids[row] : nil
    }

    private func detail(of row: Int) -> LaneDetail? {
        let place = Int(detailPlaces[row])
        return place == 0 ? nil : details[place - 1]
    }

    private mutating func closeGaps() {
        var kept: [LaneDetail?] = []
        for row in detailPlaces.indices where detailPlaces[row] > 0 {
            kept.append(details[Int(detailPlaces[row]) - 1])
            detailPlaces[row] = UInt32(kept.count)
        }
        details = kept
        unusedDetails = 0
    }
}

extension LooseLanes {
    init(_ lanes: [Lane]) {
        self.init()
        ids.reserveCapacity(lanes.count)
        tags.reserveCapacity(lanes.count)
        bounds.reserveCapacity(lanes.count)
        detailPlaces.reserveCapacity(lanes.count)
        serials.reserveCapacity(lanes.count)
        details.reserveCapacity(lanes.count { $0.detail != nil })
        for lane in lanes { _ = append(lane) }
    }

    /// Appends the filters that the listing is for.
    func collect(_ query: inout LaneQuery, into found: inout FoundFilters) {
        let codes = query.codes
        bounds.withUnsafeBufferPointer { bounds in
            for row in bounds.indices where bounds[row].admit(codes) {
                if let detail = detail(of: row), !query.satisfies(detail) { continue }
                found.append(ids[row], tags[row])
            }
        }
    }

    /// Whether much more is reserved than used.
    var isWasteful: Bool { ids.capacity > ids.count + ids.count / 8 + 2 }

    /// Bytes that are reserved.
    var bytes: Int {
        ids.capacity * 8 + tags.capacity * 8 + bounds.capacity * MemoryLayout<LaneBounds>.stride
            + (detailPlaces.capacity + serials.capacity) * 4 + details.capacity * MemoryLayout<LaneDetail?>.stride
            + details.reduce(0) { $0 + ($1?.bytes ?? 0) }
    }
}

extension LaneDetail {
    /// Bytes beside the value itself, about.
    var bytes: Int {
        guard case .rule(let rule) = self else { return 0 }
        return rule.bytes
    }
}

extension LaneRule {
    /// The object and what it refers to, about.
    var bytes: Int {
        let header = 16
        guard let rare = conditions.rare else { return header + MemoryLayout<PreparedConditions>.size }
        let words = (rare.includeWords + rare.excludeWords).reduce(0) { $0 + 48 + $1.count * 16 }
        let positions = rare.polygon?.rings.reduce(0) { $0 + 32 + $1.count * 16 } ?? 0
        return 2 * header + MemoryLayout<PreparedConditions>.size + 120 + words + positions + rare.sources.count * 16
    }
}
