package import Logging
import Messaging
import NIOConcurrencyHelpers

/// Whether a service can do its work, and if not, why: component by component.
///
/// Each change of state is logged once, however often it is reported.
package final class Health: Sendable {
    /// One component's state.
    package struct State: Sendable, Equatable {
        package var isReady: Bool
        /// Why it is not ready, or what it is doing; empty when there is nothing to say.
        package var reason: String
        /// Whether it ever was ready.
        fileprivate(set) var wasReady = false

        package init(isReady: Bool, reason: String) {
            self.isReady = isReady
            self.reason = reason
        }
    }

    private let logger: Logger
    private let states = NIOLockedValueBox<[String: State]>([:])
    private let isStopping = NIOLockedValueBox(false)

    package init(logger: Logger) { self.logger = logger }

    /// A component of the service, not ready until it first reports.
    package func component(_ name: String) -> HealthComponent {
        states.withLockedValue { states in
            if states[name] == nil { states[name] = State(isReady: false, reason: "starting") }
        }
        return HealthComponent(name: name, health: self)
    }

    /// Ready when every component is, and the service is not on its way out.
    package var isReady: Bool {
        states.withLockedValue { $0.values.allSatisfy(\.isReady) } && !isStopping.withLockedValue { $0 }
    }

    /// From now on the service is not ready, and what closes is no fault: nothing is logged any more.
    package func stop() { isStopping.withLockedValue { $0 = true } }

    /// All components by name.
    package var components: [String: State] { states.withLockedValue { $0 } }

    fileprivate func report(_ name: String, _ newState: State) {
        var state = newState
        let previous = states.withLockedValue { states -> State? in
            let previous = states[name]
            state.wasReady = state.isReady || previous?.wasReady == true
            states[name] = state
            return previous
        }
        guard !isStopping.withLockedValue({ $0 }), let level = Self.level(from: previous, to: state) else { return }
        let cause = state.reason.isEmpty ? "" : ": \(state.reason)"
        // Whoever finds out works for somebody; the news concerns everybody.
        TraceParent.$current.withValue(nil) {
            logger.log(level: level, state.isReady ? "\(name) is ready" : "\(name) is not ready\(cause)")
        }
    }

    /// How loud a change is; nil when there is none. What was never ready is only being waited for; a first attempt to
    /// connect is no news at all.
    private static func level(from previous: State?, to state: State) -> Logger.Level? {
        if state.isReady { return previous?.isReady == true ? nil : .info }
        guard previous != state else { return nil }
        if state.wasReady { return .error }
        return state.reason == "connecting" ? .debug : .warning
    }
}

/// The handle by which a part of a service reports on itself.
package struct HealthComponent: Sendable {
    package let name: String
    fileprivate let health: Health

    /// Says how the component is now; may be called as often as one likes.
    ///
    /// - Parameter reason: Why it is not ready. A text that changes is logged again, so it holds no counters or times.
    package func report(ready: Bool, _ reason: String = "") {
        health.report(name, Health.State(isReady: ready, reason: reason))
    }
}
