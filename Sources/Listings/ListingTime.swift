import Foundation

/// Times in `listings.content`, to the second.
enum ListingTime {
    private static let style = Date.ISO8601FormatStyle()

    static func text(_ date: Date) -> String { style.format(date) }

    static func date(_ text: String) -> Date? { try? style.parse(text) }
}
