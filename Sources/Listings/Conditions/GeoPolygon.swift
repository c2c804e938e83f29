/// An area drawn on a map, as GeoJSON has it (RFC 7946): an outer ring and holes, each a closed list of
/// `[longitude, latitude]` in degrees.
package struct GeoPolygon: Sendable, Equatable {
    /// Longitude first, as in GeoJSON.
    package struct Position: Sendable, Equatable {
        package var longitude: Double
        package var latitude: Double

        package init(longitude: Double, latitude: Double) {
            self.longitude = longitude
            self.latitude = latitude
        }
    }

    /// The outer ring, then the holes. The last position of a ring repeats its first.
    package var rings: [[Position]]

    package init(rings: [[Position]]) { self.rings = rings }
}

extension GeoPolygon: Codable {
    private enum CodingKeys: String, CodingKey { case type, coordinates }

    /// - Throws: `DecodingError` for another type of geometry and for positions of fewer than two numbers.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard try container.decode(String.self, forKey: .type) == "Polygon" else {
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "must be \"Polygon\"")
        }
        rings = try container.decode([[[Double]]].self, forKey: .coordinates).map { ring in
            try ring.map { numbers in
                guard numbers.count >= 2 else {
                    throw DecodingError.dataCorruptedError(
                        forKey: .coordinates, in: container,
                        debugDescription: "every position must be [longitude, latitude]")
                }
                return Position(longitude: numbers[0], latitude: numbers[1])
            }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("Polygon", forKey: .type)
        try container.encode(rings.map { $0.map { [$0.longitude, $0.latitude] } }, forKey: .coordinates)
    }
}
