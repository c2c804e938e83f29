package import Foundation

/// What a provider tells us, whatever its shape on the wire. It is stored as JSON before anybody works on it.
package enum ProviderEvent: Sendable, Equatable, Codable {
    /// What became of a message of ours.
    case report(DeliveryReport)
    /// Somebody wrote to us, or pressed a button.
    case inbound(InboundMessage)
    /// Somebody told the provider whether they want our messages.
    case preference(MessagingPreference)
    /// Somebody blocked or unblocked us.
    case reachability(Reachability)

    /// For figures.
    package var kind: String {
        switch self {
        case .report: "report"
        case .inbound: "inbound"
        case .preference: "preference"
        case .reachability: "reachability"
        }
    }
}

/// Somebody's word to the provider on whether they want our messages.
package struct MessagingPreference: Sendable, Equatable, Codable {
    /// As `recipients.address` has it.
    package let address: String
    package let wantsMessages: Bool
    package let at: Date?

    package init(address: String, wantsMessages: Bool, at: Date?) {
        self.address = address
        self.wantsMessages = wantsMessages
        self.at = at
    }
}

/// Whether somebody can be written to at all.
package struct Reachability: Sendable, Equatable, Codable {
    /// As `recipients.address` has it.
    package let address: String
    package let isBlocked: Bool
    package let at: Date?

    package init(address: String, isBlocked: Bool, at: Date?) {
        self.address = address
        self.isBlocked = isBlocked
        self.at = at
    }
}

/// An event with what tells it from others of the same provider and number.
package struct KeyedEvent: Sendable, Equatable {
    /// What the provider repeats when it repeats the event.
    package let key: String
    package let event: ProviderEvent
    /// Which of our numbers it concerns, as the provider calls it; nil where it does not say.
    package let receiver: String?

    package init(key: String, event: ProviderEvent, receiver: String? = nil) {
        self.key = key
        self.event = event
        self.receiver = receiver
    }
}
