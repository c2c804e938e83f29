package import Contracts

/// A person on one channel, locked while their messages are decided on.
package struct Addressee: Sendable, Equatable {
    /// Whom a lock is held on.
    package struct Key: Hashable, Sendable, Comparable {
        package let userID: Int64
        package let channel: Channel

        package init(userID: Int64, channel: Channel) {
            self.userID = userID
            self.channel = channel
        }

        package static func < (left: Key, right: Key) -> Bool {
            (left.userID, left.channel.rawValue) < (right.userID, right.channel.rawValue)
        }
    }

    package var key: Key
    package var locale: String
    /// An IANA name.
    package var timeZone: String
    package var quietHours: QuietHours?
    /// Premium and not expired.
    package var isPremium: Bool
    /// The account is active, and the channel is on, proved, not suspended, and not closed for want of an open window
    /// or a template.
    package var mayBeSpokenTo: Bool
    /// Notifications on the channel that were accepted since local midnight, or are on their way.
    package var spokenToday: Int

    package init(
        key: Key, locale: String, timeZone: String = "Europe/Rome", quietHours: QuietHours? = nil, isPremium: Bool,
        mayBeSpokenTo: Bool, spokenToday: Int = 0
    ) {
        self.key = key
        self.locale = locale
        self.timeZone = timeZone
        self.quietHours = quietHours
        self.isPremium = isPremium
        self.mayBeSpokenTo = mayBeSpokenTo
        self.spokenToday = spokenToday
    }
}
