import NIOConcurrencyHelpers

/// Values that the code under test sends and the test waits for, in order: a test never sleeps.
package final class TestSignal<Value: Sendable>: Sendable {
    private let values = NIOLockedValueBox<[Value]>([])
    private let name: String

    /// `name` is said where a wait fails.
    package init(_ name: String = "a signal") {
        self.name = name
    }

    package func send(_ value: Value) {
        values.withLockedValue { $0.append(value) }
    }

    /// All values that were sent and not yet taken.
    package var pending: [Value] { values.withLockedValue { $0 } }

    /// The next value, taken; throws `DeadlinePassed` where none comes in time.
    package func next(within limit: Duration = .seconds(20)) async throws -> Value {
        var value: Value?
        try await eventually(within: limit, name) {
            value = take()
            return value != nil
        }
        guard let value else { throw DeadlinePassed(what: name, limit: limit) }
        return value
    }

    /// The first value that `isWanted`; those before it are dropped.
    package func first(
        within limit: Duration = .seconds(20), where isWanted: (Value) -> Bool
    ) async throws -> Value {
        while true {
            let value = try await next(within: limit)
            if isWanted(value) { return value }
        }
    }

    private func take() -> Value? {
        values.withLockedValue { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
