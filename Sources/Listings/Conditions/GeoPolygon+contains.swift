extension GeoPolygon {
    /// Whether the point lies inside, in none of the holes, or on any ring's line.
    package func contains(latitude: Double, longitude: Double) -> Bool {
        let point = Position(longitude: longitude, latitude: latitude)
        guard let outer = rings.first else { return false }
        if rings.contains(where: { Self.isOnLine(of: $0, point) }) { return true }
        return Self.isInside(outer, point) && !rings.dropFirst().contains { Self.isInside($0, point) }
    }

    /// Even-odd rule: how often a ray to the east crosses the ring.
    private static func isInside(_ ring: [Position], _ point: Position) -> Bool {
        var isInside = false
        for (start, end) in zip(ring, ring.dropFirst())
        where (start.latitude > point.latitude) != (end.latitude > point.latitude) {
            let share = (point.latitude - start.latitude) / (end.latitude - start.latitude)
            if point.longitude < start.longitude + share * (end.longitude - start.longitude) { isInside.toggle() }
        }
        return isInside
    }

    private static func isOnLine(of ring: [Position], _ point: Position) -> Bool {
        zip(ring, ring.dropFirst()).contains { start, end in
            Self.turn(start, end, point) == 0
                && min(start.longitude, end.longitude) <= point.longitude
                && point.longitude <= max(start.longitude, end.longitude)
                && min(start.latitude, end.latitude) <= point.latitude
                && point.latitude <= max(start.latitude, end.latitude)
        }
    }

    /// Positive where the way from `a` over `b` to `c` turns left, 0 where it goes straight.
    static func turn(_ a: Position, _ b: Position, _ c: Position) -> Double {
        (b.longitude - a.longitude) * (c.latitude - a.latitude)
            - (b.latitude - a.latitude) * (c.longitude - a.longitude)
    }
}
