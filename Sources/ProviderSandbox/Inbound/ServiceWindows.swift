import Foundation
import NIOConcurrencyHelpers

/// WhatsApp's 24-hour windows: a number may write freely to a person who wrote to it within the last day.
final class ServiceWindows: Sendable {
    /// What happens to a message other than a template that is sent outside of a window.
    enum Rule: String, Sendable, Codable, CaseIterable {
        /// It is taken.
        case ignored
        /// It is refused at once.
        case enforced
        /// It is taken, and reported as failed.
        case reported
    }

    static let length: TimeInterval = 24 * 3600

    private struct Key: Hashable {
        let provider: Provider
        let number: String
        let person: String
    }

    private let opened = NIOLockedValueBox<[Key: Date]>([:])

    func open(_ provider: Provider, number: String, person: String, at date: Date = Date()) {
        opened.withLockedValue { $0[Key(provider: provider, number: number, person: person)] = date }
    }

    func isOpen(_ provider: Provider, number: String, person: String, at now: Date = Date()) -> Bool {
        let key = Key(provider: provider, number: number, person: person)
        guard let date = opened.withLockedValue({ $0[key] }) else { return false }
        return now.timeIntervalSince(date) < Self.length
    }

    func closeAll() { opened.withLockedValue { $0 = [:] } }
}
