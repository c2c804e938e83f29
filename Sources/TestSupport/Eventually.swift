/// A condition did not come true in time.
package struct DeadlinePassed: Error, CustomStringConvertible {
    package let what: String
    package let limit: Duration

    package var description: String { "not within \(limit): \(what)" }
}

/// Waits until `condition` holds, looking every few milliseconds, and throws `DeadlinePassed` where it does not in time.
/// For what gives no signal of its own: another process, a row, a queue's length. The limit is generous, since a
/// test machine may be busy; a condition that holds costs no more than a look.
package func eventually(
    within limit: Duration = .seconds(20),
    _ what: String = "the condition holds",
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw DeadlinePassed(what: what, limit: limit) }
        try await Task.sleep(for: .milliseconds(5))
    }
}
