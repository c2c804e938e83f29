import Contracts
import Foundation
import Messaging
import TestSupport
import Testing

@testable import Notifications

@Suite("A sender's steps when something went wrong before")
struct DeliverySenderRecoveryTests {
    private static func telegramError(_ code: Int, _ words: String) -> ScriptedTransport.Step {
        .answer(code, #"{"ok":false,"error_code":\#(code),"description":"\#(words)"}"#)
    }

    @Test("a superseded message is acknowledged; if it is a redelivery, its row's copy goes out first")
    func superseded() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(Self.telegramError(500, "x"))
        await bench.publisher.refuse(with: .unroutable)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .giveBack)
        await bench.publisher.refuse(with: nil)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        #expect(await bench.publisher.published.isEmpty)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded, redelivered: true)) == .done)
        #expect(await bench.publisher.published.map(\.message.attempt) == [2])
        #expect(bench.provider.requests.count == 1)
    }

    @Test("a dead letter that may not have got out with its process is made up for")
    func deadRedelivered() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(Self.telegramError(400, "Bad Request: message is too long"))
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded, redelivered: true)) == .done)
        let letters = await bench.publisher.published
        #expect(letters.count == 2)
        #expect(letters[1].message.headers["reason"] == "content-refused")
    }

    @Test("when the dead-letter queue is full the row alone is dead")
    func fullDeadLetters() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(Self.telegramError(400, "Bad Request: text is empty"))
        await bench.publisher.refuse(with: .refused)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        #expect(try await bench.world.state(of: seeded).status == .dead)
    }

    @Test("what cannot be read is a dead letter with the reason, and its row is dead")
    func undecodable() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        let broken = SenderBench.delivery(
            id: seeded.id.text, type: "new-listings-for-filter.v1", body: Array("{\"id\":1}".utf8))
        #expect(await bench.sender.handle(broken) == .done)
        let strange = SenderBench.delivery(id: "not-an-id", type: "new-listings-for-filter.v9", body: [])
        #expect(await bench.sender.handle(strange) == .done)
        let other = SenderBench.delivery(id: UUID.v7().text, type: "listing-ingested.v1", body: [])
        #expect(await bench.sender.handle(other) == .done)
        let letters = await bench.publisher.published
        #expect(letters.map { $0.message.headers["reason"] } == ["undecodable", "unsupported-version", "undecodable"])
        #expect(try await bench.world.state(of: seeded).status == .dead)
        #expect(bench.provider.requests.isEmpty)
    }

    @Test("a message of another channel is a dead letter")
    func wrongChannel() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed(channel: .whatsapp))
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(await bench.publisher.published.first?.message.headers["reason"] == "wrong-channel")
    }

    @Test("one without a row, and one that is settled, are acknowledged and never sent")
    func obsolete() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        let nobody = SeededDelivery(id: .v7(), channel: .telegram, userID: 1, filterID: 1, listingID: 1)
        #expect(await bench.sender.handle(try SenderBench.delivery(nobody)) == .done)
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded, redelivered: true)) == .done)
        #expect(bench.provider.requests.count == 1)
    }

    @Test("the same message ten times at once is sent once")
    func duplicates() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        let delivery = try SenderBench.delivery(seeded)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { _ = await bench.sender.handle(delivery) } }
        }
        #expect(bench.provider.requests.count == 1)
        #expect(try await bench.world.state(of: seeded).attempt == 1)
    }

    @Test("when every listing is gone it is skipped, and no attempt spent")
    func listingsGone() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        await bench.world.apply(.removeListing, to: seeded)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .skipped && state.reason == "listings-gone" && state.attempt == 0)
        #expect(bench.provider.requests.isEmpty)
    }

    @Test("an event without listings says nothing: it is skipped, whatever its total")
    func emptyList() async throws {
        for total in [0, 3] {
            let bench = SenderBench()
            let seeded = await bench.world.make(DeliverySeed())
            var event = Sample.event([], total: total, channel: .telegram)
            event.id = seeded.id
            event.userID = seeded.userID
            let delivery = SenderBench.delivery(
                id: seeded.id.text, type: event.messageType.rawValue, body: try ContractEncoder.encode(event))
            #expect(await bench.sender.handle(delivery) == .done)
            let state = try await bench.world.state(of: seeded)
            #expect(state.status == .skipped && state.reason == "listings-gone")
            #expect(bench.provider.requests.isEmpty)
        }
    }

    @Test(
        "what became of the filter or the person meanwhile is the reason",
        arguments: [
            (WorldChange.deleteFilter, "filter-deleted"), (.pauseFilter, "filter-paused"), (.unlink, "unlinked"),
            (.closeAccount, "account-inactive"), (.suspend, "suspended"), (.expire, "expired"),
        ])
    func goneMeanwhile(_ change: WorldChange, _ reason: String) async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        await bench.world.apply(change, to: seeded)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .skipped && state.reason == reason && state.attempt == 0)
        #expect(bench.provider.requests.isEmpty)
    }

    @Test("a handler at work is known as such, whatever it waits for")
    func atWork() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        let seen = TestSignal<Int?>("the queue's length")
        bench.provider.onRequest { [progress = bench.progress] in
            _ = progress.take([.telegramNotifications], isConsuming: true)
            seen.send(progress.take([.telegramNotifications], isConsuming: true).first?.readyMessages)
        }
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(try await seen.next() == nil)
        _ = bench.progress.take([.telegramNotifications], isConsuming: true)
        #expect(bench.progress.take([.telegramNotifications], isConsuming: true).first?.readyMessages == 0)
    }

    @Test("a lost database pauses, and everything goes back")
    func databaseLost() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        await bench.world.fail(with: .unavailable("gone"))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .giveBack)
        #expect(!bench.gate.isOpen)
    }

    @Test("an outcome is written when the database is back, and the message sent once")
    func databaseLostAfterSending() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        let delivery = try SenderBench.delivery(seeded)
        await bench.world.failRecords(with: .unavailable("gone"))
        async let disposition = bench.sender.handle(delivery)
        _ = try await bench.events.first { if case .storeFailed = $0 { true } else { false } }
        await bench.world.failRecords(with: nil)
        #expect(await disposition == .done)
        #expect(try await bench.world.state(of: seeded).status == .accepted)
        #expect(bench.provider.requests.count == 1)
    }

    @Test("a direct message is said in the person's language, and who waits for it is told")
    func direct() async throws {
        let bench = SenderBench(direct: true)
        let seeded = await bench.world.make(DeliverySeed(isDirect: true, textKey: "test"))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let body = String(decoding: bench.provider.requests[0].body ?? [], as: UTF8.self)
        #expect(body.contains("Тестовое сообщение от Campanello"))
        #expect(await bench.world.told == [seeded.id])
    }

    @Test("a direct message whose text nobody knows is a dead letter")
    func unknownText() async throws {
        let bench = SenderBench(direct: true)
        let seeded = await bench.world.make(DeliverySeed(isDirect: true, textKey: "no-such-text"))
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(await bench.publisher.published.first?.message.headers["reason"] == "unknown-text")
    }
}
