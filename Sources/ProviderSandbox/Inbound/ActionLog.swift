import DequeModule
import NIOConcurrencyHelpers

/// What people did: the newest up to a bound.
final class ActionLog: Sendable {
    private let capacity: Int
    private let state = NIOLockedValueBox(Deque<PersonAction>())

    init(capacity: Int) { self.capacity = max(1, capacity) }

    func append(_ action: PersonAction) {
        state.withLockedValue { actions in
            if actions.count >= capacity { actions.removeFirst() }
            actions.append(action)
        }
    }

    func removeAll() { state.withLockedValue { $0.removeAll() } }

    /// In the order in which they happened.
    var all: [PersonAction] { Array(state.withLockedValue { $0 }) }

    /// Of one person, by one provider.
    func of(_ person: String, on channel: SandboxChannel) -> [PersonAction] {
        all.filter { $0.from == person && $0.channel == channel }
    }

    /// Writes down what a press was answered with.
    /// - Returns: False for a press that is not known.
    func answer(press id: String, with text: String?) -> Bool {
        state.withLockedValue { actions in
            guard let index = actions.lastIndex(where: { $0.kind == .button && $0.providerMessageID == id }) else {
                return false
            }
            if let text, !text.isEmpty { actions[index].answer = text }
            return true
        }
    }
}
