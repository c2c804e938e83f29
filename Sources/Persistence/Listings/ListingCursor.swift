import Foundation

/// A place in a search's results, which stays valid while listings come and go.
package struct ListingCursor: Sendable, Equatable {
    package let order: ListingSearch.Order
    /// The last row's value in the order: microseconds since 1970, or a number; PostgreSQL's text of it.
    let value: String
    /// The last row's id.
    let id: Int64

    init(order: ListingSearch.Order, value: String, id: Int64) {
        self.order = order
        self.value = value
        self.id = id
    }

    /// Reads what `text` wrote; nil for anything else.
    package init?(_ text: String) {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let plain = String(bytes: data, encoding: .utf8) else {
            return nil
        }
        let parts = plain.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let order = ListingSearch.Order(rawValue: String(parts[0])),
            Self.isValue(parts[1], of: order), let id = Int64(parts[2])
        else { return nil }
        self.init(order: order, value: String(parts[1]), id: id)
    }

    /// For a client, who is not to look into it: letters, digits, `-` and `_`.
    package var text: String {
        Data("\(order.rawValue) \(value) \(id)".utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// The end of the year 9999, in microseconds since 1970.
    private static let latest: Int64 = 253_402_300_799_999_999

    /// Whether PostgreSQL can read the value, which a client may have made up.
    private static func isValue(_ text: Substring, of order: ListingSearch.Order) -> Bool {
        if order == .newest { return Int64(text).map { (0...latest).contains($0) } ?? false }
        if text == "Infinity" || text == "-Infinity" { return true }
        guard let number = Double(text), number.isFinite else { return false }
        // What is so small that a number cannot hold it reads as 0 here, and as an error in PostgreSQL.
        return number == 0 ? text == "0" : (1e-300...1e300).contains(number.magnitude)
    }
}
