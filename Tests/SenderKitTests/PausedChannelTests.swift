import Contracts
import Foundation
import Messaging
import Notifications
import Operations
import Persistence
import RabbitMQ
import TestSupport
import Testing

@testable import SenderKit

@Suite(
    "A channel that an operator has paused",
    .enabled(if: TestEnvironment.hasDatabase && TestEnvironment.hasBroker), .timeLimit(.minutes(5)))
struct PausedChannelTests {
    @Test("all its senders stop, give back what they hold, and go on when it is resumed; nothing is said twice")
    func twoSenders() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            let deliveries = try await stage.notify(200)
            let pausing = Pausing(pool: stage.world.pool)
            try await stage.withSenders(2, provider: provider, { $0.rate = 100 }) {
                try await eventually("some are accepted") { try await stage.count(.accepted) >= 5 }
                _ = try await pausing.pause("telegram", reason: "campaign", by: "test")
                for _ in 0..<2 {
                    _ = try await stage.states.first { $0 == .paused(.operator("paused by operator: campaign")) }
                }
                // What was in flight when the pause came may still be accepted.
                try await eventually(within: .seconds(60), "everything else is back in the queue") {
                    let (ready, accepted) = (
                        await stage.ready(.telegramNotifications), try await stage.count(.accepted)
                    )
                    return ready == deliveries.count - accepted
                }
                let accepted = try await stage.count(.accepted)
                #expect(accepted < deliveries.count)
                #expect(try await stage.count(.pending) == deliveries.count - accepted)
                _ = try await pausing.resume("telegram", by: "test")
                try await eventually(within: .seconds(60), "all are accepted") {
                    try await stage.count(.accepted) == deliveries.count
                }
            }
            #expect(provider.accepted.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("a sender that starts meanwhile takes nothing")
    func startsPaused() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            let pausing = Pausing(pool: stage.world.pool)
            _ = try await pausing.pause("telegram", reason: "", by: "test")
            let seeded = try await stage.notify(1)
            try await stage.withSenders(provider: provider) {
                _ = try await stage.states.first { $0 == .paused(.operator("paused by operator")) }
                try await eventually("it lies in the queue") { await stage.ready(.telegramNotifications) == 1 }
                #expect(try await stage.world.state(of: seeded[0]).attempt == 0)
                _ = try await pausing.resume("telegram", by: "test")
                try await eventually("it is accepted") { try await stage.count(.accepted) == 1 }
            }
            #expect(stage.states.pending.allSatisfy { $0 == .working })
        }
    }

    @Test("the other channel's senders do not mind")
    func otherChannel() async throws {
        try await SenderStage.open { stage in
            _ = try await Pausing(pool: stage.world.pool).pause("whatsapp", reason: "", by: "test")
            _ = try await stage.notify(3)
            try await stage.withSenders(provider: FlakyProvider(isFlaky: false)) {
                try await eventually { try await stage.count(.accepted) == 3 }
            }
        }
    }

    @Test("how each sender stands is known while it runs, and forgotten when it stops")
    func presence() async throws {
        try await SenderStage.open { stage in
            let store = SenderStore(pool: stage.service)
            let presence = SenderPresence(owner: "telegram-sender:1", channel: .telegram, store: store)
            let running = Task { await presence.run() }
            presence.note(.paused(.operator("paused by operator: campaign")))
            try await eventually { try await store.current().map(\.reason) == ["paused by operator: campaign"] }
            presence.note(.working)
            try await eventually { try await store.current().map(\.isWorking) == [true] }
            running.cancel()
            await running.value
            #expect(try await store.current().isEmpty)
        }
    }
}

extension SenderStage {
    /// Messages that lie in a queue, given to nobody. The broker itself is asked: its management counts seconds later.
    func ready(_ queue: WorkQueue) async -> Int? {
        await onlooker.levels(of: [queue.name]).first?.messages
    }
}
