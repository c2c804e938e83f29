import Contracts
import Foundation
import Messaging
import TestSupport
import Testing

@testable import Notifications

@Suite("A sender with several numbers")
struct DeliverySenderNumbersTests {
    private static func bench(
        _ routing: NumberRouting = .failover, hasReceipts: Bool = false, direct: Bool = false
    ) -> SenderBench {
        SenderBench(channel: .whatsapp, direct: direct, providers: (1...2).map { meta($0, hasReceipts: hasReceipts) }) {
            $0.routing = routing
            $0.breaker.failures = 2
        }
    }

    static func meta(_ number: Int, hasReceipts: Bool = false) -> MetaProvider {
        MetaProvider(
            url: "https://graph.facebook.com/v26.0", numberID: "number-\(number)", hasReceipts: hasReceipts
        ) { "test-token" }
    }

    static func metaError(_ code: Int, status: Int = 400) -> ScriptedTransport.Step {
        .answer(status, #"{"error":{"code":\#(code),"message":"refused"}}"#)
    }

    private static func seeded(
        in bench: SenderBench, windows: [Int] = [1, 2], isDirect: Bool = false
    ) async -> SeededDelivery {
        let seeded = await bench.world.make(
            DeliverySeed(channel: .whatsapp, address: "+15005550006", isDirect: isDirect))
        for number in windows { await bench.world.apply(.openWindow(number), to: seeded) }
        return seeded
    }

    /// The numbers that were asked, in order.
    private static func asked(_ bench: SenderBench) -> [String] {
        bench.provider.requests.map { $0.url.split(separator: "/").dropLast().last.map(String.init) ?? "" }
    }

    @Test("when the first number fails again and again, the second takes over")
    func failover() async throws {
        let bench = Self.bench()
        bench.provider.next(Self.metaError(131_000, status: 500), Self.metaError(131_000, status: 500))
        for _ in 0..<4 {
            #expect(await bench.sender.handle(try SenderBench.delivery(await Self.seeded(in: bench))) == .done)
        }
        #expect(Self.asked(bench) == ["number-1", "number-1", "number-2", "number-2"])
        let last = await Self.seeded(in: bench)
        _ = await bench.sender.handle(try SenderBench.delivery(last))
        let state = try await bench.world.state(of: last)
        #expect(state.status == .accepted && state.number == 2 && state.ownNumber == nil)
    }

    @Test("a number that refuses the token stops alone; when the last has, the sender pauses with every reason")
    func paused() async throws {
        let bench = Self.bench()
        bench.provider.next(Self.metaError(190, status: 401))
        for _ in 0..<2 {
            #expect(await bench.sender.handle(try SenderBench.delivery(await Self.seeded(in: bench))) == .done)
        }
        #expect(Self.asked(bench) == ["number-1", "number-2"] && bench.gate.isOpen)
        bench.provider.next(Self.metaError(131_042))
        _ = await bench.sender.handle(try SenderBench.delivery(await Self.seeded(in: bench)))
        guard case .provider(let faults)? = await bench.gate.pauseReason() else {
            Issue.record("it did not pause")
            return
        }
        #expect(faults.map(\.error.code) == ["190", "131042"])
    }

    @Test("with every circuit open a message is put off, and no attempt is spent")
    func noNumber() async throws {
        let bench = Self.bench()
        for number in 1...2 {
            for _ in 0..<2 { bench.board.settle(try #require(bench.board.reserve(number: number)), .failed) }
        }
        let seeded = await Self.seeded(in: bench)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .pending && state.attempt == 0 && state.reason == "postponed")
        #expect(await bench.publisher.published.map(\.exchange) == ["retry.30s"])
        #expect(bench.provider.requests.isEmpty && bench.gate.isOpen)
    }

    @Test("what is in doubt is never moved to another number: it waits for its own")
    func inDoubtStays() async throws {
        let bench = Self.bench()
        let seeded = await Self.seeded(in: bench)
        bench.provider.next(.fail(.inDoubt("no answer")), .fail(.inDoubt("no answer")))
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        _ = await bench.sender.handle(try SenderBench.delivery(await Self.seeded(in: bench)))
        await bench.world.apply(.becomeDue, to: seeded)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded, attempt: 2)) == .done)
        var state = try await bench.world.state(of: seeded)
        #expect(state.status == .pending && state.attempt == 1 && state.number == 1 && state.provider == "meta")
        #expect(Self.asked(bench) == ["number-1", "number-1"])
        bench.board.resume(1)
        bench.board.pause(1, ProviderError(.configuration, code: "190", detail: ""), isRefusal: false)
        bench.board.resume(1)
        await bench.world.apply(.becomeDue, to: seeded)
        _ = await bench.sender.handle(try SenderBench.delivery(seeded, attempt: 2))
        state = try await bench.world.state(of: seeded)
        #expect(state.status == .accepted && state.number == 1)
    }

    @Test("a dead process's claim is in doubt with the number that it was claimed for")
    func deadClaimStays() async throws {
        let bench = Self.bench(hasReceipts: true)
        let seeded = await Self.seeded(in: bench)
        var dead = ClaimPolicy(owner: "dead")
        dead.numbers = ClaimNumbers(providers: ["meta", "meta"], open: [2])
        _ = try await bench.world.claim(
            [ClaimRequest(id: seeded.id, attempt: 1, number: 2)], on: .whatsapp, by: dead)
        await bench.world.apply(.endLease, to: seeded)
        _ = await bench.sender.handle(try SenderBench.delivery(seeded, redelivered: true))
        #expect(await bench.publisher.published.map(\.exchange) == ["retry.10m"])
        await bench.world.apply(.becomeDue, to: seeded)
        _ = await bench.sender.handle(try SenderBench.delivery(seeded, attempt: 2))
        #expect(Self.asked(bench) == ["number-2"])
    }

    @Test("spread: a person stays with the number that first took a message, and moves only when it fails")
    func spread() async throws {
        let bench = Self.bench(.spread)
        let first = await Self.seeded(in: bench)
        _ = await bench.sender.handle(try SenderBench.delivery(first))
        let own = try #require(try await bench.world.state(of: first).ownNumber)
        let other = 3 - own
        await bench.world.apply(.stay(with: other), to: first)
        for _ in 0..<3 {
            let next = await bench.world.makeAnother(like: first)
            _ = await bench.sender.handle(try SenderBench.delivery(next))
            #expect(try await bench.world.state(of: next).number == other)
        }
        bench.board.pause(other, ProviderError(.configuration, code: "190", detail: ""), isRefusal: false)
        let moved = await bench.world.makeAnother(like: first)
        _ = await bench.sender.handle(try SenderBench.delivery(moved))
        let state = try await bench.world.state(of: moved)
        #expect(state.status == .accepted && state.number == own && state.ownNumber == own)
    }

    @Test("an answer goes out from the number to which the person wrote")
    func direct() async throws {
        let bench = Self.bench(direct: true)
        let seeded = await Self.seeded(in: bench, windows: [2], isDirect: true)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        #expect(Self.asked(bench) == ["number-2"])
    }

    @Test("three people who are told in a row that it is too fast slow the number down for all")
    func held() async throws {
        let bench = Self.bench()
        var began = ContinuousClock.now
        for _ in 0..<3 {
            // The pause begins somewhere within the third call.
            began = .now
            bench.provider.next(
                .answer(429, #"{"error":{"code":130429,"message":"Rate limit hit"}}"#))
            _ = await bench.sender.handle(try SenderBench.delivery(await Self.seeded(in: bench)))
        }
        _ = await bench.sender.handle(try SenderBench.delivery(await Self.seeded(in: bench)))
        #expect(ContinuousClock.now - began > .milliseconds(900))
        #expect(Self.asked(bench) == Array(repeating: "number-1", count: 4))
    }
}
