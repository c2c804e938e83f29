/// How large the parts of a listing may be.
package enum ListingLimits {
    /// Rows of one request.
    package static let rows = 10_000
    /// Characters, counted as Unicode code points as everywhere; a longer one is cut, with a warning.
    package static let title = 300
    package static let description = 20_000
    package static let address = 300
    package static let district = 100
    package static let postalCode = 20
    package static let floor = 60
    package static let propertyType = 60
    /// Characters; a longer one is refused.
    package static let city = 100
    package static let externalID = 200
    /// Bytes; a longer one is refused.
    package static let url = 2048
    /// Pictures; further ones are left out, with a warning.
    package static let images = 50
    /// Euros a month; sales slip in among rentals, so it is wide.
    package static let price = 10_000_000.0
    /// Square metres.
    package static let area = 20_000.0
    package static let rooms = 200
    package static let bedrooms = 200
    package static let bathrooms = 100
    package static let totalFloors = 200
}
