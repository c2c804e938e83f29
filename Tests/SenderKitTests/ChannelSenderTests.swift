import Contracts
import Foundation
import Messaging
import Notifications
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import SenderKit

@Suite(
    "A sender on a real broker and database",
    .enabled(if: TestEnvironment.hasDatabase && TestEnvironment.hasBroker), .timeLimit(.minutes(5)))
struct ChannelSenderTests {
    @Test("with a provider that refuses, fails and goes silent, everything arrives, and only what was in doubt twice")
    func flakyProvider() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: true)
            let deliveries = try await stage.notify(300)
            try await stage.withSenders(2, provider: provider) {
                try await eventually(within: .seconds(120), "all are accepted") {
                    try await stage.count(.accepted) == deliveries.count
                }
            }
            for (chat, times) in provider.accepted where times > 1 { #expect(provider.silent.contains(chat)) }
            #expect(provider.accepted.count >= deliveries.count - provider.silent.count)
            for index in 0..<deliveries.count { #expect(provider.accepted[String(1000 + index)] ?? 0 >= 1) }
        }
    }

    @Test("a bad token pauses within ten messages and resumes by itself when it is good again")
    func badToken() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            let deliveries = try await stage.notify(60)
            provider.setToken(good: true)
            try await stage.withSenders(provider: provider, { $0.rate = 100 }) {
                try await eventually("some are accepted") { try await stage.count(.accepted) >= 5 }
                provider.setToken(good: false)
                _ = try await stage.states.first { if case .paused(.provider) = $0 { true } else { false } }
                #expect(provider.unauthorized <= 10)
                #expect(try await stage.count(.dead) == 0)
                #expect(try await stage.count(.accepted, .pending, .sending) == 60)
                provider.setToken(good: true)
                try await eventually(within: .seconds(60), "all are accepted") {
                    try await stage.count(.accepted) == deliveries.count
                }
            }
            #expect(provider.accepted.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("the right token in its file resumes a sender that was paused for a bad one, without a restart")
    func rotation() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("old-token".utf8).write(to: file)
        let settings = Settings(values: ["TELEGRAM_BOT_TOKEN_FILE": file.path])
        let secret = try #require(try settings.secret("TELEGRAM_BOT_TOKEN"))
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            provider.require(token: "old-token")
            let deliveries = try await stage.notify(60)
            try await stage.withSenders(provider: provider, token: { secret.reveal() }, { $0.rate = 100 }) {
                try await eventually("some are accepted") { try await stage.count(.accepted) >= 5 }
                provider.require(token: "new-token")
                let state = try await stage.states.first { if case .paused = $0 { true } else { false } }
                guard case .paused(let reason) = state else { return }
                #expect(reason.words == "paused: telegram-1: configuration 401: Unauthorized")
                #expect(provider.unauthorized <= 10)
                #expect(try await stage.count(.accepted, .pending, .sending) == deliveries.count)
                #expect(try await stage.count(.pending, .sending) > 0)
                try Data("new-token".utf8).write(to: file)
                try await eventually(within: .seconds(60), "all are accepted") {
                    try await stage.count(.accepted) == deliveries.count
                }
            }
            #expect(provider.accepted.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("a number that is refused stops alone: the other takes over, and the first goes on when it is mended")
    func twoNumbers() async throws {
        try await SenderStage.open { stage in
            let (first, second) = (FlakyProvider(isFlaky: false), FlakyProvider(isFlaky: true))
            first.setToken(good: false)
            var deliveries = try await stage.notify(60)
            try await stage.withSenders(2, provider: first, second: second) {
                try await eventually(within: .seconds(60), "the second sends them all") {
                    try await stage.count(.accepted) == deliveries.count
                }
                #expect(first.accepted.isEmpty && first.unauthorized == 0)
                first.setToken(good: true)
                try await eventually(within: .seconds(60), "the first sends again") {
                    deliveries += try await stage.notify(1, from: 5_000 + deliveries.count)
                    return !first.accepted.isEmpty
                }
                try await eventually { try await stage.count(.accepted) == deliveries.count }
            }
            #expect(stage.states.pending.allSatisfy { $0 == .working })
            for (chat, times) in second.accepted where times > 1 { #expect(second.silent.contains(chat)) }
            #expect(first.accepted.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("a bad token at the start: nothing is taken from the queue")
    func badTokenAtStart() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            provider.setToken(good: false)
            let seeded = try await stage.notify(1)
            try await stage.withSenders(provider: provider) {
                _ = try await stage.states.first { if case .paused(.provider) = $0 { true } else { false } }
                #expect(provider.unauthorized == 0)
                #expect(try await stage.world.state(of: seeded[0]).status == .pending)
                provider.setToken(good: true)
                try await eventually { try await stage.count(.accepted) == 1 }
            }
        }
    }

    @Test("the claim of a process that is gone comes back in doubt and is sent again")
    func deadProcess() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            let seeded = try await stage.world.make(DeliverySeed(address: "77"))
            let dead = ClaimPolicy(owner: "dead", lease: .milliseconds(1))
            _ = try await stage.world.store.claim([ClaimRequest(id: seeded.id, attempt: 1)], on: .telegram, by: dead)
            try await stage.world.apply(.endLease, to: seeded)
            try await stage.publish(seeded)
            try await stage.withSenders(provider: provider) {
                try await eventually { try await stage.count(.accepted) == 1 }
            }
            let state = try await stage.world.state(of: seeded)
            #expect(state.isInDoubt)
            #expect(state.attempts == [1: "in_doubt", 2: "accepted"])
            #expect(provider.accepted == ["77": 1])
        }
    }

    @Test("a direct message does not wait behind a backlog")
    func directFirst() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            _ = try await stage.notify(200)
            try await stage.withSenders(provider: provider, { $0.rate = 20 }) {
                try await eventually("the backlog is being worked off") { try await stage.count(.accepted) >= 1 }
                let direct = try await stage.world.make(DeliverySeed(address: "5", isDirect: true))
                let before = try await stage.count(.accepted)
                try await stage.publish(direct)
                try await eventually { try await stage.world.state(of: direct).status == .accepted }
                // Counted rather than timed: a busy machine slows both queues down.
                let overtook = try await stage.world.pool.query(
                    """
                    SELECT count(*) AS n FROM campanello.deliveries
                    WHERE accepted_at < (SELECT accepted_at FROM campanello.deliveries WHERE id = $1)
                    """, [.uuid(direct.id)]
                ).first?.decode("n", as: Int.self)
                #expect(try #require(overtook) - before < 60)
            }
        }
    }

    @Test("stopping finishes what is in flight: what the provider took is written down, and nothing is said twice")
    func stoppingInFlight() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            provider.answer(after: .milliseconds(300))
            let deliveries = try await stage.notify(60)
            try await stage.withSenders(provider: provider) {
                try await eventually("some are on their way") { try await stage.count(.sending) >= 10 }
            }
            #expect(try await stage.count(.sending) == 0)
            let accepted = try await stage.count(.accepted)
            #expect(accepted == provider.accepted.count && accepted < deliveries.count)
            for delivery in deliveries {
                let state = try await stage.world.state(of: delivery)
                #expect(state.status == .accepted ? state.attempt == 1 : state.attempt == 0)
            }
            provider.answer(after: .zero)
            try await stage.withSenders(provider: provider) {
                try await eventually(within: .seconds(60)) { try await stage.count(.accepted) == deliveries.count }
            }
            #expect(provider.accepted.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("a queue is not taken for empty while its handlers are stalled at work")
    func stalled() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            provider.answer(after: .seconds(7))
            _ = try await stage.notify(2)
            try await stage.withSenders(provider: provider, { ($0.concurrency, $0.prefetch) = (1, 1) }) {
                let ready = { (queue: String) async throws -> Int? in
                    try await stage.world.pool.query(
                        "SELECT ready_messages FROM campanello.queue_progress WHERE queue = $1", [.text(queue)]
                    ).first?.decodeIfPresent("ready_messages")
                }
                try await eventually("the idle queue is known to be empty") {
                    try await ready("telegram.direct") == 0
                }
                #expect(try await stage.count(.sending) == 1)
                #expect(try await ready("telegram.notifications") == nil)
                provider.answer(after: .zero)
                try await eventually("the worked-off queue is known to be empty") {
                    try await ready("telegram.notifications") == 0
                }
                // The last one may have left the queue and still be at work.
                try await eventually("both are accepted") { try await stage.count(.accepted) == 2 }
            }
        }
    }

    @Test("stopping gives back what is not begun, and spends no attempt")
    func stopping() async throws {
        try await SenderStage.open { stage in
            let provider = FlakyProvider(isFlaky: false)
            let deliveries = try await stage.notify(80)
            try await stage.withSenders(provider: provider, { $0.rate = 20 }) {
                try await eventually { try await stage.count(.accepted) >= 3 }
            }
            let accepted = try await stage.count(.accepted)
            #expect(accepted < deliveries.count)
            #expect(try await stage.count(.pending) == deliveries.count - accepted)
            try await stage.withSenders(provider: provider) {
                try await eventually(within: .seconds(60)) { try await stage.count(.accepted) == deliveries.count }
            }
            #expect(provider.accepted.values.allSatisfy { $0 == 1 })
        }
    }
}
