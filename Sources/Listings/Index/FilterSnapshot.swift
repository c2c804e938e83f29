/// All filters of one moment, ready to be matched with; changes that are made to the index meanwhile do not touch it.
/// Taking one costs nothing, keeping one makes the index copy the partitions that it changes.
package struct FilterSnapshot: Sendable {
    /// Filters of anywhere.
    static let anywhere = 0
    private static let pageSize = 64

    /// In pages, so that a change copies little.
    private var pages: [[FilterPartition]] = [[FilterPartition()]]
    private var cities: [String: Int] = [:]
    private var cells: [MapCell: Int] = [:]
    private(set) var partitions = 1

    init() {}

    /// Filters that the listing is for, in no order.
    package func collect(_ listing: Listing, into found: inout FoundFilters) {
        found.count = 0
        var query = LaneQuery(PreparedListing(listing))
        if let city = cities[query.listing.cityKey] {
            query.isCityNamed = true
            self[city].collect(&query, into: &found)
        }
        query.isCityNamed = false
        self[Self.anywhere].collect(&query, into: &found)
        if let place = query.place, !cells.isEmpty,
            let cell = MapCell(latitude: place.latitude, longitude: place.longitude).flatMap({ cells[$0] })
        {
            self[cell].collect(&query, into: &found)
        }
    }

    /// Filters that the listing is for, ascending.
    package func matches(_ listing: Listing) -> [Int64] {
        var found = FoundFilters()
        collect(listing, into: &found)
        return found.allIDs.sorted()
    }

    subscript(number: Int) -> FilterPartition {
        _read { yield pages[number / Self.pageSize][number % Self.pageSize] }
        _modify { yield &pages[number / Self.pageSize][number % Self.pageSize] }
    }

    /// The city's partition, which is made where there is none.
    mutating func partition(ofCity key: String) -> Int {
        if let number = cities[key] { return number }
        cities[key] = addPartition()
        return partitions - 1
    }

    mutating func partition(of cell: MapCell) -> Int {
        if let number = cells[cell] { return number }
        cells[cell] = addPartition()
        return partitions - 1
    }

    private mutating func addPartition() -> Int {
        if partitions.isMultiple(of: Self.pageSize) { pages.append([]) }
        pages[pages.count - 1].append(FilterPartition())
        partitions += 1
        return partitions - 1
    }

    /// Bytes that are reserved, about.
    var bytes: Int {
        pages.joined().reduce(0) { $0 + $1.bytes } + cities.capacity * 40 + cells.capacity * 20
    }
}
