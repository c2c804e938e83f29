package import Messaging

/// Hears what a relay does, for figures. Called from several tasks at once; must return at once.
package protocol OutboxObserver: Sendable {
    /// `count` events of `lane` are confirmed and deleted.
    func relayed(_ count: Int, of lane: OutboxLane)
    /// `count` events of `lane` were given back.
    func failed(_ count: Int, of lane: OutboxLane, error: PublishError)
    /// How far the lanes are behind; those that are not named have nothing waiting.
    func measured(_ lags: [OutboxLag])
}

/// An observer for whom nobody waits.
package struct SilentOutboxObserver: OutboxObserver {
    package init() {}
    package func relayed(_ count: Int, of lane: OutboxLane) {}
    package func failed(_ count: Int, of lane: OutboxLane, error: PublishError) {}
    package func measured(_ lags: [OutboxLag]) {}
}
