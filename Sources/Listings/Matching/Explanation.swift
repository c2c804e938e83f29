/// What one condition asks for, what the listing states, and whether that is enough.
package struct ConditionOutcome: Sendable, Equatable, Codable {
    package var condition: Condition
    /// What the filter asks for, in figures and words of no language: `900–1500`, `apartment, studio`.
    package var wanted: String
    /// What the listing states; nil where it states nothing.
    package var stated: String?
    package var holds: Bool

    package init(condition: Condition, wanted: String, stated: String?, holds: Bool) {
        self.condition = condition
        self.wanted = wanted
        self.stated = stated
        self.holds = holds
    }
}

/// Why a listing matches or does not: every condition that is set, with its outcome. It matches when all hold.
package func explain(_ conditions: FilterConditions, _ listing: Listing) -> [ConditionOutcome] {
    let prepared = PreparedConditions(conditions)
    let facts = PreparedListing(listing)
    return Condition.allCases.compactMap { condition in
        guard let wanted = conditions.wanted(condition) else { return nil }
        return ConditionOutcome(
            condition: condition, wanted: wanted, stated: conditions.stated(condition, by: listing),
            holds: prepared.holds(condition, facts))
    }
}

extension FilterConditions {
    /// Nil where the condition is not set.
    fileprivate func wanted(_ condition: Condition) -> String? {
        switch condition {
        case .city: list(cities)
        case .source: list(sources)
        case .price: range(minPrice, maxPrice)
        case .pricePerM2: range(nil, maxPricePerM2)
        case .propertyType: list(propertyTypes.map(\.rawValue))
        case .rooms: range(minRooms.map(Double.init), maxRooms.map(Double.init))
        case .area: range(minArea, maxArea)
        case .furnished: furnished.map { "\($0)" }
        case .petsAllowed: petsAllowed.map { "\($0)" }
        case .advertiser: privateOnly ? Advertiser.private.rawValue : nil
        case .radius: circleText
        case .areaPolygon: areaPolygon.map { "\(max(0, ($0.rings.first?.count ?? 0) - 1)) corners" }
        case .includeWords: list(includeWords)
        case .excludeWords: list(excludeWords)
        }
    }

    fileprivate func stated(_ condition: Condition, by listing: Listing) -> String? {
        switch condition {
        case .city: listing.city
        case .source: listing.source
        case .price: listing.price.map { "\(figure($0)) \(listing.priceCurrency)" }
        case .pricePerM2: pricePerM2(of: listing).map(figure)
        case .propertyType: listing.propertyType?.rawValue ?? listing.propertyTypeAsWritten
        case .rooms: listing.rooms.map { "\($0)" }
        case .area: listing.area.map(figure)
        case .furnished: listing.furnished.map { "\($0)" }
        case .petsAllowed: listing.petsAllowed.map { "\($0)" }
        case .advertiser: listing.advertiser?.rawValue
        case .radius: distance(to: listing).map { "\(figure(($0 * 100).rounded() / 100)) km" }
        case .areaPolygon: position(of: listing)
        case .includeWords: list(found(includeWords, in: listing))
        case .excludeWords: list(found(excludeWords, in: listing))
        }
    }

    private var circleText: String? {
        guard let latitude, let longitude, let radiusKm else { return nil }
        return "\(figure(radiusKm)) km (\(latitude), \(longitude))"
    }

    private func distance(to listing: Listing) -> Double? {
        guard let latitude, let longitude, let toLatitude = listing.latitude, let toLongitude = listing.longitude
        else { return nil }
        return GeoDistance.kilometres(
            fromLatitude: latitude, longitude: longitude, toLatitude: toLatitude, longitude: toLongitude)
    }

    private func pricePerM2(of listing: Listing) -> Double? {
        guard let price = listing.price, let area = listing.area, area > 0 else { return nil }
        return (price / area * 100).rounded() / 100
    }

    private func position(of listing: Listing) -> String? {
        guard let latitude = listing.latitude, let longitude = listing.longitude else { return nil }
        return "\(latitude), \(longitude)"
    }

    private func found(_ words: [String], in listing: Listing) -> [String] {
        let text = WordBag(title: listing.title, description: listing.description)
        return words.filter { text.contains(TextFold.words($0)) }
    }
}

private func list(_ words: [String]) -> String? { words.isEmpty ? nil : words.joined(separator: ", ") }

private func range(_ lower: Double?, _ upper: Double?) -> String? {
    switch (lower, upper) {
    case (let lower?, let upper?): "\(figure(lower))–\(figure(upper))"
    case (let lower?, nil): "≥ \(figure(lower))"
    case (nil, let upper?): "≤ \(figure(upper))"
    case (nil, nil): nil
    }
}

/// Whole numbers without a decimal part.
private func figure(_ number: Double) -> String {
    Int64(exactly: number).map { "\($0)" } ?? "\(number)"
}
