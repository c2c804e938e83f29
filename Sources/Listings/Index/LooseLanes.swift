/// Filters in no order, one after the other: a small partition, or what a block has not taken in yet.
struct LooseLanes: Sendable {
    /// By themselves, since a scan reads nothing else of most rows.
    private var bounds: [LaneBounds] = []
    private var heads: [Head] = []
    private var details: [LaneDetail?] = []
    private var unusedDetails = 0
    private var lastSerial: UInt32 = 0
    /// Goes up with every change.
    private(set) var changes = 0

    /// What a row is beside its bounds.
    private struct Head {
        let id: Int64
        let tag: UInt64
        /// Where the detail stands, one too high; 0 for none.
        var detailPlace: UInt32
        /// Tells a filter that was put in anew from the one that it replaces.
        let serial: UInt32
    }

    var count: Int { heads.count }

    subscript(row: Int) -> Lane {
        Lane(id: heads[row].id, tag: heads[row].tag, bounds: bounds[row], detail: detail(of: row))
    }

    func serial(of row: Int) -> UInt32 { heads[row].serial }

    /// Returns the row where the lane stands now.
    mutating func append(_ lane: Lane) -> Int {
        var detailPlace: UInt32 = 0
        if let detail = lane.detail {
            details.append(detail)
            detailPlace = UInt32(details.count)
        }
        lastSerial &+= 1
        changes &+= 1
        bounds.append(lane.bounds)
        heads.append(Head(id: lane.id, tag: lane.tag, detailPlace: detailPlace, serial: lastSerial))
        return heads.count - 1
    }

    /// Removes a row; the last one takes its place. Returns the id of the filter that moved, if one did.
    mutating func remove(at row: Int) -> Int64? {
        changes &+= 1
        let detail = Int(heads[row].detailPlace)
        if detail > 0 {
            details[detail - 1] = nil
            unusedDetails += 1
        }
        let last = heads.count - 1
        heads.swapAt(row, last)
        bounds.swapAt(row, last)
        heads.removeLast()
        bounds.removeLast()
        if unusedDetails > 16, unusedDetails > details.count / 2 { closeGaps() }
        return row < last ? heads[row].id : nil
    }

    /// Removes all rows, and keeps telling those that come from those that were.
    mutating func removeAll() {
        let (serial, changes) = (lastSerial, changes)
        self = LooseLanes()
        lastSerial = serial
        self.changes = changes &+ 1
    }

    /// Gives back what memory is not needed, if that is much.
    mutating func trim() {
        guard heads.capacity > heads.count + heads.count / 8 + 2 else { return }
        closeGaps()
        bounds = exact(bounds)
        heads = exact(heads)
        details = exact(details)
    }

    private func exact<Element>(_ elements: [Element]) -> [Element] { elements.withUnsafeBufferPointer { Array($0) } }

    private func detail(of row: Int) -> LaneDetail? {
        let place = Int(heads[row].detailPlace)
        return place == 0 ? nil : details[place - 1]
    }

    private mutating func closeGaps() {
        var kept: [LaneDetail?] = []
        for row in heads.indices where heads[row].detailPlace > 0 {
            kept.append(details[Int(heads[row].detailPlace) - 1])
            heads[row].detailPlace = UInt32(kept.count)
        }
        details = kept
        unusedDetails = 0
    }
}

extension LooseLanes {
    /// Appends the filters that the listing is for.
    func collect(_ query: inout LaneQuery, into found: inout FoundFilters) {
        let codes = query.codes
        bounds.withUnsafeBufferPointer { bounds in
            for row in bounds.indices where bounds[row].admit(codes) {
                if let detail = detail(of: row), !query.satisfies(detail) { continue }
                found.append(heads[row].id, heads[row].tag)
            }
        }
    }

    /// Bytes that are reserved.
    var bytes: Int {
        bounds.capacity * MemoryLayout<LaneBounds>.stride + heads.capacity * MemoryLayout<Head>.stride
            + details.capacity * MemoryLayout<LaneDetail?>.stride + details.reduce(0) { $0 + ($1?.bytes ?? 0) }
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
