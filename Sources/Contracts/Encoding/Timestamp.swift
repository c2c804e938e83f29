package import Foundation

/// Times as the messages write them: `2026-11-20T10:15:00Z`, always UTC, whole seconds unless there is a fraction.
package enum Timestamp {
    private static let whole = Date.ISO8601FormatStyle()
    private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// `date` to the second (a fraction is cut off).
    package static func text(_ date: Date) -> String {
        whole.format(Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)))
    }

    /// The time that `text` says, with or without a fraction of a second and with any offset; nil if it says none.
    package static func date(_ text: String) -> Date? {
        (try? whole.parse(text)) ?? (try? fractional.parse(text))
    }
}
