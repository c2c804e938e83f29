/// A listing as it meets the filters of one partition after the other.
struct LaneQuery {
    let codes: ListingCodes
    let place: ListingPlace?
    /// Whether the partition's filters name the listing's city, which then vouches for one without coordinates.
    var isCityNamed = false
    private(set) var listing: PreparedListing

    init(_ listing: PreparedListing) {
        self.listing = listing
        codes = ListingCodes(listing)
        place = ListingPlace(listing)
    }

    /// Whether the listing lies in the circle as far as is known.
    @inline(__always)
    func isWithin(_ circle: RareConditions.Circle) -> Bool {
        guard let place else { return isCityNamed }
        return circle.contains(place)
    }

    /// The rule itself. Words are folded for the first filter that asks for them.
    mutating func satisfies(_ rule: LaneRule) -> Bool {
        if rule.conditions.asksForWords { listing.foldWords() }
        return rule.conditions.matchesWithinCity(listing)
    }

    mutating func satisfies(_ detail: LaneDetail) -> Bool {
        switch detail {
        case .circle(let circle): isWithin(circle)
        case .rule(let rule): satisfies(rule)
        }
    }
}
