/// How much a filter may ask for.
package enum ConditionsLimits {
    /// Entries of each list.
    package static let cities = 20
    package static let sources = 20
    package static let words = 20
    /// Characters.
    package static let word = 50
    package static let city = ListingLimits.city
    package static let name = 100
    /// Kilometres.
    package static let radius = 0.05...500.0
    /// Corners of a polygon, all rings together, and its rings.
    package static let positions = 500
    package static let rings = 10
    package static let price = 0...ListingLimits.price
    package static let pricePerM2 = 0...100_000.0
    package static let area = 0...ListingLimits.area
    package static let rooms = 0...ListingLimits.rooms
    /// Hours between two messages of a filter.
    package static let frequencyHours = 1...168
}
