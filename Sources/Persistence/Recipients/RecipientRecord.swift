package import Contracts
package import Foundation

/// Where a person can be reached on one channel.
package struct RecipientRecord: Sendable, Equatable {
    package let userID: Int64
    package let channel: Channel
    /// WhatsApp: E.164 with its plus sign. Telegram: the chat id in decimal. Never to be logged.
    package let address: String
    /// Telegram: the name without its @, where the person has one.
    package let username: String?
    package let instanceID: String?
    /// The person's own switch.
    package let isEnabled: Bool
    /// When the person proved that the address is theirs; nil: not yet.
    package let provedAt: Date?
    /// Only what is found after this is announced here.
    package let linkedAt: Date
    /// Set while the provider refuses this recipient, or the person opted out.
    package let suspendedAt: Date?
    package let suspendedReason: String?
    package let updatedAt: Date
}

/// Why an address could not be linked.
package enum RecipientStoreError: Error, Sendable, Equatable {
    /// Another account has this address on this channel.
    case addressBelongsToAnotherAccount
    /// There is no account with this id.
    case unknownUser
}

/// An address that is to be linked to an account.
package struct RecipientLink: Sendable {
    package var channel: Channel
    package var address: String
    package var username: String?
    package var instanceID: String?
    package var isEnabled: Bool
    /// Whether the person has just proved that the address is theirs.
    package var isProved: Bool

    package init(
        channel: Channel, address: String, username: String? = nil, instanceID: String? = nil, isEnabled: Bool,
        isProved: Bool
    ) {
        self.channel = channel
        self.address = address
        self.username = username
        self.instanceID = instanceID
        self.isEnabled = isEnabled
        self.isProved = isProved
    }
}
