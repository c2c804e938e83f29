/// The routing keys of the topic exchanges.
package enum RoutingKey {
    package static func listing(_ change: ListingEvent.Change) -> String { "listing.\(change.rawValue)" }

    /// On `notifications`: new listings for the people of a channel.
    package static func notifications(_ channel: Channel) -> String { channel.rawValue }

    /// On `notifications`: answers to one person, never behind a backlog.
    package static func direct(_ channel: Channel) -> String { "\(channel.rawValue).direct" }

    package static func delivery(_ channel: Channel, _ status: DeliveryStatus) -> String {
        "delivery.\(channel.rawValue).\(status.rawValue)"
    }
}
