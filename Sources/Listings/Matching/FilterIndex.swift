/// Which filters a listing is for. Filters are kept by city, those without a city in a part of their own; within a
/// part they are scanned. A value: a copy is a snapshot.
package struct FilterIndex: Sendable {
    /// Where a filter stands in a part.
    private struct Place: Sendable {
        var part: Int
        var row: Int
    }

    /// The first part holds the filters of any city.
    private var parts: [FilterPart] = [FilterPart()]
    private var partsByCity: [String: Int] = [:]
    private var places: [Int64: [Place]] = [:]

    package init() {}

    /// How many filters there are.
    package var count: Int { places.count }

    package func contains(_ id: Int64) -> Bool { places[id] != nil }

    /// Inserts the filter, or replaces the conditions of the one of the same id.
    package mutating func insert(_ id: Int64, _ conditions: FilterConditions) {
        remove(id)
        let prepared = PreparedConditions(conditions)
        let numbers = prepared.cityKeys.isEmpty ? [0] : prepared.cityKeys.map { part(of: $0) }
        places[id] = numbers.map { number in
            Place(part: number, row: parts[number].append(id, prepared))
        }
    }

    /// Removes the filter; false if there was none.
    @discardableResult
    package mutating func remove(_ id: Int64) -> Bool {
        guard let own = places.removeValue(forKey: id) else { return false }
        for place in own {
            guard let moved = parts[place.part].remove(at: place.row) else { continue }
            moveRow(of: moved, to: place)
        }
        return true
    }

    /// The filters that the listing is for, ascending.
    package func matches(_ listing: Listing) -> [Int64] {
        let here = partsByCity[listing.cityKey]
        let words = parts[0].asksForWords || here.map { parts[$0].asksForWords } ?? false
        let prepared = PreparedListing(listing, words: words)
        var ids: [Int64] = []
        parts[0].collect(prepared, into: &ids)
        if let here { parts[here].collect(prepared, into: &ids) }
        ids.sort()
        return ids
    }

    private mutating func part(of city: String) -> Int {
        if let number = partsByCity[city] { return number }
        parts.append(FilterPart())
        partsByCity[city] = parts.count - 1
        return parts.count - 1
    }

    /// The last row of a part fills the gap that a removed one leaves.
    private mutating func moveRow(of id: Int64, to place: Place) {
        guard let index = places[id]?.firstIndex(where: { $0.part == place.part }) else { return }
        places[id]?[index].row = place.row
    }
}
