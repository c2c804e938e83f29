/// The part of the day in which a person is not to be disturbed, by the clock of their own time zone.
///
/// It may pass midnight (22:00 to 07:30). Equal ends mean no quiet hours and are not stored.
package struct QuietHours: Sendable, Equatable {
    /// Minutes since midnight, 0 to 1439.
    package var fromMinute: Int
    /// Minutes since midnight, 0 to 1439; this minute is no longer quiet.
    package var toMinute: Int

    package init(fromMinute: Int, toMinute: Int) {
        self.fromMinute = fromMinute
        self.toMinute = toMinute
    }
}
