import Foundation
import HTTPTypes
import Notifications
import ServiceKit
import TestSupport
import Testing

@testable import Gateway
@testable import ProviderSandbox

@Suite("The sandbox's callbacks against the Gateway's checks")
struct OurCallbacksTests {
    /// Standard Webhooks' keys are base64; the others take any text.
    private static let secret = "whsec_" + Data("a key for tests only".utf8).base64EncodedString()
    private static let whatsapp = ProviderKind.allCases.filter { $0 != .telegram }

    private func configuration(_ kind: ProviderKind, _ url: String) throws -> SandboxConfiguration {
        var configuration = SandboxConfiguration()
        let provider = try #require(Provider(rawValue: kind.rawValue))
        configuration.callbacks.webhooks[provider] = .init(url: url, secret: Self.secret)
        configuration.faults.callbackDelaySeconds = 0.02
        return configuration
    }

    /// As the Gateway sees a callback, and what it is checked by.
    private func signed(
        _ received: CallbackReceiver.Received, at url: String, _ kind: ProviderKind, body: String? = nil
    ) throws -> (request: SignedRequest, number: WebhookNumber) {
        let origin = url.replacing("/webhooks/whatsapp", with: "")
        let request = SignedRequest(
            publicURL: origin, path: received.url, headers: received.headers,
            body: Array((body ?? received.body).utf8))
        let settings = Settings(values: [
            "WHATSAPP_API_URL": "http://127.0.0.1:1/\(kind.rawValue)", "WHATSAPP_PROVIDER": kind.rawValue,
            "WHATSAPP_API_TOKEN": Self.secret, "WHATSAPP_APP_SECRET": Self.secret,
            "WHATSAPP_WEBHOOK_VERIFY_TOKEN": "test-word",
        ])
        return (request, try #require(try WebhookNumber(settings, number: 1, fallback: nil)))
    }

    private func events(
        _ received: CallbackReceiver.Received, _ request: SignedRequest, _ kind: ProviderKind
    ) throws -> [KeyedEvent] {
        let body = CallbackBody(
            bytes: Array(received.body.utf8), query: request.query, callbackID: request.header("webhook-id"))
        return try CallbackParser.events(of: body, from: kind)
    }

    @Test(
        "what a person does reaches the Gateway signed and readable, and not with a byte changed", arguments: whatsapp)
    func inbound(kind: ProviderKind) async throws {
        let receiver = CallbackReceiver()
        // ChatAPI signs nothing: its address holds the word.
        let query = kind == .chatAPI ? "?token=test-word" : ""
        try await receiver.serve { url in
            let client = SandboxClient(try configuration(kind, url + query))
            let acts = [#""text":"СТОП""#, #""button":"pause:7","title":"Pause""#]
            for (index, act) in acts.enumerated() {
                let body = #"{"provider":"\#(kind.rawValue)","from":"+390212345678","to":"14155238886",\#(act)}"#
                #expect(try await client.inbound(body).status == 202)
                try await eventually { receiver.received.count == index + 1 }
            }
            for (index, received) in receiver.received.enumerated() {
                let (request, number) = try signed(received, at: url, kind)
                #expect(throws: Never.self) { try WebhookSignature.check(request, for: number, pathSecret: nil) }
                if kind != .chatAPI {
                    let changed = received.body.replacing("390212345678", with: "390212345679")
                    let (other, _) = try signed(received, at: url, kind, body: changed)
                    #expect(throws: WebhookRefusal.self) {
                        try WebhookSignature.check(other, for: number, pathSecret: nil)
                    }
                }
                let event = try #require(try events(received, request, kind).first)
                guard case .inbound(let message) = event.event else {
                    Issue.record("\(kind): not a message")
                    continue
                }
                #expect(message.address == "+390212345678")
                // ChatAPI has no buttons: what is pressed is a text.
                let pressed: InboundMessage.Content =
                    kind == .chatAPI ? .text("Pause") : .button(payload: "pause:7", title: "Pause")
                #expect(message.content == (index == 0 ? .text("СТОП") : pressed))
            }
        }
    }

    @Test("what became of a message reaches the Gateway signed and readable", arguments: whatsapp)
    func reports(kind: ProviderKind) async throws {
        let receiver = CallbackReceiver()
        try await receiver.serve { url in
            let query = kind == .chatAPI ? "?token=test-word" : ""
            var configuration = try configuration(kind, url + query)
            configuration.faults.failedAfterAcceptance = 1
            configuration.faults.lateFailures = [.windowClosed]
            try await OurProvider.serve(kind, configuration) { ours in
                guard case .accepted(let id) = try await ours.send(OutgoingMessage(text: "a"), callback: url) else {
                    Issue.record("\(kind) did not take the message")
                    return
                }
                try await eventually { receiver.received.count == 2 }
                var reports: [DeliveryReport] = []
                for received in receiver.received {
                    let (request, number) = try signed(received, at: url, kind)
                    #expect(throws: Never.self) { try WebhookSignature.check(request, for: number, pathSecret: nil) }
                    if case .report(let report)? = try events(received, request, kind).first?.event {
                        reports.append(report)
                    }
                }
                #expect(reports.map(\.providerMessageID) == [id, id])
                #expect(Set(reports.map(\.status)) == [.sent, .failed])
                let failure = reports.first { $0.status == .failed }
                #expect(failure?.error?.errorClass == .windowClosed)
            }
        }
    }
}
