/// How it stands with the broker, for health checks; said once per change.
package enum BrokerState: Sendable, Equatable {
    /// Not connected, or connected and something is missing; the text says what, and how to mend it.
    case connecting(reason: String?)
    /// Connected, and every consumer that is wanted is registered.
    case ready
    /// Connected, but the broker takes no messages; the text is the broker's (`low on disk`).
    case blocked(String)
    /// Shut down.
    case closed
}
