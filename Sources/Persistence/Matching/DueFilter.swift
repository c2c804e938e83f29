package import Contracts
package import Foundation

/// A filter that may have something to say on a channel, its pending row locked.
package struct DueFilter: Sendable, Equatable {
    package struct Key: Hashable, Sendable, Comparable {
        package let filterID: Int64
        package let channel: Channel

        package init(filterID: Int64, channel: Channel) {
            self.filterID = filterID
            self.channel = channel
        }

        package static func < (left: Key, right: Key) -> Bool {
            (left.filterID, left.channel.rawValue) < (right.filterID, right.channel.rawValue)
        }
    }

    package var key: Key
    package var userID: Int64
    /// When the oldest of its matches was found.
    package var firstPendingAt: Date
    /// When a provider last accepted a notification of it on this channel.
    package var lastAcceptedAt: Date?
    /// Since when a notification of it is on its way on this channel; dead, held and reopened ones do not count.
    package var unfinishedSince: Date?
    /// Whether its look-back is still to be made, and was asked for lately.
    package var isLookingBack: Bool

    package init(
        key: Key, userID: Int64, firstPendingAt: Date, lastAcceptedAt: Date? = nil, unfinishedSince: Date? = nil,
        isLookingBack: Bool = false
    ) {
        self.key = key
        self.userID = userID
        self.firstPendingAt = firstPendingAt
        self.lastAcceptedAt = lastAcceptedAt
        self.unfinishedSince = unfinishedSince
        self.isLookingBack = isLookingBack
    }

    package var addressee: Addressee.Key { Addressee.Key(userID: userID, channel: key.channel) }
}

/// A match that its person has not heard of on the channel: no entry is of its home and its episode, or a later one.
package struct PendingMatch: Sendable, Equatable {
    /// What the person was told of the home before, on this channel.
    package struct Heard: Sendable, Equatable {
        /// False while it is on its way, or nobody knows what became of it.
        package var isAnnounced: Bool
        /// The price of that time.
        package var price: Double?

        package init(isAnnounced: Bool, price: Double?) {
            self.isAnnounced = isAnnounced
            self.price = price
        }
    }

    package var filter: DueFilter.Key
    package var userID: Int64
    package var listingID: Int64
    package var episode: Int
    package var matchedAt: Date
    /// Nil for a first alert; else the match is of a drop of the price.
    package var heard: Heard?

    package init(
        filter: DueFilter.Key, userID: Int64, listingID: Int64, episode: Int = 0, matchedAt: Date, heard: Heard? = nil
    ) {
        self.filter = filter
        self.userID = userID
        self.listingID = listingID
        self.episode = episode
        self.matchedAt = matchedAt
        self.heard = heard
    }
}
