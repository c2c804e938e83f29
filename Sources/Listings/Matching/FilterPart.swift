/// The filters of one city, or those of any city, in rows without order.
struct FilterPart: Sendable {
    private var ids: [Int64] = []
    private var conditions: [PreparedConditions] = []
    private var askingForWords = 0

    /// Whether any filter looks at a listing's words.
    var asksForWords: Bool { askingForWords > 0 }

    /// Adds a filter and returns its row.
    mutating func append(_ id: Int64, _ prepared: PreparedConditions) -> Int {
        ids.append(id)
        conditions.append(prepared)
        if prepared.asksForWords { askingForWords += 1 }
        return ids.count - 1
    }

    /// Removes a row. Returns the id of the filter that stands there now, if another had to move.
    mutating func remove(at row: Int) -> Int64? {
        if conditions[row].asksForWords { askingForWords -= 1 }
        let last = ids.removeLast()
        let lastConditions = conditions.removeLast()
        guard row < ids.count else { return nil }
        ids[row] = last
        conditions[row] = lastConditions
        return last
    }

    /// Appends the ids of the filters that the listing, which lies in this part's city, is for.
    func collect(_ listing: PreparedListing, into found: inout [Int64]) {
        conditions.withUnsafeBufferPointer { rows in
            for row in rows.indices where rows[row].matchesWithinCity(listing) {
                found.append(ids[row])
            }
        }
    }
}
