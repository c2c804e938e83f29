import Contracts
import Logging
import Messaging
import TestSupport
import Testing

@Suite("The consumer loop")
struct ConsumerLoopTests {
    private let broker = MemoryBroker(.standard())
    private let queue = WorkQueue.telegramNotifications.name

    private func publish(_ ids: ClosedRange<Int>) async throws {
        for id in ids {
            try await broker.publish(
                .example("m\(id)"), exchange: Exchange.requeue, routingKey: queue, mandatory: true)
        }
    }

    private func loop(concurrency: Int, prefetch: Int, drainTimeout: Duration = .seconds(20)) -> ConsumerLoop {
        ConsumerLoop(
            subscriber: broker, queue: queue, prefetch: prefetch, concurrency: concurrency,
            drainTimeout: drainTimeout, logger: Logger(label: "test"))
    }

    @Test("acknowledges what is done and gives back what is not")
    func settles() async throws {
        try await publish(1...3)
        let seen = TestSignal<Delivery>()
        let task = Task {
            await loop(concurrency: 1, prefetch: 1).run { delivery in
                seen.send(delivery)
                return delivery.message.messageID == "m2" && !delivery.redelivered ? .giveBack : .done
            }
        }
        var ids: [String] = []
        for _ in 0..<4 { ids.append(try await seen.next().message.messageID) }
        #expect(ids == ["m1", "m2", "m2", "m3"])
        try await eventually { await broker.unsettledCount(of: queue) == 0 }
        task.cancel()
        await task.value
    }

    @Test("runs no more handlers at once than it may")
    func bounds() async throws {
        try await publish(1...10)
        let started = TestSignal<String>()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let task = Task {
            await loop(concurrency: 3, prefetch: 6).run { delivery in
                started.send(delivery.message.messageID)
                for await _ in gate {}
                return .done
            }
        }
        for _ in 0..<3 { _ = try await started.next() }
        #expect(await broker.unsettledCount(of: queue) == 6)
        #expect(started.pending.isEmpty)
        open.finish()
        for _ in 0..<7 { _ = try await started.next() }
        task.cancel()
        await task.value
    }

    @Test("finishes what it has begun when it is stopped, and gives back the rest")
    func stops() async throws {
        try await publish(1...6)
        let started = TestSignal<String>()
        let cancelled = TestSignal<Bool>()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let task = Task {
            await loop(concurrency: 2, prefetch: 4).run { delivery in
                started.send(delivery.message.messageID)
                for await _ in gate {}
                cancelled.send(Task.isCancelled)
                return .done
            }
        }
        for _ in 0..<2 { _ = try await started.next() }
        task.cancel()
        try await eventually { await broker.messages(in: queue).count == 2 }
        open.finish()
        await task.value
        #expect(cancelled.pending == [false, false])
        #expect(await broker.messages(in: queue).map(\.messageID).sorted() == ["m3", "m4", "m5", "m6"])
        #expect(await broker.unsettledCount(of: queue) == 0)
    }

    @Test("leaves handlers alone when it is stopped, and cancels them only with its task")
    func stopsGently() async throws {
        try await publish(1...6)
        let started = TestSignal<String>()
        let cancelled = TestSignal<Bool>()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let loop = loop(concurrency: 2, prefetch: 4, drainTimeout: .zero)
        let task = Task {
            await loop.run { delivery in
                started.send(delivery.message.messageID)
                if delivery.message.messageID == "m1" {
                    for await _ in gate {}
                } else {
                    try? await Task.sleep(for: .seconds(3600))
                }
                cancelled.send(Task.isCancelled)
                return .done
            }
        }
        for _ in 0..<2 { _ = try await started.next() }
        loop.stop()
        try await eventually { await broker.messages(in: queue).count == 2 }
        open.finish()
        #expect(try await cancelled.next() == false)
        #expect(await broker.unsettledCount(of: queue) >= 1)
        task.cancel()
        await task.value
        #expect(cancelled.pending == [true])
        #expect(await broker.messages(in: queue).map(\.messageID).sorted() == ["m3", "m4", "m5", "m6"])
    }

    @Test("cancels handlers that do not finish in time")
    func givesUp() async throws {
        try await publish(1...1)
        let started = TestSignal<String>()
        let task = Task {
            await loop(concurrency: 1, prefetch: 1, drainTimeout: .milliseconds(50)).run { delivery in
                started.send(delivery.message.messageID)
                try? await Task.sleep(for: .seconds(3600))
                return .giveBack
            }
        }
        _ = try await started.next()
        task.cancel()
        await task.value
        #expect(await broker.messages(in: queue).count == 1)
    }
}
