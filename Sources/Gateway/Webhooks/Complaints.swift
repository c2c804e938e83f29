import NIOConcurrencyHelpers

/// What was complained of already, so that it is said once.
final class Complaints: Sendable {
    private let said = NIOLockedValueBox<Set<String>>([])

    func isFirst(_ complaint: String) -> Bool {
        said.withLockedValue { $0.insert(complaint).inserted }
    }
}
