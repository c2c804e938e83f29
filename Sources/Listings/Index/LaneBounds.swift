/// A filter's bounds and choices in 16 bytes, so that one comparison of eight numbers decides on all of them.
///
/// A bound is a whole number from 0 to 65,533, coded so that 0 stands for one that is not set and a listing passes
/// where the code is at most its own: a lower bound `v` is `v + 1`, an upper one `65,534 - v`. Other bounds are coded
/// outward, and the filter is looked at by the rule itself. Choices are coded as what the filter does not want.
struct LaneBounds: Sendable, Equatable {
    /// Lower and upper bound of price, area and rooms; unwanted traits; nothing.
    let codes: SIMD8<UInt16>

    /// The largest number that has a code of its own.
    static let largest = 65_533

    init(codes: SIMD8<UInt16>) { self.codes = codes }

    /// The code of a lower bound that asks for nothing, and of an upper one.
    static let unset: UInt16 = 0

    /// The traits that the filter does not want, see `ListingTraits`.
    var unwanted: UInt16 { codes[6] }

    func lower(_ axis: LaneAxis) -> Int? {
        let code = codes[2 * axis.rawValue]
        return code == Self.unset ? nil : Int(code) - 1
    }

    func upper(_ axis: LaneAxis) -> Int? {
        let code = codes[2 * axis.rawValue + 1]
        return code == Self.unset ? nil : Self.largest + 1 - Int(code)
    }

    @inline(__always)
    func admit(_ listing: ListingCodes) -> Bool {
        codes[6] & listing.traits == 0 && all(codes .<= listing.values)
    }
}

/// What a listing has one number of and a filter two bounds.
enum LaneAxis: Int {
    case price, area, rooms
}

extension LaneBounds {
    /// A function, since an initializer would copy the conditions.
    /// - Parameter isExact: set to false where a bound has no code of its own.
    static func of(_ conditions: FilterConditions, isExact: inout Bool) -> LaneBounds {
        LaneBounds(codes: [
            lowerCode(conditions.minPrice, &isExact), upperCode(conditions.maxPrice, &isExact),
            lowerCode(conditions.minArea, &isExact), upperCode(conditions.maxArea, &isExact),
            lowerCode(conditions.minRooms.map(Double.init), &isExact),
            upperCode(conditions.maxRooms.map(Double.init), &isExact),
            ListingTraits.unwanted(by: conditions), 0,
        ])
    }

    private static func lowerCode(_ bound: Double?, _ isExact: inout Bool) -> UInt16 {
        // A NaN bounds nothing, as in the rule.
        guard let bound, bound > -.infinity else { return unset }
        if let whole = UInt16(exactly: bound), whole <= largest { return whole + 1 }
        isExact = false
        return bound < 0 ? unset : UInt16(min(bound, Double(largest))) + 1
    }

    private static func upperCode(_ bound: Double?, _ isExact: inout Bool) -> UInt16 {
        guard let bound, bound < .infinity else { return unset }
        if let whole = UInt16(exactly: bound), whole <= largest { return UInt16(largest + 1) - whole }
        isExact = false
        return bound > Double(largest) ? unset : UInt16(largest + 1) - UInt16(max(bound.rounded(.up), 0))
    }
}
