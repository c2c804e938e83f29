import NIOConcurrencyHelpers

/// Who wants nothing more from which number: people who blocked the bot, or told Twilio to stop.
final class Blocks: Sendable {
    private struct Key: Hashable {
        let provider: Provider
        let number: String
        let person: String
    }

    private let keys = NIOLockedValueBox<Set<Key>>([])

    func set(_ isBlocked: Bool, _ provider: Provider, number: String, person: String) {
        let key = Key(provider: provider, number: number, person: person)
        keys.withLockedValue { keys in
            if isBlocked { keys.insert(key) } else { keys.remove(key) }
        }
    }

    func contains(_ provider: Provider, number: String, person: String) -> Bool {
        keys.withLockedValue { $0.contains(Key(provider: provider, number: number, person: person)) }
    }

    func liftAll() { keys.withLockedValue { $0 = [] } }
}
