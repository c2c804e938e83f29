package import Foundation

/// A delivery that this process may send, with everything that was looked up for it.
package struct Claim: Sendable, Equatable {
    /// A direct message's text.
    package struct Direct: Sendable, Equatable {
        package let key: String
        package let parameters: [String: String]
        package let locale: String

        package init(key: String, parameters: [String: String], locale: String) {
            self.key = key
            self.parameters = parameters
            self.locale = locale
        }
    }

    package let subject: DeliverySubject
    /// The owner under which it was claimed: no two claims of a delivery have the same.
    package let owner: String
    /// The attempt that was claimed, from 1.
    package let attempt: Int
    /// Where the person is reached on the channel.
    package let address: String
    /// How often in a row the address was refused.
    package let refusals: Int
    /// Nil for a notification.
    package let direct: Direct?
    /// How long the person's own limit makes this one wait.
    package let wait: Duration
    /// The listings that are listed still, by id.
    package let listings: [Int64: CurrentListing]

    package init(
        subject: DeliverySubject, owner: String, attempt: Int, address: String, refusals: Int = 0,
        direct: Direct? = nil,
        wait: Duration = .zero, listings: [Int64: CurrentListing] = [:]
    ) {
        self.subject = subject
        self.owner = owner
        self.attempt = attempt
        self.address = address
        self.refusals = refusals
        self.direct = direct
        self.wait = wait
        self.listings = listings
    }
}

/// Whose delivery it is, and what became of it before.
package struct DeliverySubject: Sendable, Equatable {
    package let id: UUID
    package let userID: Int64
    /// Nil for a direct message.
    package let filterID: Int64?
    package let isDirect: Bool
    package let firstAttemptAt: Date?

    package init(id: UUID, userID: Int64, filterID: Int64?, isDirect: Bool, firstAttemptAt: Date? = nil) {
        self.id = id
        self.userID = userID
        self.filterID = filterID
        self.isDirect = isDirect
        self.firstAttemptAt = firstAttemptAt
    }
}

/// What a listing says now.
package struct CurrentListing: Sendable, Equatable {
    package let title: String
    package let url: String
    package let price: Double?

    package init(title: String, url: String, price: Double?) {
        self.title = title
        self.url = url
        self.price = price
    }
}
