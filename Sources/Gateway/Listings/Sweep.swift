import Foundation
import Listings

/// What `POST /listings/sweep` takes: the source, perhaps the city, and since when a listing must have been seen.
struct Sweep: Equatable, Sendable {
    let source: String
    let cityKey: String?
    let seenSince: Date

    /// - Throws: ``Problem`` 422 naming every field at fault.
    init(_ body: FieldReader, now: Date) throws(Problem) {
        var body = body
        let name = body.requiredText("source", maximum: 60)
        let source = name.flatMap(Source.canonical)
        if name != nil, source == nil { body.report("source", "must be a portal's name, for example idealista") }
        let city = body.text("city", maximum: ListingLimits.city)
        if let city, CityName.key(city).isEmpty { body.report("city", "must be a city's name") }
        let written = body.requiredText("seen_since", maximum: 40)
        let date = written.flatMap(Self.date)
        if written != nil, date == nil {
            body.report("seen_since", "must be a time in ISO 8601, for example 2026-11-20T10:15:00Z")
        }
        if let date, date > now { body.report("seen_since", "must not lie in the future") }
        try body.finish()
        guard let source, let date else { throw .malformed("Fields are missing.") }
        (self.source, cityKey, seenSince) = (source, city.map(CityName.key), date)
    }

    /// Whether the calendar has the day: the date's own parser moves 30 February into March.
    private static func isDay(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return false }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return DateComponents(year: parts[0], month: parts[1], day: parts[2]).isValidDate(in: calendar)
    }

    /// ISO 8601 with a time zone, with or without fractions of a second.
    private static func date(_ text: String) -> Date? {
        guard isDay(text.prefix(10)) else { return nil }
        return (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: .iso8601))
    }
}
