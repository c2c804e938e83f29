import Foundation

/// Where a listing lies, with what every distance from it needs.
struct ListingPlace {
    let latitude: Double
    let longitude: Double
    fileprivate let sine: Double
    fileprivate let cosine: Double

    /// Nil where the listing does not state it.
    init?(_ listing: PreparedListing) {
        guard listing.hasCoordinates else { return nil }
        latitude = listing.latitude
        longitude = listing.longitude
        sine = sin(latitude * .pi / 180)
        cosine = cos(latitude * .pi / 180)
    }
}

extension FilterConditions {
    /// Nil where none is set.
    var circle: RareConditions.Circle? {
        guard let latitude, let longitude, let radiusKm else { return nil }
        return RareConditions.Circle(latitude: latitude, longitude: longitude, radius: radiusKm)
    }
}

extension RareConditions.Circle {
    /// Whether the quick test below holds its promise: away from the poles, and of a size that makes sense.
    var isOrdinary: Bool { abs(latitude) <= 80 && abs(longitude) <= 180 && (0...200).contains(radius) }

    /// The rule's answer at a tenth of its price, for an ordinary circle: the haversine by short series, whose error is
    /// below 1 in 10,000 for points within two degrees. What is nearer to the edge than that is left to the rule.
    @inline(__always)
    func contains(_ place: ListingPlace) -> Bool {
        let halfRadian = Double.pi / 360
        let halfLatitude = (place.latitude - latitude) * halfRadian
        let halfLongitude = (place.longitude - longitude) * halfRadian
        let (byLatitude, byLongitude) = (halfLatitude * halfLatitude, halfLongitude * halfLongitude)
        // The cosine of the centre's latitude, from the place's.
        let cosine = place.cosine - 2 * (place.cosine * byLatitude - place.sine * halfLatitude)
        let haversine = squaredSine(byLatitude) + cosine * place.cosine * squaredSine(byLongitude)
        let edge = radius / (2 * GeoDistance.earthRadius)
        let limit = squaredSine(edge * edge)
        let away = byLatitude + byLongitude
        if away < 0.000_3, abs(haversine - limit) > limit * 0.000_2 { return haversine < limit }
        // Up to 23 degrees away the error is below 1 in 10.
        return away < 0.04 && haversine > limit * 1.5 ? false : isWithin(place)
    }

    @inline(never)
    private func isWithin(_ place: ListingPlace) -> Bool {
        GeoDistance.kilometres(
            fromLatitude: latitude, longitude: longitude, toLatitude: place.latitude, longitude: place.longitude)
            <= radius
    }
}

/// The square of the sine of a small angle, from the angle's square.
@inline(__always)
private func squaredSine(_ squared: Double) -> Double { squared - squared * squared * (1.0 / 3) }
