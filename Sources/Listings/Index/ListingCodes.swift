/// A listing in the codes of `LaneBounds`: what it does not state passes every bound.
struct ListingCodes {
    let values: SIMD8<UInt16>
    /// The traits that the listing states.
    let traits: UInt16

    init(_ listing: PreparedListing) {
        traits = ListingTraits.stated(by: listing)
        values = [
            Self.low(listing.price), Self.high(listing.price), Self.low(listing.area), Self.high(listing.area),
            Self.low(listing.rooms), Self.high(listing.rooms), .max, .max,
        ]
    }

    /// What a lower bound's code is compared with.
    private static func low(_ number: Double) -> UInt16 {
        number.isNaN ? .max : UInt16(min(max(number.rounded(.down) + 1, 0), 65_535))
    }

    /// What an upper bound's code is compared with.
    private static func high(_ number: Double) -> UInt16 {
        number.isNaN ? .max : .max - UInt16(min(max(number.rounded(.up) + 1, 0), 65_535))
    }
}
