import Foundation

/// Distances on the Earth taken as a sphere of its mean radius.
package enum GeoDistance {
    /// The mean radius in kilometres (IUGG).
    package static let earthRadius = 6371.0088

    /// The great-circle distance in kilometres between two points in degrees, by the haversine.
    package static func kilometres(
        fromLatitude: Double, longitude fromLongitude: Double, toLatitude: Double, longitude toLongitude: Double
    ) -> Double {
        let radians = Double.pi / 180
        let halfLatitude = sin((toLatitude - fromLatitude) * radians / 2)
        let halfLongitude = sin((toLongitude - fromLongitude) * radians / 2)
        let haversine =
            halfLatitude * halfLatitude
            + cos(fromLatitude * radians) * cos(toLatitude * radians) * halfLongitude * halfLongitude
        return 2 * earthRadius * asin(min(1, haversine.squareRoot()))
    }
}
