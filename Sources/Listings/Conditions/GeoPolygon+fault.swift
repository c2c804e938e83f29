extension GeoPolygon {
    /// Why this is no area, in words for its author; nil if it is one.
    package var fault: String? {
        guard !rings.isEmpty else { return "has no ring" }
        guard rings.count <= ConditionsLimits.rings else { return "has more than \(ConditionsLimits.rings) rings" }
        guard rings.reduce(0, { $0 + $1.count }) <= ConditionsLimits.positions else {
            return "has more than \(ConditionsLimits.positions) positions"
        }
        for ring in rings {
            if let fault = Self.fault(of: ring) { return fault }
        }
        return nil
    }

    private static func fault(of ring: [Position]) -> String? {
        guard ring.count >= 4, let first = ring.first, first == ring.last else {
            return "has a ring that is not closed: at least 4 positions, the last repeating the first"
        }
        // A NaN is in no range.
        let areOnEarth = ring.allSatisfy {
            (-180...180).contains($0.longitude) && (-90...90).contains($0.latitude)
        }
        guard areOnEarth else { return "has a position off the map: [longitude, latitude] in degrees" }
        if zip(ring, ring.dropFirst()).contains(where: ==) { return "has the same position twice in a row" }
        return crossesItself(ring) ? "has a ring that crosses or touches itself" : nil
    }

    /// Whether two edges that are no neighbours have a point in common, or neighbours lie on one another.
    private static func crossesItself(_ ring: [Position]) -> Bool {
        let edges = Array(zip(ring, ring.dropFirst()))
        for first in edges.indices {
            for second in edges.indices.dropFirst(first + 1) {
                let areNeighbours = second == first + 1 || (first == 0 && second == edges.count - 1)
                if areNeighbours {
                    let (before, after) = second == first + 1 ? (first, second) : (second, first)
                    if turnsBack(edges[before], edges[after]) { return true }
                } else if meet(edges[first], edges[second]) {
                    return true
                }
            }
        }
        return false
    }

    private typealias Edge = (Position, Position)

    /// Whether `after` goes back over the way of `before`.
    private static func turnsBack(_ before: Edge, _ after: Edge) -> Bool {
        guard turn(before.0, before.1, after.1) == 0 else { return false }
        let (dx, dy) = (before.1.longitude - before.0.longitude, before.1.latitude - before.0.latitude)
        let (ex, ey) = (after.1.longitude - after.0.longitude, after.1.latitude - after.0.latitude)
        return dx * ex + dy * ey < 0
    }

    private static func meet(_ a: Edge, _ b: Edge) -> Bool {
        let (t1, t2) = (turn(a.0, a.1, b.0), turn(a.0, a.1, b.1))
        let (t3, t4) = (turn(b.0, b.1, a.0), turn(b.0, b.1, a.1))
        if t1 * t2 < 0, t3 * t4 < 0 { return true }
        return (t1 == 0 && isWithin(a, b.0)) || (t2 == 0 && isWithin(a, b.1))
            || (t3 == 0 && isWithin(b, a.0)) || (t4 == 0 && isWithin(b, a.1))
    }

    /// Whether a point that lies on the edge's line lies on the edge.
    private static func isWithin(_ edge: Edge, _ point: Position) -> Bool {
        min(edge.0.longitude, edge.1.longitude) <= point.longitude
            && point.longitude <= max(edge.0.longitude, edge.1.longitude)
            && min(edge.0.latitude, edge.1.latitude) <= point.latitude
            && point.latitude <= max(edge.0.latitude, edge.1.latitude)
    }
}
