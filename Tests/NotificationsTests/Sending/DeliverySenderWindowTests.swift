import Contracts
import Foundation
import Messaging
import TestSupport
import Testing

@testable import Notifications

@Suite("A sender and the 24-hour window")
struct DeliverySenderWindowTests {
    private static let templates = [
        "ru": TemplateName.named("new_listings", language: "ru"), "en": .named("new_listings", language: "en"),
    ]
    private static let closed = DeliverySenderNumbersTests.metaError(131_047)

    private static func bench(_ templates: [String: TemplateName] = templates, direct: Bool = false) -> SenderBench {
        SenderBench(
            channel: .whatsapp, direct: direct, providers: [DeliverySenderNumbersTests.meta(1)], templates: templates)
    }

    private static func seeded(
        in bench: SenderBench, isOpen: Bool = false, isDirect: Bool = false
    ) async -> SeededDelivery {
        let seeded = await bench.world.make(
            DeliverySeed(channel: .whatsapp, address: "+15005550006", isDirect: isDirect))
        if isOpen { await bench.world.apply(.openWindow(1), to: seeded) }
        return seeded
    }

    /// What was asked for, in order: `template`, or `free` for anything else.
    private static func types(_ bench: SenderBench) throws -> [String] {
        struct Body: Decodable { let type: String }
        return try bench.provider.requests.map {
            let type = try JSONDecoder().decode(Body.self, from: Data($0.body ?? [])).type
            return type == "template" ? type : "free"
        }
    }

    @Test("open: free text")
    func open() async throws {
        let bench = Self.bench()
        let seeded = await Self.seeded(in: bench, isOpen: true)
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(try Self.types(bench) == ["free"])
        #expect(try await bench.world.state(of: seeded).isTemplate == false)
    }

    @Test("closed: the approved template of the person's language")
    func template() async throws {
        let bench = Self.bench()
        let seeded = await Self.seeded(in: bench)
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(try Self.types(bench) == ["template"])
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .accepted && state.isTemplate)
    }

    @Test("closed and no template: skipped with that reason, said to the operator and to the person on Telegram")
    func noTemplate() async throws {
        let bench = Self.bench(["en": .named("new_listings", language: "en")])
        let seeded = await Self.seeded(in: bench)
        await bench.world.apply(.linkTelegram("77"), to: seeded)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .skipped && state.reason == "window-closed" && state.attempt == 0)
        #expect(state.isClosed && state.notices == 1 && state.entry == nil)
        #expect(bench.provider.requests.isEmpty && bench.gate.isOpen)
        let event = try await bench.events.first { if case .skipped = $0 { true } else { false } }
        guard case .skipped(seeded.id, .windowClosed) = event else {
            Issue.record("told \(event)")
            return
        }
    }

    @Test("closed behind our back: the template in the same attempt, and the window is known to be closed")
    func closedBehindOurBack() async throws {
        let bench = Self.bench()
        let seeded = await Self.seeded(in: bench, isOpen: true)
        bench.provider.next(Self.closed)
        #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
        #expect(try Self.types(bench) == ["free", "template"])
        let state = try await bench.world.state(of: seeded)
        #expect(state.status == .accepted && state.attempt == 1 && state.isTemplate && state.openWindows.isEmpty)
    }

    @Test("the template is tried once: a second refusal ends it")
    func templateOnce() async throws {
        let bench = Self.bench()
        let seeded = await Self.seeded(in: bench, isOpen: true)
        bench.provider.next(Self.closed, Self.closed)
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(try Self.types(bench) == ["free", "template"])
        #expect(try await bench.world.state(of: seeded).reason == "window-closed")
    }

    @Test("a template that the provider refuses is left alone for a while, and its messages are skipped")
    func unusable() async throws {
        let bench = Self.bench()
        bench.provider.next(DeliverySenderNumbersTests.metaError(132_001))
        for _ in 0..<3 {
            let seeded = await Self.seeded(in: bench)
            #expect(await bench.sender.handle(try SenderBench.delivery(seeded)) == .done)
            let state = try await bench.world.state(of: seeded)
            #expect(state.reason == "template-unusable" && state.isClosed && state.notices == 0)
        }
        #expect(bench.provider.requests.count == 1)
    }

    @Test("after a failure for the window's sake only the template will do, although the window is said to be open")
    func mustUseTemplate() async throws {
        let bench = Self.bench()
        let seeded = await Self.seeded(in: bench, isOpen: true)
        await bench.world.apply(.mustUseTemplate, to: seeded)
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(try Self.types(bench) == ["template"])
    }

    @Test("a direct message has no template: outside the window it is skipped, and closes nothing else")
    func direct() async throws {
        let bench = Self.bench(direct: true)
        let seeded = await Self.seeded(in: bench, isDirect: true)
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        let state = try await bench.world.state(of: seeded)
        #expect(state.reason == "window-closed" && !state.isClosed && state.notices == 0)
    }

    @Test("the code that proves a number goes to somebody who never wrote, by a template of its own")
    func code() async throws {
        let bench = SenderBench(
            channel: .whatsapp, direct: true, providers: [DeliverySenderNumbersTests.meta(1)],
            templates: Self.templates, codeTemplates: ["ru": .named("link_code", language: "ru")])
        let seeded = await bench.world.make(
            DeliverySeed(channel: .whatsapp, address: "+15005550006", isDirect: true, textKey: "link_code"))
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(try await bench.world.state(of: seeded).status == .accepted)
        let body = String(decoding: try #require(bench.provider.requests.first?.body), as: UTF8.self)
        #expect(body.contains(#""name":"link_code""#))
        // Once in the text and once for the button that copies it.
        #expect(body.components(separatedBy: #""text":"AB12-CD34""#).count == 3)
        #expect(body.contains(#""sub_type":"url""#))
    }

    @Test("without such a template the code is not sent, and by the listings' template least of all")
    func codeWithoutTemplate() async throws {
        let bench = Self.bench(direct: true)
        let seeded = await bench.world.make(
            DeliverySeed(channel: .whatsapp, address: "+15005550006", isDirect: true, textKey: "link_code"))
        _ = await bench.sender.handle(try SenderBench.delivery(seeded))
        #expect(try await bench.world.state(of: seeded).reason == "window-closed")
        #expect(bench.provider.requests.isEmpty)
    }

    @Test("a sandbox on this machine without templates counts as always open; a real provider does not")
    func sandbox() {
        func number(_ url: String, _ templates: [String: TemplateName]) -> SendingNumber {
            SendingNumber(
                index: 1, provider: MetaProvider(url: url, numberID: "1", hasReceipts: false) { "test-token" },
                templates: templates, transport: ScriptedTransport(), requestTimeout: .seconds(5))
        }
        #expect(!number("http://127.0.0.1:8025/meta/v26.0", [:]).hasWindow)
        #expect(number("http://127.0.0.1:8025/meta/v26.0", Self.templates).hasWindow)
        #expect(number("https://graph.facebook.com/v26.0", [:]).hasWindow)
    }
}
