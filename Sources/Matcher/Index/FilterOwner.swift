import Contracts
import Listings
import Persistence

/// Whose a filter is, and where it speaks: what a match needs beside the index, which carries it as the filter's tag.
struct FilterOwner: Sendable, Equatable {
    let userID: Int64
    let channels: [Channel]

    init(_ filter: FilterRecord) {
        let speaking = (filter.speaks(on: .whatsapp) ? 1 : 0) + (filter.speaks(on: .telegram) ? 2 : 0)
        self.init(userID: filter.userID, speaking: speaking)
    }

    init(tag: UInt64) {
        // The sign comes back with the shift.
        self.init(userID: Int64(bitPattern: tag) >> 2, speaking: Int(tag & 0b11))
    }

    private init(userID: Int64, speaking: Int) {
        self.userID = userID
        // One of four arrays, which all filters share.
        channels = Self.shared[speaking]
    }

    /// The person's id and two bits for the channels.
    var tag: UInt64 {
        let speaking: UInt64 = (channels.contains(.whatsapp) ? 1 : 0) + (channels.contains(.telegram) ? 2 : 0)
        return UInt64(bitPattern: userID << 2) | speaking
    }

    private static let shared: [[Channel]] = [[], [.whatsapp], [.telegram], [.whatsapp, .telegram]]
}

extension FilterRecord {
    /// What becomes of it in the index: filters that are paused are not there.
    var change: FilterChange {
        isActive ? .insert(id, conditions, tag: FilterOwner(self).tag) : .remove(id)
    }
}
