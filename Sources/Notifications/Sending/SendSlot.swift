/// The leave to write one request, at a time that no other replica has.
package struct SendSlot: Sendable, Equatable {
    /// How long after its time a slot still counts.
    package static let lifetime = Duration.milliseconds(100)

    /// Nil where there is no limit.
    package let time: ContinuousClock.Instant?

    package static let unlimited = SendSlot(time: nil)

    package func isLapsed(at now: ContinuousClock.Instant = .now) -> Bool {
        guard let time else { return false }
        return now > time + Self.lifetime
    }
}
