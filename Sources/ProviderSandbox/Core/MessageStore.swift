import DequeModule
import Foundation
import NIOConcurrencyHelpers

/// The accepted messages: the newest up to a bound, and the number of all.
final class MessageStore: Sendable {
    /// What a reader asks for; a field that is nil asks for nothing.
    struct Query: Sendable {
        var channel: SandboxChannel?
        var provider: Provider?
        var recipient: String?
        /// Found anywhere in the text, in any case.
        var text: String?
        /// Only messages with a larger id.
        var after: Int?
        /// At most so many; the oldest of them, or with `newest` the newest, always in ascending order.
        var limit = 100
        var newest = false
    }

    struct Page: Sendable, Codable {
        /// Accepted since the start or the last reset, kept or not.
        let total: Int
        /// Kept messages that the query matches.
        let count: Int
        let messages: [SandboxMessage]
    }

    private struct State {
        var messages = Deque<SandboxMessage>()
        var total = 0
        var lastID = 0
        var byChannel: [SandboxChannel: Int] = [:]
    }

    private let capacity: Int
    private let state = NIOLockedValueBox(State())

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Keeps a message and gives it its id.
    @discardableResult
    func append(_ message: SandboxMessage) -> SandboxMessage {
        state.withLockedValue { state in
            state.total += 1
            state.byChannel[message.channel, default: 0] += 1
            var kept = message
            state.lastID += 1
            kept.id = state.lastID
            if state.messages.count >= capacity { state.messages.removeFirst() }
            state.messages.append(kept)
            return kept
        }
    }

    /// An id for what somebody wrote back, between those of the messages.
    func reserveID() -> Int {
        state.withLockedValue { state in
            state.lastID += 1
            return state.lastID
        }
    }

    /// Changes the buttons of a kept message.
    /// - Returns: The message as it is now and whether it changed; nil when it is not kept.
    func replaceButtons(
        of id: Int, in recipient: String, _ buttons: [SandboxMessage.Button]
    ) -> (message: SandboxMessage, isChanged: Bool)? {
        state.withLockedValue { state in
            guard let index = state.messages.lastIndex(where: { $0.id == id && $0.recipient == recipient }) else {
                return nil
            }
            guard state.messages[index].buttons != buttons else { return (state.messages[index], false) }
            state.messages[index].buttons = buttons
            return (state.messages[index], true)
        }
    }

    func removeAll() { state.withLockedValue { $0 = State() } }

    /// Accepted messages by channel since the start or the last reset.
    var counts: [SandboxChannel: Int] { state.withLockedValue { $0.byChannel } }

    func page(_ query: Query) -> Page {
        // Copying the deque is a reference count; matching happens outside the lock.
        let (messages, total) = state.withLockedValue { ($0.messages, $0.total) }
        let matching = messages.filter { Self.matches($0, query) }
        let chosen = query.newest ? matching.suffix(query.limit) : matching.prefix(query.limit)
        return Page(total: total, count: matching.count, messages: Array(chosen))
    }

    /// The newest message of each chat, newest chat first.
    func chats(limit: Int) -> [SandboxMessage] {
        let messages = state.withLockedValue { $0.messages }
        var seen = Set<String>()
        var newest: [SandboxMessage] = []
        for message in messages.reversed() where newest.count < limit {
            if seen.insert("\(message.channel.rawValue) \(message.recipient)").inserted { newest.append(message) }
        }
        return newest
    }

    private static func matches(_ message: SandboxMessage, _ query: Query) -> Bool {
        if let channel = query.channel, message.channel != channel { return false }
        if let provider = query.provider, message.provider != provider { return false }
        if let recipient = query.recipient, message.recipient != recipient { return false }
        if let after = query.after, message.id <= after { return false }
        if let text = query.text, !message.text.localizedCaseInsensitiveContains(text) { return false }
        return true
    }
}
