import Contracts
import Foundation
import Listings
import Persistence

/// What the operator set about when to speak.
struct SpeakingPolicy: Sendable {
    /// The channels that are on, each with its schedule.
    var schedules: [Channel: Schedule]
    /// How long after it was first due a match is still worth announcing.
    var catchUp: Duration
    /// By how much a price must have dropped, in percent, to be spoken of again.
    var priceDropPercent = 5.0

    /// The channels that are on.
    var channels: [Channel] { Channel.allCases.filter { schedules[$0] != nil } }

    /// Whether somebody who heard `heard` is to hear of the price as it is now: it may have risen again since the drop,
    /// or have been told already.
    func isDrop(from heard: Double?, to listing: Listing) -> Bool {
        guard let heard, let price = listing.price else { return false }
        return price < heard * (1 - priceDropPercent / 100)
    }

    /// The longest that a match may have to wait before it is due: a person may ask for a message a week.
    static let longestWait = Duration.seconds(168 * 3600)

    /// No match older than this can still be pending; the partitions of matches are kept at least as long.
    var oldestPending: Duration { catchUp + Self.longestWait + .seconds(24 * 3600) }
}
