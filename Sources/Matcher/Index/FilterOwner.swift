import Contracts
import Persistence

/// Whose a filter is, and where it speaks: what a match needs beside the index.
struct FilterOwner: Sendable, Equatable {
    let userID: Int64
    let channels: [Channel]

    init(_ filter: FilterRecord) {
        userID = filter.userID
        // One of four arrays, which all filters share.
        channels = Self.shared[(filter.speaks(on: .whatsapp) ? 1 : 0) + (filter.speaks(on: .telegram) ? 2 : 0)]
    }

    private static let shared: [[Channel]] = [[], [.whatsapp], [.telegram], [.whatsapp, .telegram]]
}
