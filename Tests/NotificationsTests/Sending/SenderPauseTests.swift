import Contracts
import Foundation
import Logging
import Messaging
import TestSupport
import Testing

@testable import Notifications

@Suite("A sender's pauses")
struct SenderPauseTests {
    private static let queue = WorkQueue.telegramNotifications.name

    private let world = MemoryDeliveryWorld()
    private let broker = MemoryBroker(.standard())
    private let provider = ScriptedTransport()
    private let states = TestSignal<ChannelSender.State>("the sender's state")
    private let events = TestSignal<SenderEvent>("an event")

    private func sender(probeInterval: Duration) -> ChannelSender {
        ChannelSender(
            settings: SenderSettings(
                // However long a busy machine takes for the steps of a test, a claim holds.
                channel: .telegram, claims: ClaimPolicy(owner: "one", lease: .seconds(3_600)), retry: RetryPolicy(),
                probeInterval: probeInterval, batchLinger: .zero),
            numbers: [
                SendingNumber(
                    index: 1, provider: TelegramProvider { "test-token" }, transport: provider,
                    requestTimeout: .seconds(30))
            ],
            store: world, subscriber: broker, publisher: broker, observer: SignallingObserver(events: events),
            logger: Logger(label: "test"), isConnected: { true }
        ) { [states] in states.send($0) }
    }

    private func publish() async throws {
        let seeded = await world.make(DeliverySeed())
        let message = try SenderBench.delivery(seeded).message
        try await broker.publish(message, exchange: Exchange.requeue, routingKey: Self.queue, mandatory: true)
    }

    @Test("a refusal while the account call is answered well waits, and gives no message back")
    func refusedAlthoughHealthy() async throws {
        provider.next(
            .answer(200, #"{"ok":true,"result":{"id":1}}"#),
            .answer(401, #"{"ok":false,"error_code":401,"description":"Unauthorized"}"#))
        try await publish()
        let sender = sender(probeInterval: .seconds(3600))
        let task = Task { await sender.run() }
        #expect(try await states.next() == .working)
        guard case .paused(.provider(let faults)) = try await states.next() else {
            Issue.record("it did not pause")
            return
        }
        #expect(faults.map(\.error.code) == ["401"] && faults.map(\.number) == ["telegram-1"])
        try await eventually("the message is settled") { await broker.unsettledCount(of: Self.queue) == 0 }
        #expect(await broker.messages(in: Self.queue).isEmpty)
        task.cancel()
        await task.value
        #expect(provider.requests.count == 2)
        #expect(states.pending.isEmpty)
    }

    @Test("after a refusal it goes on by itself when the provider accepts")
    func resumes() async throws {
        provider.next(
            .answer(200, #"{"ok":true,"result":{"id":1}}"#),
            .answer(401, #"{"ok":false,"error_code":401,"description":"Unauthorized"}"#))
        try await publish()
        let sender = sender(probeInterval: .milliseconds(1))
        let task = Task { await sender.run() }
        _ = try await states.first { if case .paused = $0 { true } else { false } }
        for _ in 0..<5 { try await publish() }
        for _ in 0..<5 { _ = try await events.first { if case .accepted = $0 { true } else { false } } }
        task.cancel()
        await task.value
    }

    @Test("refusals in a row wait twice as long each time, up to five minutes, until one message is accepted")
    func backoff() {
        var backoff = RefusalBackoff(first: .seconds(5))
        let waits = (0..<8).map { _ in backoff.refused() }
        #expect(waits == [5, 10, 20, 40, 80, 160, 300, 300].map { .seconds($0) })
        #expect(backoff.isRefused)
        backoff.accepted()
        #expect(!backoff.isRefused)
        #expect(backoff.refused() == .seconds(5))
    }
}
