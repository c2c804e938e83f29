package import Contracts
package import Foundation

/// What came of a delivery, to be written to its row and to everything that hangs on it, in one transaction.
package struct DeliveryRecord: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// The provider took it under this id: its entries are announced.
        case accepted(id: String)
        /// Later, and no attempt spent.
        case postponed(wait: Duration, ProviderError?)
        /// Later, attempt spent.
        case retry(wait: Duration, ProviderError)
        /// Nobody knows whether it arrived. It comes back after `wait`; nil leaves it to the operator.
        case inDoubt(wait: Duration?, String)
        /// Not sent; its listings return to pending unless an earlier attempt may have arrived.
        case skipped(SkipReason, ProviderError?)
        /// Given up, for `reason`; its entries stay.
        case dead(reason: String, ProviderError?)
    }

    /// What a refused or a changed address means for `recipients`.
    package enum RecipientChange: Sendable, Equatable {
        /// One more refusal; at `limit` in a row the channel is suspended for `reason`.
        case refused(reason: String, limit: Int)
        /// The address works again.
        case reachable
        /// The chat has a new id.
        case moved(from: String, to: String)
    }

    /// The request that was made, if one was.
    package struct Attempt: Sendable, Equatable {
        package let provider: String
        /// Which of the configured numbers, 1 the first.
        package let number: Int
        package let startedAt: Date
        /// What the provider was asked to send at last was an approved template.
        package let isTemplate: Bool

        package init(provider: String, number: Int, startedAt: Date, isTemplate: Bool = false) {
            self.provider = provider
            self.number = number
            self.startedAt = startedAt
            self.isTemplate = isTemplate
        }
    }

    /// What was learnt of the person's conversation with a number.
    package struct ConversationChange: Sendable, Equatable {
        /// The number that the person stays with from now on; nil when that is no news.
        package var ownNumber: Int?
        /// The number whose provider says that its window is closed, other than was known here.
        package var closedWindow: Int?
        /// The person is told, where else they are linked, that they cannot be written to here.
        package var isTold: Bool

        package init(ownNumber: Int? = nil, closedWindow: Int? = nil, isTold: Bool = false) {
            self.ownNumber = ownNumber
            self.closedWindow = closedWindow
            self.isTold = isTold
        }

        package var isEmpty: Bool { self == ConversationChange() }
    }

    package let subject: DeliverySubject
    package let channel: Channel
    /// The claimed attempt; for a delivery that was not claimed, the row's attempt as it was read.
    package let attempt: Int
    /// The claim's owner; nil for a delivery that was not claimed: then nobody may hold it.
    package let owner: String?
    /// The person's address as it was claimed; nil for a delivery that was not claimed. What is refused or works
    /// again is this address, and no other that the person has by now.
    package let address: String?
    package let outcome: Outcome
    package let request: Attempt?
    package let recipient: RecipientChange?
    package let conversation: ConversationChange

    package init(
        _ subject: DeliverySubject, channel: Channel, attempt: Int, owner: String?, address: String? = nil,
        outcome: Outcome, request: Attempt? = nil, recipient: RecipientChange? = nil,
        conversation: ConversationChange = ConversationChange()
    ) {
        self.subject = subject
        self.channel = channel
        self.attempt = attempt
        self.owner = owner
        self.address = address
        self.outcome = outcome
        self.request = request
        self.recipient = recipient
        self.conversation = conversation
    }
}

extension DeliveryRecord {
    /// How long the channel is not spoken on to the person, because the window is closed and no template works. A direct
    /// message has no template and tells nothing of notifications.
    package var closedFor: Duration? {
        guard !subject.isDirect else { return nil }
        switch outcome {
        case .skipped(.windowClosed, _): return .seconds(86_400)
        case .skipped(.templateUnusable, _): return .seconds(3_600)
        default: return nil
        }
    }

    package var isClaimed: Bool { owner != nil }

    /// Where the row stands afterwards.
    package var status: DeliveryStatus {
        switch outcome {
        case .accepted: .accepted
        case .postponed, .retry, .inDoubt: .pending
        case .skipped: .skipped
        case .dead: .dead
        }
    }

    /// What is then known of the request itself.
    package var attemptStatus: AttemptStatus {
        switch outcome {
        case .accepted: .accepted
        case .inDoubt: .inDoubt
        case .postponed, .retry, .skipped, .dead: .refused
        }
    }

    package var error: ProviderError? {
        switch outcome {
        case .accepted: nil
        case .postponed(_, let error), .skipped(_, let error), .dead(_, let error): error
        case .retry(_, let error): error
        case .inDoubt(_, let detail): ProviderError(.unknown, code: "in-doubt", detail: detail)
        }
    }

    package var reason: String? {
        switch outcome {
        case .accepted: nil
        case .postponed: "postponed"
        case .retry: "retry"
        case .inDoubt: "in-doubt"
        case .skipped(let reason, _): reason.rawValue
        case .dead(let reason, _): reason
        }
    }
}
