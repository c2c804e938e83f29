package import Contracts
package import Foundation
package import Notifications

/// A delivery store with the means to set up what it works on, and to look at what it did.
package protocol DeliveryWorld: Sendable {
    var store: any DeliveryStore { get }

    /// Makes a person with an address, a filter and a listing, and a delivery that is due.
    func make(_ seed: DeliverySeed) async throws -> SeededDelivery

    /// One more delivery for the person and filter of another.
    func makeAnother(like seeded: SeededDelivery) async throws -> SeededDelivery

    func apply(_ change: WorldChange, to seeded: SeededDelivery) async throws

    func state(of seeded: SeededDelivery) async throws -> SeededState
}

/// What a delivery is to be made of.
package struct DeliverySeed: Sendable {
    package var channel = Channel.telegram
    package var address = "1001"
    package var isDirect = false
    package var textKey = "test"

    package init(
        channel: Channel = .telegram, address: String = "1001", isDirect: Bool = false, textKey: String = "test"
    ) {
        self.channel = channel
        self.address = address
        self.isDirect = isDirect
        self.textKey = textKey
    }
}

package struct SeededDelivery: Sendable {
    /// Of every direct message.
    package static let parameters = ["code": "AB12-CD34"]

    package let id: UUID
    package let channel: Channel
    package let userID: Int64
    package let filterID: Int64?
    package let listingID: Int64?

    package init(id: UUID, channel: Channel, userID: Int64, filterID: Int64?, listingID: Int64?) {
        self.id = id
        self.channel = channel
        self.userID = userID
        self.filterID = filterID
        self.listingID = listingID
    }
}

/// What happens in the world meanwhile.
package enum WorldChange: Sendable {
    case unlink
    /// The person takes the address 2002.
    case relink
    case switchOff
    case suspend
    case pauseFilter
    case muteFilter
    case deleteFilter
    case removeListing
    case expire
    case closeAccount
    /// The claim's lease runs out, as when its process is gone.
    case endLease
    /// The due time comes.
    case becomeDue
    /// Something else was found for the filter; it waits for this delivery.
    case gatherMore
    /// The person wrote to a number of ours.
    case openWindow(Int)
    /// The person stays with a number of ours from now on.
    case stay(with: Int)
    /// A failure after acceptance said that the window was closed.
    case mustUseTemplate
    /// The person is linked on Telegram, too, at this address.
    case linkTelegram(String)
}

/// What can be seen of a delivery.
package struct SeededState: Sendable, Equatable {
    package var status: DeliveryStatus
    package var attempt: Int
    package var isHeld = false
    package var isInDoubt = false
    package var reason: String?
    package var providerMessageID: String?
    /// `reserved`, `announced`, or nil when there is none.
    package var entry: String?
    /// Whether the filter has something pending; nil when it has not, true when that is due now.
    package var isPendingDue: Bool?
    package var attempts: [Int: String] = [:]
    package var refusals = 0
    package var isSuspended = false
    package var address: String?
    /// The number it was claimed for last, and its provider.
    package var number: Int?
    package var provider: String?
    package var isTemplate = false
    /// The number that the person stays with.
    package var ownNumber: Int?
    /// The numbers whose window is open for the person.
    package var openWindows: Set<Int> = []
    /// Whether the person is not written to on the channel for a while.
    package var isClosed = false
    /// Messages that tell the person so on Telegram.
    package var notices = 0
    /// The statuses of the facts that were written.
    package var facts: [String] = []

    package init(status: DeliveryStatus, attempt: Int) {
        self.status = status
        self.attempt = attempt
    }
}
