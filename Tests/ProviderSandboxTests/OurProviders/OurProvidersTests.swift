import Foundation
import Notifications
import Testing

@testable import ProviderSandbox

@Suite("Our providers against the sandbox, over HTTP")
struct OurProvidersTests {
    private static let text = OutgoingMessage(text: "Новое: <Bilocale> & *Roma*")
    private static let picture = OutgoingMessage(
        text: "Bilocale", picture: "https://homes.example/1.jpg",
        buttons: [[MessageButton("Не интересно", .callback(.notInterested(listing: 1001)))]])

    @Test("a text, a picture with its caption and a template are taken as they are", arguments: ProviderKind.allCases)
    func accepted(kind: ProviderKind) async throws {
        try await OurProvider.serve(kind) { ours in
            let text = kind == .telegram ? OutgoingMessage(text: "Новое: &lt;Bilocale&gt; &amp; *Roma*") : Self.text
            let messages = [text, Self.picture] + (try ours.template().map { [$0] } ?? [])
            for message in messages {
                guard case .accepted(let id) = try await ours.send(message) else {
                    Issue.record("\(kind) did not take a message")
                    continue
                }
                #expect(!id.isEmpty)
            }
            let kept = ours.client.sandbox.messages.page(.init()).messages
            try #require(kept.count == messages.count)
            #expect(kept.allSatisfy { $0.recipient == ours.address && $0.provider.rawValue == kind.rawValue })
            #expect(kept[0].plainText == "Новое: <Bilocale> & *Roma*")
            #expect(kept[1].plainText == "Bilocale" && kept[1].media == "https://homes.example/1.jpg")
            if try ours.provider().format.replyButtons?.withPicture == true || kind == .telegram {
                #expect(kept[1].buttons.map(\.data) == ["hide:1001"])
            }
            if kind != .telegram {
                #expect(kept[2].kind == .template && kept[2].template?.isEmpty == false)
                #expect(kept[2].text.contains("2 объявления"))
            }
        }
    }

    @Test(
        "what the provider refuses is told for what it is", arguments: ProviderKind.allCases,
        [Faults.RecipientFault.unknown, .blocked])
    func recipients(kind: ProviderKind, fault: Faults.RecipientFault) async throws {
        try await OurProvider.serve(kind) { ours in
            ours.client.sandbox.faults.recipients = [ours.address: fault]
            let error = try await ours.refusal(OutgoingMessage(text: "a"))
            let expected: ErrorClass = fault == .blocked && kind != .chatAPI ? .optOut : .recipient
            #expect(error?.errorClass == expected && error?.isDocumented == true)
        }
    }

    @Test(
        "free text outside of the 24-hour window is refused as that, and a template is not",
        arguments: ProviderKind.allCases.filter { $0 != .telegram })
    func window(kind: ProviderKind) async throws {
        var configuration = SandboxConfiguration()
        configuration.window = .enforced
        try await OurProvider.serve(kind, configuration) { ours in
            #expect(try await ours.refusal(OutgoingMessage(text: "a"))?.errorClass == .windowClosed)
            let template = try #require(try ours.template())
            #expect(try await ours.refusal(template) == nil)
            let number = try #require(ours.client.sandbox.messages.page(.init()).messages.last?.sender)
            let inbound =
                #"{"provider":"\#(kind.rawValue)","from":"\#(OurProvider.person)","to":"\#(number)","text":"a"}"#
            #expect(try await ours.client.inbound(inbound).status == 202)
            #expect(try await ours.refusal(OutgoingMessage(text: "a")) == nil)
            let name = try #require(ours.client.sandbox.messages.page(.init()).messages.first?.template)
            ours.client.sandbox.faults.unknownTemplates = [name]
            let unknown = try await ours.refusal(template)?.errorClass
            // Bird's channels have no code for it that is known.
            #expect(unknown == (kind == .birdChannels ? .content : .template))
        }
    }

    @Test("texts and captions beyond the provider's limit are refused as content", arguments: ProviderKind.allCases)
    func lengths(kind: ProviderKind) async throws {
        try await OurProvider.serve(kind) { ours in
            let format = try ours.provider().format
            let longest = OutgoingMessage(text: String(repeating: "я", count: format.textLimit))
            #expect(try await ours.refusal(longest) == nil)
            let longer = OutgoingMessage(text: longest.text + "я")
            #expect(try await ours.refusal(longer)?.errorClass == .content)
            // Twilio counts a caption like a body.
            guard kind != .twilio else { return }
            var caption = Self.picture
            caption.buttons = []
            caption.text = String(repeating: "я", count: try #require(format.captionLimit))
            #expect(try await ours.refusal(caption) == nil)
            caption.text += "я"
            #expect(try await ours.refusal(caption)?.errorClass == .content)
        }
    }

    @Test(
        "limits, faults of the provider and pictures that cannot be fetched are told apart",
        arguments: ProviderKind.allCases)
    func faults(kind: ProviderKind) async throws {
        try await OurProvider.serve(kind) { ours in
            let text = OutgoingMessage(text: "a")
            ours.client.sandbox.faults.tooManyRequests = 1
            #expect(try await ours.refusal(text)?.errorClass == .throttled)
            ours.client.sandbox.faults = Faults()
            ours.client.sandbox.faults.serverError = 1
            #expect(try await ours.refusal(text)?.errorClass == .transient)
            ours.client.sandbox.faults = Faults()
            ours.client.sandbox.faults.refusedMedia = 1
            let picture = try await ours.refusal(Self.picture)
            #expect(picture?.errorClass == .content && picture?.isAboutPicture == true)
        }
    }

    @Test("a probe is answered well with the right token, and names a wrong one", arguments: ProviderKind.allCases)
    func probe(kind: ProviderKind) async throws {
        var configuration = SandboxConfiguration()
        for provider in Provider.allCases { configuration.tokens[provider] = [OurProvider.token] }
        try await OurProvider.serve(kind, configuration) { ours in
            let right = try ours.provider()
            #expect(right.fault(inProbe: try await ours.answer(right.probe())) == nil)
            let wrong = try ours.provider(token: "another-token")
            let fault = wrong.fault(inProbe: try await ours.answer(wrong.probe()))
            #expect(fault?.errorClass == .configuration)
            let error = try await ours.refusal(OutgoingMessage(text: "a"), token: "another-token")
            #expect(error?.errorClass == .configuration)
        }
    }

    @Test(
        "figures of the account are read where the provider tells them",
        arguments: [
            (ProviderKind.twilio, [ProviderQuota(.balance, 100)]),
            (.meta, [ProviderQuota(.messagingLimit, 2000), ProviderQuota(.quality, 3)]),
            (.bird, [ProviderQuota(.messagingLimit, 2000), ProviderQuota(.quality, 3)]),
            (.chatAPI, [ProviderQuota(.queue, 0)]),
        ])
    func quotas(kind: ProviderKind, expected: [ProviderQuota]) async throws {
        try await OurProvider.serve(kind) { ours in
            var figures: [ProviderQuota] = []
            for quota in try ours.provider().quotaRequests() {
                figures += quota.read(try await ours.answer(quota.request))
            }
            #expect(figures == expected)
        }
    }

    @Test(
        "a business profile is changed, read again, and refused when it is too long",
        arguments: [ProviderKind.meta, .dialog360])
    func profile(kind: ProviderKind) async throws {
        try await OurProvider.serve(kind) { ours in
            let endpoint = try #require(try ours.provider().businessProfile)
            let changes = BusinessProfile(about: "Case a Roma", websites: ["https://homes.example"])
            try endpoint.check(try await ours.answer(endpoint.changeRequest(changes)))
            #expect(try endpoint.profile(in: try await ours.answer(endpoint.readRequest())) == changes)
            let long = BusinessProfile(about: String(repeating: "a", count: 140))
            let refused = try await ours.answer(endpoint.changeRequest(long))
            #expect(throws: ProviderError.self) { try endpoint.check(refused) }
        }
    }

    @Test("Bird takes a repeated request under one key once, and another under the same key not at all")
    func idempotency() async throws {
        try await OurProvider.serve(.bird) { ours in
            let provider = try ours.provider()
            let delivery = UUID()
            func send(_ text: String) async throws -> ProviderOutcome {
                let message = OutgoingMessage(text: text)
                let request = provider.request(for: message, to: ours.address, deliveryID: delivery)
                return provider.outcome(of: try await ours.answer(request))
            }
            let first = try await send("a")
            #expect(try await send("a") == first)
            #expect(ours.client.sandbox.messages.page(.init()).total == 1)
            guard case .unclear = try await send("b") else {
                Issue.record("another text under the same key was taken")
                return
            }
        }
    }
}
