import Foundation

/// Whether two listings of different portals advertise one home.
///
/// A merge that is missed costs a second message; a wrong one hides a home. So nothing may speak against it, price and
/// area must be stated by both and agree, and a place or a picture must say that it is this home and not its neighbour:
/// flats of one building differ in floor, area or price, and a value that is not stated proves nothing.
package enum HomeRule {
    /// Portals take over a changed price at different times: the greatest difference, as a share of the higher one.
    package static let priceTolerance = 0.02
    /// Square metres: one portal rounds, the other does not.
    package static let areaTolerance = 1.0
    /// Closer than this, prices and areas count as the same; every evidence needs one of the two.
    package static let samePrice = 0.5
    package static let sameArea = 0.05
    /// Kilometres; portals blur coordinates. Farther apart than this is another home.
    static let greatestDistance = 0.3
    /// Kilometres; closer than this counts as the same place.
    static let samePlace = 0.05

    package static func isSame(_ left: HomeFacts, _ right: HomeFacts) -> Bool {
        strength(left, right) != nil
    }

    /// How much speaks for it: nil, they are not known to be one home; else the higher the surer.
    package static func strength(_ left: HomeFacts, _ right: HomeFacts) -> Int? {
        guard left.source != right.source, !contradicts(left, right), isNear(left, right) else { return nil }
        let evidence = HomeEvidence(left, right)
        return evidence.isEnough ? evidence.weight : nil
    }

    /// Whether a fact that both state, or their distance, says that these are two homes; the portal aside.
    package static func contradicts(_ left: HomeFacts, _ right: HomeFacts) -> Bool {
        if left.cityKey != right.cityKey || left.currency != right.currency { return true }
        if differ(left.rooms, right.rooms) || differ(left.bathrooms, right.bathrooms) { return true }
        if differ(kind(left.type), kind(right.type)) { return true }
        if isOtherFloor(left.floor, right.floor) { return true }
        if let distance = distance(left, right), distance > greatestDistance { return true }
        guard let here = left.address, let there = right.address else { return false }
        return here.isSameStreet(as: there) == false || differ(here.number, there.number)
    }

    private static func isNear(_ left: HomeFacts, _ right: HomeFacts) -> Bool {
        abs(left.area - right.area) <= areaTolerance
            && abs(left.price - right.price) <= priceTolerance * max(left.price, right.price)
    }

    static func distance(_ left: HomeFacts, _ right: HomeFacts) -> Double? {
        guard let latitude = left.latitude, let longitude = left.longitude, let toLatitude = right.latitude,
            let toLongitude = right.longitude
        else { return nil }
        return GeoDistance.kilometres(
            fromLatitude: latitude, longitude: longitude, toLatitude: toLatitude, longitude: toLongitude)
    }

    /// Farther north or south than this is farther than `greatestDistance`: a degree has more than 111 kilometres.
    package static let degreesOfLatitude = greatestDistance / 111

    /// Farther east or west of a listing than this is farther than `greatestDistance`; nil where it has no place, and
    /// near the poles and the date line, where degrees say nothing.
    package static func degreesOfLongitude(around listing: Listing) -> Double? {
        guard let latitude = listing.latitude, let longitude = listing.longitude, abs(latitude) < 80,
            abs(longitude) < 179
        else { return nil }
        return degreesOfLatitude / cos((abs(latitude) + 1) * .pi / 180)
    }

    private static func differ<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
        guard let left, let right else { return false }
        return left != right
    }

    /// Where one portal says studio or penthouse, another says apartment.
    private static func kind(_ type: PropertyType?) -> String? {
        switch type {
        case .apartment, .studio, .penthouse: "flat"
        case .house: "house"
        case .room: "room"
        case nil: nil
        }
    }

    /// Numbers are compared; words for the floors near the ground are used too loosely.
    private static func isOtherFloor(_ left: String?, _ right: String?) -> Bool {
        guard let left = left.flatMap({ Int($0) }), let right = right.flatMap({ Int($0) }) else { return false }
        return left != right
    }
}

/// What speaks for two listings' being one home.
struct HomeEvidence {
    private let exactPrice: Bool
    private let exactArea: Bool
    private let sameRooms: Bool
    private let sameFloor: Bool
    private let sharedPicture: Bool
    private let sameStreet: Bool
    private let sameNumber: Bool
    private let closeBy: Bool
    private let isRoom: Bool

    init(_ left: HomeFacts, _ right: HomeFacts) {
        exactPrice = abs(left.price - right.price) < HomeRule.samePrice
        exactArea = abs(left.area - right.area) < HomeRule.sameArea
        sameRooms = left.rooms != nil && left.rooms == right.rooms
        sameFloor = left.floor != nil && left.floor == right.floor
        sharedPicture = !left.pictures.isDisjoint(with: right.pictures)
        sameStreet = left.address.flatMap { here in right.address.flatMap(here.isSameStreet) } ?? false
        sameNumber = left.address?.number != nil && left.address?.number == right.address?.number
        closeBy = HomeRule.distance(left, right).map { $0 <= HomeRule.samePlace } ?? false
        isRoom = left.type == .room || right.type == .room
    }

    /// The weaker the place, the more of the flat itself must agree. Rooms of one flat differ in nothing but their
    /// pictures.
    var isEnough: Bool {
        if sharedPicture { return exactPrice || exactArea }
        guard sameRooms, !isRoom else { return false }
        if sameStreet && sameNumber { return exactPrice && exactArea || sameFloor && (exactPrice || exactArea) }
        return (sameStreet || closeBy) && exactPrice && exactArea && sameFloor
    }

    var weight: Int {
        [exactPrice, exactArea, sameRooms, sameFloor, sameStreet, sameNumber, closeBy].count { $0 }
            + (sharedPicture ? 4 : 0)
    }
}
