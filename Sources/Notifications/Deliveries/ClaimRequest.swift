package import Foundation

/// A message's wish to be sent.
package struct ClaimRequest: Sendable, Equatable {
    /// The delivery's id.
    package let id: UUID
    /// The attempt that the message stands for.
    package let attempt: Int
    /// The listings that the message would show, whose current rows are wanted.
    package let listings: [Int64]
    /// The number that is to send it, unless the delivery or the person is bound to another; nil when none works.
    package let number: Int?

    package init(id: UUID, attempt: Int, listings: [Int64] = [], number: Int? = 1) {
        self.id = id
        self.attempt = attempt
        self.listings = listings
        self.number = number
    }
}

/// What happens to deliveries of which nobody knows whether they arrived.
package enum InDoubtPolicy: String, Sendable, CaseIterable {
    /// Sent again: perhaps twice, never lost.
    case resend
    /// Left to the operator: perhaps lost, never twice.
    case hold
}

/// The rules by which claims are made.
package struct ClaimPolicy: Sendable {
    /// The process, unique among all that ever claim; each group of claims adds its number.
    package var owner: String
    /// How long a claim holds: longer than a request can take.
    package var lease: Duration
    package var maximumAttempts: Int
    package var inDoubt: InDoubtPolicy
    /// The least time between two messages to one person; zero for none.
    package var recipientInterval: Duration
    /// The same for a group, whose address begins with a minus sign.
    package var groupInterval: Duration
    /// The longest wait for a person's next message that is waited for here.
    package var recipientPatience: Duration
    package var numbers: ClaimNumbers

    package init(
        owner: String, lease: Duration = .seconds(60), maximumAttempts: Int = 9, inDoubt: InDoubtPolicy = .resend,
        recipientInterval: Duration = .zero, groupInterval: Duration = .zero,
        recipientPatience: Duration = .seconds(2), numbers: ClaimNumbers = ClaimNumbers()
    ) {
        self.owner = owner
        self.lease = lease
        self.maximumAttempts = maximumAttempts
        self.inDoubt = inDoubt
        self.recipientInterval = recipientInterval
        self.groupInterval = groupInterval
        self.recipientPatience = recipientPatience
        self.numbers = numbers
    }

    /// Whether anybody's messages have to keep a distance.
    package var isPaced: Bool { recipientInterval > .zero || groupInterval > .zero }
}

/// A channel's numbers as claims are made.
package struct ClaimNumbers: Sendable, Equatable {
    /// Their providers, the first number's first.
    package var providers: [String]
    /// Those that work now, ascending.
    package var open: [Int]
    /// Whether people stay with their number while it works.
    package var isSpread: Bool
    /// Providers that take a repeated request once: what is in doubt there is never left to the operator.
    package var repeatable: [String]

    package init(
        providers: [String] = ["telegram"], open: [Int] = [1], isSpread: Bool = false, repeatable: [String] = []
    ) {
        self.providers = providers
        self.open = open
        self.isSpread = isSpread
        self.repeatable = repeatable
    }
}
