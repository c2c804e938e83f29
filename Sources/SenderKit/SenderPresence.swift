import Contracts
import NIOConcurrencyHelpers
import Notifications
import Persistence

/// Tells the database how this sender stands, for the operator's tool and page.
struct SenderPresence: Sendable {
    /// Between two signs of life.
    static let interval = Duration.seconds(5)

    let owner: String
    let channel: Channel
    let store: SenderStore
    private let state = NIOLockedValueBox<ChannelSender.State?>(nil)
    private let changes: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    init(owner: String, channel: Channel, store: SenderStore) {
        (self.owner, self.channel, self.store) = (owner, channel, store)
        (changes, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func note(_ state: ChannelSender.State) {
        self.state.withLockedValue { $0 = state }
        bell.yield()
    }

    /// Runs until its task is cancelled; then the sender is known to be gone.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [bell] in
                while !Task.isCancelled {
                    bell.yield()
                    try? await Task.sleep(for: Self.interval)
                }
            }
            for await _ in changes { await write() }
            group.cancelAll()
        }
        // The task is cancelled, and what it starts would be as well.
        await Task { try? await store.remove(owner) }.value
    }

    private func write() async {
        guard let state = state.withLockedValue({ $0 }) else { return }
        let reason: String? =
            switch state {
            case .working: nil
            case .paused(let reason): reason.words
            }
        // What was not written is written a little later.
        try? await store.note(owner, channel: channel, pausedFor: reason)
    }
}
