/// Whether a listing is what a filter asks for: the one definition, which everything that matches or explains uses.
/// Every condition that is set must hold; bounds are inclusive; what a listing does not state excludes nothing.
package func matches(_ conditions: FilterConditions, _ listing: Listing) -> Bool {
    PreparedConditions(conditions).matches(PreparedListing(listing))
}

extension PreparedConditions {
    /// All conditions, the city's among them.
    package func matches(_ listing: PreparedListing) -> Bool {
        holds(.city, listing) && matchesWithinCity(listing)
    }

    /// All conditions but the city's, for a listing that is known to lie in one of the cities.
    @inline(__always)
    func matchesWithinCity(_ listing: PreparedListing) -> Bool {
        guard priceHolds(listing), roomsHold(listing), areaHolds(listing), types & listing.types != 0,
            furnished & listing.furnished != 0, pets & listing.pets != 0
        else { return false }
        return rare == nil || rareHold(listing)
    }

    /// Whether one condition holds; true where it is not set.
    func holds(_ condition: Condition, _ listing: PreparedListing) -> Bool {
        switch condition {
        case .city: cityKeys.isEmpty || cityKeys.contains(listing.cityKey)
        case .price: priceHolds(listing)
        case .rooms: roomsHold(listing)
        case .area: areaHolds(listing)
        case .propertyType: types & listing.types != 0
        case .furnished: furnished & listing.furnished != 0
        case .petsAllowed: pets & listing.pets != 0
        case .source, .pricePerM2, .advertiser, .radius, .areaPolygon, .includeWords, .excludeWords:
            rare?.holds(condition, listing, namesCity: !cityKeys.isEmpty) ?? true
        }
    }

    // A number that is not stated is NaN, and every comparison with NaN is false.

    @inline(__always)
    private func priceHolds(_ listing: PreparedListing) -> Bool {
        !(listing.price < minPrice) && !(listing.price > maxPrice)
    }

    @inline(__always)
    private func roomsHold(_ listing: PreparedListing) -> Bool {
        !(listing.rooms < minRooms) && !(listing.rooms > maxRooms)
    }

    @inline(__always)
    private func areaHolds(_ listing: PreparedListing) -> Bool {
        !(listing.area < minArea) && !(listing.area > maxArea)
    }

    /// The cheap ones first.
    private static let rareConditions: [Condition] = [
        .pricePerM2, .advertiser, .source, .radius, .areaPolygon, .includeWords, .excludeWords,
    ]

    private func rareHold(_ listing: PreparedListing) -> Bool {
        Self.rareConditions.allSatisfy { holds($0, listing) }
    }
}

extension RareConditions {
    /// - Parameter namesCity: whether the filter names cities; the listing's is then one of them, and vouches for a
    ///   listing that does not state where it lies.
    func holds(_ condition: Condition, _ listing: PreparedListing, namesCity: Bool) -> Bool {
        switch condition {
        case .pricePerM2: !(listing.pricePerM2 > maxPricePerM2)
        case .advertiser: advertisers & listing.advertisers != 0
        case .source: sources.isEmpty || sources.contains(listing.source)
        case .radius: circle.map { listing.hasCoordinates ? $0.contains(listing) : namesCity } ?? true
        case .areaPolygon: polygon.map { listing.hasCoordinates ? $0.contains(listing) : namesCity } ?? true
        case .includeWords: includeWords.isEmpty || includeWords.allSatisfy(listing.words.contains)
        case .excludeWords: excludeWords.isEmpty || !excludeWords.contains(where: listing.words.contains)
        case .city, .price, .propertyType, .rooms, .area, .furnished, .petsAllowed: true
        }
    }
}

extension RareConditions.Circle {
    func contains(_ listing: PreparedListing) -> Bool {
        GeoDistance.kilometres(
            fromLatitude: latitude, longitude: longitude, toLatitude: listing.latitude, longitude: listing.longitude)
            <= radius
    }
}

extension GeoPolygon {
    func contains(_ listing: PreparedListing) -> Bool {
        contains(latitude: listing.latitude, longitude: listing.longitude)
    }
}
