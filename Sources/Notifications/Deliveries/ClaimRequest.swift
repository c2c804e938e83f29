package import Foundation

/// A message's wish to be sent.
package struct ClaimRequest: Sendable, Equatable {
    /// The delivery's id.
    package let id: UUID
    /// The attempt that the message stands for.
    package let attempt: Int
    /// The listings that the message would show, whose current rows are wanted.
    package let listings: [Int64]

    package init(id: UUID, attempt: Int, listings: [Int64] = []) {
        self.id = id
        self.attempt = attempt
        self.listings = listings
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
    /// The longest wait for a person's next message that is waited for here.
    package var recipientPatience: Duration

    package init(
        owner: String, lease: Duration = .seconds(60), maximumAttempts: Int = 9, inDoubt: InDoubtPolicy = .resend,
        recipientInterval: Duration = .zero, recipientPatience: Duration = .seconds(2)
    ) {
        self.owner = owner
        self.lease = lease
        self.maximumAttempts = maximumAttempts
        self.inDoubt = inDoubt
        self.recipientInterval = recipientInterval
        self.recipientPatience = recipientPatience
    }
}
