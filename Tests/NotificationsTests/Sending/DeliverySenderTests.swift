import Contracts
import Foundation
import Messaging
import TestSupport
import Testing

@testable import Notifications

@Suite("A sender's steps")
struct DeliverySenderTests {
    private static func telegramError(_ code: Int, _ words: String, _ more: String = "") -> ScriptedTransport.Step {
        .answer(code, #"{"ok":false,"error_code":\#(code),"description":"\#(words)"\#(more)}"#)
    }

    @Test("accepted: recorded and acknowledged, nothing published")
    func accepted() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .accepted)
        #expect(state.providerMessageID == "1")
        #expect(state.entry == "announced")
        #expect(await bench.publisher.published.isEmpty)
    }

    @Test("the text has the listing's present words")
    func currentWords() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        let body = String(decoding: bench.provider.requests[0].body ?? [], as: UTF8.self)
        #expect(body.contains("Listing \(seeded.listingID ?? 0)"))
        #expect(body.contains("900€"))
    }

    @Test("a 429 is postponed to the smallest level that covers it, and spends no attempt")
    func throttled() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(Self.telegramError(429, "Too Many Requests", #","parameters":{"retry_after":17}"#))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let copy = try #require(await bench.publisher.published.first)
        #expect(copy.exchange == "retry.30s")
        #expect(copy.routingKey == "telegram.notifications")
        #expect(copy.mandatory)
        #expect(copy.message.attempt == 1)
        #expect(copy.message.expiration ?? .zero >= .seconds(17))
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .pending)
        #expect(state.attempt == 0)
    }

    @Test("a fault on the way is tried again one level longer each time, then is a dead letter")
    func transient() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        for attempt in 1...3 {
            bench.provider.next(Self.telegramError(502, "Bad Gateway"))
            #expect(await bench.sender.handle(try SenderBench.delivery(seeded, attempt: attempt)) == .done)
            await bench.world.apply(.becomeDue, to: seeded)
        }
        let copies = await bench.publisher.published
        #expect(copies.map(\.exchange) == ["retry.5s", "retry.30s", "dead-letters"])
        #expect(copies.prefix(2).map(\.message.attempt) == [2, 3])
        let letter = copies[2].message
        #expect(letter.headers["reason"] == "attempts-spent")
        #expect(letter.headers["error-class"] == "transient")
        #expect(letter.headers["error-code"] == "502")
        #expect(letter.headers["provider"] == "telegram")
        #expect(try await bench.world.state(of: seeded).status == .dead)
    }

    @Test("a request of which nobody knows is in doubt: sent again where nothing will report it")
    func inDoubt() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(.fail(.inDoubt("no answer within 30 s")))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        var state = try await bench.world.state(of: seeded)
        #expect(state.isInDoubt && state.attempts == [1: "in_doubt"])
        let copy = try #require(await bench.publisher.published.first)
        #expect(copy.exchange == "retry.5s" && copy.message.attempt == 2)
        await bench.world.apply(.becomeDue, to: seeded)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded, attempt: 2)) == .done)
        state = try await bench.world.state(of: seeded)
        #expect(state.status == .accepted)
        #expect(state.attempts == [1: "in_doubt", 2: "accepted"])
    }

    @Test("in doubt with receipts waits for one at the 10-minute level")
    func inDoubtWithReceipts() async throws {
        let bench = SenderBench(channel: .whatsapp, hasReceipts: true)
        let seeded = await bench.world.make(DeliverySeed(channel: .whatsapp, address: "+14158675309"))
        await bench.world.apply(.openWindow(1), to: seeded)
        bench.provider.next(.fail(.tooLarge))
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(await bench.publisher.published.map(\.exchange) == ["retry.10m"])
    }

    @Test("in doubt is left to the operator when told so, without a copy")
    func held() async throws {
        let bench = SenderBench { $0.claims.inDoubt = .hold }
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(.fail(.cancelled))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        #expect(try await bench.world.state(of: seeded).isHeld)
        #expect(await bench.publisher.published.isEmpty)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded, attempt: 2)) == .done)
        #expect(bench.provider.requests.count == 1)
    }

    @Test("a claim whose process died is in doubt, and nothing is sent at once")
    func deadClaim() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        _ = try await bench.world.claim(
            [ClaimRequest(id: seeded.id, attempt: 1)], on: .telegram, by: ClaimPolicy(owner: "dead"))
        await bench.world.apply(.endLease, to: seeded)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded, redelivered: true)) == .done)
        #expect(bench.provider.requests.isEmpty)
        #expect(try await bench.world.state(of: seeded).isInDoubt)
        #expect(await bench.publisher.published.map(\.message.attempt) == [2])
    }

    @Test("a live claim of another replica postpones")
    func liveClaim() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        _ = try await bench.world.claim(
            [ClaimRequest(id: seeded.id, attempt: 1)], on: .telegram, by: ClaimPolicy(owner: "other"))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        #expect(bench.provider.requests.isEmpty)
        #expect(await bench.publisher.published.map(\.exchange) == ["retry.2m"])
        #expect(await bench.publisher.published.map(\.message.attempt) == [1])
    }

    @Test("who cannot be reached is skipped and suspended, the listings are pending again")
    func recipient() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(Self.telegramError(403, "Forbidden: bot was blocked by the user"))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .skipped && state.reason == "opted-out")
        #expect(state.isSuspended && state.entry == nil)
        #expect(await bench.publisher.published.isEmpty)
    }

    @Test("a bad token pauses: the message is put off for a minute, and no attempt is spent")
    func badToken() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(Self.telegramError(401, "Unauthorized"))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let copy = try #require(await bench.publisher.published.first?.message)
        #expect(copy.attempt == 1 && copy.expiration ?? .zero >= .seconds(60))
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .pending && state.attempt == 0)
        #expect(!bench.gate.isOpen)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .giveBack)
        #expect(bench.provider.requests.count == 1)
        let error = ProviderError(.configuration, code: "401", detail: "Unauthorized")
        #expect(await bench.gate.pauseReason() == .provider([NumberFault(number: "telegram-1", error)]))
    }

    @Test("refused content is a dead letter with the provider's words")
    func content() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(Self.telegramError(400, "Bad Request: message is too long"))
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        let letter = try #require(await bench.publisher.published.first?.message)
        #expect(letter.headers["reason"] == "content-refused")
        #expect(letter.headers["error"] == "Bad Request: message is too long")
        #expect(try await bench.world.state(of: seeded).entry == "reserved")
    }

    @Test("a picture that cannot be fetched is left out, in the same attempt")
    func picture() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(Self.telegramError(400, "Bad Request: failed to get HTTP URL content"))
        let delivery = try SenderBench.delivery(seeded, pictures: ["https://a.example/1.jpg"])
        #expect(await bench.sender.handle(delivery) == .done)
        #expect(bench.provider.requests.map { $0.url.split(separator: "/").last } == ["sendPhoto", "sendMessage"])
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .accepted && state.attempt == 1)
    }

    @Test("a refused picture buries nothing when there is no leave for the plain text: the claim goes back unspent")
    func pictureWithoutLeave() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed())
        bench.provider.next(Self.telegramError(400, "Bad Request: failed to get HTTP URL content"))
        bench.provider.onRequest { [gate = bench.gate] in gate.shut() }
        let delivery = try SenderBench.delivery(seeded, pictures: ["https://a.example/1.jpg"])
        #expect(await bench.sender.handle(delivery) == .giveBack)
        #expect(bench.provider.requests.count == 1)
        #expect(await bench.publisher.published.isEmpty)
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .pending && state.attempt == 0)
    }

    @Test("a chat that has moved is written to at its new id, which is kept")
    func movedChat() async throws {
        let bench = SenderBench()
        let seeded = await bench.world.make(DeliverySeed(address: "-5"))
        bench.provider.next(
            Self.telegramError(
                400, "Bad Request: group chat was upgraded to a supergroup chat",
                #","parameters":{"migrate_to_chat_id":-1005}"#))
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .accepted && state.address == "-1005")
    }
}
