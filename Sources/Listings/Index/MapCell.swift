import Foundation

/// A cell of the map: a tenth of a degree each way.
struct MapCell: Hashable, Sendable {
    private let row: Int32
    private let column: Int32

    private static let perDegree = 10.0
    /// What reaches over more cells is kept with the filters of anywhere.
    private static let mostCells = 64
    /// Kilometres of a degree of latitude.
    private static let degree = GeoDistance.earthRadius * .pi / 180

    /// Nil off the map.
    init?(latitude: Double, longitude: Double) {
        guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
        row = Int32((latitude * Self.perDegree).rounded(.down))
        column = Int32((longitude * Self.perDegree).rounded(.down))
    }

    private init(row: Int32, column: Int32) {
        self.row = row
        self.column = column
    }

    /// The cells that what these conditions draw on the map touches, and maybe a few beside; nil where they draw
    /// nothing, or something too large.
    static func touched(by conditions: FilterConditions) -> [MapCell]? {
        if let circle = conditions.circle { return touched(by: circle) }
        return conditions.areaPolygon.flatMap(touched)
    }

    private static func touched(by circle: RareConditions.Circle) -> [MapCell]? {
        guard circle.isOrdinary, circle.radius <= 50 else { return nil }
        // A thousandth more than needed.
        let high = circle.radius / degree * 1.001 + 0.000_1
        let wide = high / cos((abs(circle.latitude) + high) * .pi / 180)
        return cells(
            latitudes: circle.latitude - high...circle.latitude + high,
            longitudes: circle.longitude - wide...circle.longitude + wide
        )?.filter { $0.distance(to: circle) <= circle.radius * 1.01 + 0.01 }
    }

    private static func touched(by polygon: GeoPolygon) -> [MapCell]? {
        let positions = polygon.rings.joined()
        let latitudes = positions.map(\.latitude)
        let longitudes = positions.map(\.longitude)
        guard let south = latitudes.min(), let north = latitudes.max(), let west = longitudes.min(),
            let east = longitudes.max(), south <= north, west <= east
        else { return nil }
        return cells(latitudes: south...north, longitudes: west...east)
    }

    private static func cells(latitudes: ClosedRange<Double>, longitudes: ClosedRange<Double>) -> [MapCell]? {
        guard let first = MapCell(latitude: latitudes.lowerBound, longitude: longitudes.lowerBound),
            let last = MapCell(latitude: latitudes.upperBound, longitude: longitudes.upperBound),
            Int(last.row - first.row + 1) * Int(last.column - first.column + 1) <= mostCells
        else { return nil }
        return (first.row...last.row).flatMap { row in
            (first.column...last.column).map { MapCell(row: row, column: $0) }
        }
    }

    /// Kilometres from the circle's centre to the nearest point of the cell; for circles of 50 km the nearest point by
    /// degrees is near enough.
    private func distance(to circle: RareConditions.Circle) -> Double {
        let (south, west) = (Double(row) / Self.perDegree, Double(column) / Self.perDegree)
        return GeoDistance.kilometres(
            fromLatitude: circle.latitude, longitude: circle.longitude,
            toLatitude: min(max(circle.latitude, south), south + 1 / Self.perDegree),
            longitude: min(max(circle.longitude, west), west + 1 / Self.perDegree))
    }
}
