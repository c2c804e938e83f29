package import Foundation

/// The hours in which a person wants to hear nothing, by the clock of where they are. From 22:00 to 08:00 spans
/// midnight; equal ends are no quiet hours.
package struct QuietHours: Sendable, Equatable {
    /// Minutes after midnight, 0 to 1439.
    package var from: Int
    /// Minutes after midnight, 0 to 1439; the first minute that is not quiet.
    package var to: Int

    package init(from: Int, to: Int) {
        self.from = from
        self.to = to
    }

    /// When the quiet that holds at `time` ends; nil if `time` is not quiet.
    package func end(at time: Date, in timeZone: TimeZone) -> Date? {
        let minute = LocalDay.minute(of: time, in: timeZone)
        let isQuiet = from <= to ? (from..<to).contains(minute) : minute >= from || minute < to
        guard isQuiet else { return nil }
        return LocalDay.next(minute: to, after: time, in: timeZone)
    }
}

/// A day by the clock of a time zone, with its changes to and from summer time.
package enum LocalDay {
    /// The midnight with which the day of `time` began; where a change of the clock leaves midnight out, what came in
    /// its place.
    package static func start(of time: Date, in timeZone: TimeZone) -> Date {
        calendar(timeZone).startOfDay(for: time)
    }

    /// The next midnight.
    package static func midnight(after time: Date, in timeZone: TimeZone) -> Date {
        next(minute: 0, after: time, in: timeZone)
    }

    static func minute(of time: Date, in timeZone: TimeZone) -> Int {
        let parts = calendar(timeZone).dateComponents([.hour, .minute], from: time)
        return (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
    }

    /// The first time after `time` at which the clock shows this minute; where a change of the clock leaves it out,
    /// the first minute after the gap.
    static func next(minute: Int, after time: Date, in timeZone: TimeZone) -> Date {
        let wanted = DateComponents(hour: minute / 60, minute: minute % 60, second: 0)
        let calendar = calendar(timeZone)
        // The second of two equal times is looked for as well: the first may have passed.
        let found = [Calendar.RepeatedTimePolicy.first, .last].compactMap {
            calendar.nextDate(after: time, matching: wanted, matchingPolicy: .nextTime, repeatedTimePolicy: $0)
        }
        return found.min() ?? time.addingTimeInterval(86_400)
    }

    private static func calendar(_ timeZone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return calendar
    }
}
