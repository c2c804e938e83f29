import Hummingbird
import Listings
import Persistence

/// The query of the public search. Parameters it does not know are left alone, as they always were.
enum ListingQuery {
    /// - Throws: ``Problem`` 422 naming every parameter at fault.
    static func read(_ request: Request) throws(Problem) -> ListingSearch {
        var query = QueryReader(request)
        var search = ListingSearch()
        search.city = query.text("city", maximum: ListingLimits.city)
        search.minPrice = query.number("min_price", in: 0...ListingLimits.price)
        search.maxPrice = query.number("max_price", in: 0...ListingLimits.price)
        search.minRooms = query.integer("min_rooms", in: 0...ListingLimits.rooms)
        search.maxRooms = query.integer("max_rooms", in: 0...ListingLimits.rooms)
        search.minArea = query.number("min_area", in: 0...ListingLimits.area)
        search.maxArea = query.number("max_area", in: 0...ListingLimits.area)
        search.furnished = query.boolean("furnished")
        search.petsAllowed = query.boolean("pets_allowed")
        search.propertyTypes = types(&query)
        search.sources = sources(&query)
        window(&query, &search)
        ordered("price", search.minPrice, search.maxPrice, &query)
        ordered("rooms", search.minRooms, search.maxRooms, &query)
        ordered("area", search.minArea, search.maxArea, &query)
        try query.finish()
        return search
    }

    private static func ordered<Bound: Comparable>(
        _ name: String, _ lower: Bound?, _ upper: Bound?, _ query: inout QueryReader
    ) {
        if let lower, let upper, lower > upper { query.report("max_\(name)", "must not be below min_\(name)") }
    }

    private static func types(_ query: inout QueryReader) -> [PropertyType] {
        let words = query.texts("property_type")
        if words.contains(where: { $0.lowercased() == "all" }) { return [] }
        return words.compactMap { word in
            if let type = PropertyType(portalWord: word) { return type }
            let known = PropertyType.allCases.map(\.rawValue).joined(separator: ", ")
            query.report("property_type", "must be one of \(known), or all")
            return nil
        }
    }

    private static func sources(_ query: inout QueryReader) -> [String] {
        query.texts("source_site").compactMap { name in
            if let source = Source.canonical(name) { return source }
            query.report("source_site", "must be a portal's name, for example idealista")
            return nil
        }
    }

    private static func window(_ query: inout QueryReader, _ search: inout ListingSearch) {
        let page = Page(&query, defaultLimit: 20)
        (search.skip, search.limit) = (page.skip, page.limit)
        if let name = query.text("sort") {
            if let order = ListingSearch.Order(rawValue: name) {
                search.order = order
            } else {
                let known = ListingSearch.Order.allCases.map(\.rawValue).joined(separator: ", ")
                query.report("sort", "must be one of \(known)")
            }
        }
        guard let text = query.text("cursor", maximum: 400) else { return }
        search.cursor = ListingCursor(text)
        if search.cursor == nil || search.cursor?.order != search.order {
            query.report("cursor", "must be the next_cursor of a page of the same search")
        }
    }
}
