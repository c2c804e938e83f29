import Messaging

/// Says how it stands with the broker, once per change.
struct StateReport {
    private let say: @Sendable (BrokerState) -> Void
    private var last: BrokerState?

    init(_ say: @escaping @Sendable (BrokerState) -> Void) {
        self.say = say
    }

    mutating func report(_ state: BrokerState) {
        guard state != last else { return }
        last = state
        say(state)
    }
}
