import Logging
import NIOConcurrencyHelpers

/// Says a change of the pool's state once, in the order in which the changes came.
struct StateReporter: Sendable {
    private let last = NIOLockedValueBox(PostgresState.connecting)
    private let say: @Sendable (PostgresState) -> Void

    init(logger: Logger, onState: (@Sendable (PostgresState) -> Void)?) {
        say = onState ?? { Self.log($0, to: logger) }
    }

    /// Reads the state and says it where it is not the last one that was said; `nil` is no news.
    func report(_ read: () -> PostgresState?) {
        // Under the lock from reading to saying: two threads cannot say it in the wrong order.
        last.withLockedValue { last in
            guard last != .closed, let state = read(), !state.isSameCase(as: last) else { return }
            last = state
            say(state)
        }
    }

    private static func log(_ state: PostgresState, to logger: Logger) {
        switch state {
        case .connecting: logger.info("connecting to the database")
        case .ready: logger.info("the database is there")
        case .unavailable(let reason):
            logger.warning("the database cannot be reached", metadata: ["reason": "\(reason)"])
        case .closed: logger.debug("connections to the database are closed")
        }
    }
}

extension PostgresState {
    fileprivate func isSameCase(as other: PostgresState) -> Bool {
        switch (self, other) {
        case (.connecting, .connecting), (.ready, .ready), (.unavailable, .unavailable), (.closed, .closed): true
        default: false
        }
    }
}
