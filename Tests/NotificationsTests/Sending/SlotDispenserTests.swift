import Contracts
import Foundation
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import Notifications

@Suite("Send slots")
struct SlotDispenserTests {
    @Test("are handed out no faster than the rate")
    func rate() async throws {
        let store = ClockedStore()
        let slots = SlotDispenser(key: "k", rate: 100, store: store)
        var times: [ContinuousClock.Instant] = []
        for _ in 0..<20 {
            let slot = try #require(try await slots.next())
            let time = try #require(slot.time)
            #expect(time <= .now)
            times.append(time)
        }
        await expect(times, asGrantedBy: store, apart: .milliseconds(10))
    }

    /// The store's answers take their time on the way, so slots come a little after what it granted, never before: two
    /// of them may be closer to each other than the store's were. One that lapsed on the way is nobody's.
    private func expect(
        _ times: [ContinuousClock.Instant], asGrantedBy store: ClockedStore, apart step: Duration
    ) async {
        let granted = await store.granted
        #expect(times.count <= granted.count)
        for (time, grant) in zip(times, granted) { #expect(time >= grant) }
        for (first, second) in zip(granted, granted.dropFirst()) { #expect(second - first >= step) }
    }

    @Test("are shared with other replicas")
    func shared() async throws {
        let store = ClockedStore()
        let replicas = (0..<3).map { _ in SlotDispenser(key: "k", rate: 200, store: store) }
        let times = try await withThrowingTaskGroup(of: ContinuousClock.Instant?.self) { group in
            for replica in replicas {
                for _ in 0..<10 { group.addTask { try await replica.next()?.time } }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }.compactMap { $0 }.sorted()
        #expect(times.count == 30)
        await expect(times, asGrantedBy: store, apart: .milliseconds(5))
    }

    @Test("go first to a message that has waited before")
    func urgent() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let slots = SlotDispenser(key: "k", rate: 1_000, store: ClockedStore(gate: gate))
        let order = NIOLockedValueBox<[String]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, name) in ["first", "second", "urgent"].enumerated() {
                group.addTask {
                    _ = try await slots.next(isUrgent: name == "urgent")
                    order.withLockedValue { $0.append(name) }
                }
                try await eventually { await slots.count == place + 1 }
            }
            open.finish()
            try await group.waitForAll()
        }
        #expect(order.withLockedValue { $0.first } == "urgent")
    }

    @Test("lapse 100 ms after their time")
    func lapse() {
        let now = ContinuousClock.now
        #expect(!SendSlot(time: now).isLapsed(at: now + .milliseconds(100)))
        #expect(SendSlot(time: now).isLapsed(at: now + .milliseconds(101)))
        #expect(!SendSlot.unlimited.isLapsed(at: now + .seconds(3_600)))
    }

    @Test("wait out a pause that the provider asked for, with and without a rate, and for all of the number's queues")
    func paused() async throws {
        for rate in [0.0, 1_000] {
            let pause = SlotPause()
            let slots = ["k", "k:direct"].map {
                SlotDispenser(key: $0, rate: rate, store: ClockedStore(), pause: pause)
            }
            let began = ContinuousClock.now
            slots[0].hold(for: .milliseconds(60))
            for slots in slots {
                let slot = try #require(try await slots.next())
                // A slot that was taken for the time of the pause would have lapsed in it.
                if let time = slot.time { #expect(time - began >= .milliseconds(60)) }
            }
            #expect(ContinuousClock.now - began >= .milliseconds(60))
        }
    }

    @Test("are nobody's once closed")
    func closed() async throws {
        let slots = SlotDispenser(key: "k", rate: 0.5, store: ClockedStore())
        _ = try await slots.next()
        async let waiting = slots.next()
        try await eventually { await slots.isAnybodyWaiting }
        await slots.close()
        #expect(try await waiting == nil)
        #expect(try await slots.next() == nil)
        await slots.open()
        #expect(try await SlotDispenser(key: "k", rate: 0, store: ClockedStore()).next() == .unlimited)
    }
}

/// Slots by the machine's clock; nothing else.
private actor ClockedStore: DeliveryStore {
    private var next: ContinuousClock.Instant = .now
    /// The times of all slots that it gave.
    private(set) var granted: [ContinuousClock.Instant] = []
    private let gate: AsyncStream<Void>?

    /// - Parameter gate: nothing is granted until it ends.
    init(gate: AsyncStream<Void>? = nil) { self.gate = gate }

    func takeSlots(key: String, count: Int, step: Duration) async throws(DeliveryStoreError) -> Duration {
        if let gate { for await _ in gate {} }
        let now = ContinuousClock.now
        let first = max(next, now)
        next = first + step * count
        granted += (0..<count).map { first + step * $0 }
        return first - now
    }

    func claim(
        _ requests: [ClaimRequest], on channel: Contracts.Channel, by policy: ClaimPolicy
    ) async throws(DeliveryStoreError) -> [ClaimResult] { [] }

    func record(_ records: [DeliveryRecord]) async throws(DeliveryStoreError) -> [Bool] { [] }
    func note(_ progress: [QueueProgress]) async throws(DeliveryStoreError) {}
    func ping() async throws(DeliveryStoreError) {}
}
