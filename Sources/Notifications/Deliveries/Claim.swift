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
    /// The number it was claimed for, as the row says by now; nil when none was to be had.
    package let number: Int?
    /// The provider that a delivery in doubt is bound to; nil for any other.
    package let boundProvider: String?
    /// What is known of the person's conversations.
    package let conversation: Conversation
    /// The code of the error that the last attempt ended in.
    package let lastErrorCode: String?
    /// How old it was when it was claimed; nil where the store does not tell.
    package let age: ClaimAge?

    package init(
        subject: DeliverySubject, owner: String, attempt: Int, address: String, refusals: Int = 0,
        direct: Direct? = nil,
        wait: Duration = .zero, listings: [Int64: CurrentListing] = [:], number: Int? = 1,
        boundProvider: String? = nil, conversation: Conversation = Conversation(), lastErrorCode: String? = nil,
        age: ClaimAge? = nil
    ) {
        self.subject = subject
        self.owner = owner
        self.attempt = attempt
        self.address = address
        self.refusals = refusals
        self.direct = direct
        self.wait = wait
        self.listings = listings
        self.number = number
        self.boundProvider = boundProvider
        self.conversation = conversation
        self.lastErrorCode = lastErrorCode
        self.age = age
    }
}

/// What is known of a person's conversations with our numbers when a delivery is claimed.
package struct Conversation: Sendable, Equatable {
    /// The numbers whose 24-hour window is open for the person.
    package var openWindows: Set<Int>
    /// The number that the person stays with; nil before the first message.
    package var ownNumber: Int?
    /// A failure after acceptance said that the window was closed: only a template will do.
    package var mustUseTemplate: Bool

    package init(openWindows: Set<Int> = [], ownNumber: Int? = nil, mustUseTemplate: Bool = false) {
        self.openWindows = openWindows
        self.ownNumber = ownNumber
        self.mustUseTemplate = mustUseTemplate
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
    /// Through which provider and number it was tried last; nil before that.
    package let lastRoute: Route?
    /// Attempts that no longer count, since an operator has sent it anew.
    package let attemptsBefore: Int

    /// A provider and one of our numbers there.
    package struct Route: Sendable, Equatable {
        package let provider: String
        /// 1 the first.
        package let number: Int

        package init(provider: String, number: Int) {
            self.provider = provider
            self.number = number
        }
    }

    package init(
        id: UUID, userID: Int64, filterID: Int64?, isDirect: Bool, firstAttemptAt: Date? = nil,
        lastRoute: Route? = nil, attemptsBefore: Int = 0
    ) {
        self.id = id
        self.userID = userID
        self.filterID = filterID
        self.isDirect = isDirect
        self.firstAttemptAt = firstAttemptAt
        self.lastRoute = lastRoute
        self.attemptsBefore = attemptsBefore
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
