import Foundation
import HTTPTypes
import Testing

@testable import ProviderSandbox

@Suite("The sandbox's faults")
struct FaultTests {
    /// Without limits, so that every refusal is a fault's.
    private let client = SandboxClient(SandboxConfiguration(telegramLimit: 1000, telegramChatLimit: 0))
    private let message = #"{"chat_id":4242,"text":"a"}"#

    private func post(_ faults: String) async throws -> SandboxClient.Answer {
        try await client.request(.post, "/faults", headers: [.contentType: "application/json"], body: faults)
    }

    @Test(
        "a fault that makes no sense is refused and named",
        arguments: [
            (#"{"to_many_requests":1}"#, "to_many_requests: unknown field"),
            (#"{"server_error":1.5}"#, "server_error: a share lies between 0 and 1"),
            (#"{"server_error":0.6,"slow":0.6}"#, "together they exceed 1"),
            (#"{"server_error":"often"}"#, "server_error: "), ("[]", "the body is not a JSON object"),
            (#"{"channel":"pigeon"}"#, "channel: "), (#"{"retry_after":-1}"#, "retry_after: "),
            (#"{"late_failures":["sadness"]}"#, "late_failures"), (#"{"late_failures":[]}"#, "late_failures: at least"),
            (#"{"duplicated_callbacks":2}"#, "duplicated_callbacks: a share lies between 0 and 1"),
            (#"{"callback_delay_seconds":-1}"#, "callback_delay_seconds: from 0 to 3600 seconds"),
        ])
    func refused(body: String, words: String) async throws {
        let answer = try await post(body)
        #expect(answer.status == 400)
        #expect((answer.json["detail"] as? String)?.contains(words) == true)
        #expect(client.sandbox.faults == Faults())
    }

    @Test("each fault shows as the provider shows it, and what was accepted is kept")
    func effects() async throws {
        #expect(try await post(#"{"too_many_requests":1,"retry_after":7}"#).status == 200)
        let many = try await client.telegram("sendMessage", message)
        #expect(many.status == 429 && (many.json["parameters"] as? [String: Any])?["retry_after"] as? Int == 7)
        _ = try await post(#"{"server_error":1}"#)
        #expect(try await client.telegram("sendMessage", message).status == 500)
        _ = try await post(#"{"timeout_before":1,"timeout_seconds":0}"#)
        #expect(try await client.telegram("sendMessage", message).status == 504)
        #expect(client.sandbox.messages.page(.init()).total == 0)
        _ = try await post(#"{"timeout_after":1,"timeout_seconds":0}"#)
        #expect(try await client.telegram("sendMessage", message).status == 504)
        #expect(client.sandbox.messages.page(.init()).total == 1)
    }

    @Test("people who refuse are refused in the provider's words")
    func recipients() async throws {
        _ = try await post(#"{"recipients":{"4242":"blocked","+390212345678":"unknown"}}"#)
        let blocked = try await client.telegram("sendMessage", message)
        #expect(blocked.status == 403)
        #expect(blocked.json["description"] as? String == "Forbidden: bot was blocked by the user")
        let unknown = try await client.meta(
            #"{"messaging_product":"whatsapp","to":"390212345678","type":"text","text":{"body":"a"}}"#)
        #expect(unknown.error["code"] as? Int == 131026)
    }

    @Test("a failure after acceptance is kept as failed")
    func failedAfterwards() async throws {
        _ = try await post(#"{"failed_after_acceptance":1}"#)
        let toMeta = #"{"messaging_product":"whatsapp","to":"390212345678","type":"text","text":{"body":"a"}}"#
        #expect(try await client.meta(toMeta).status == 200)
        // Telegram never reports that it lost what it took.
        #expect(try await client.telegram("sendMessage", message).status == 200)
        #expect(client.sandbox.messages.page(.init()).messages.map(\.status) == [.failed, .accepted])
    }

    @Test("a share of people is always the same people, and about as large as it says")
    func shares() {
        var faults = Faults()
        faults.refusedRecipients = 0.1
        let refused = (1...10_000).filter {
            faults.verdict(channel: .telegram, recipient: "\($0)", media: nil, draw: 0.99) == .refused(.unknown)
        }
        #expect((800...1200).contains(refused.count))
        let again = (1...10_000).filter { Faults.share(of: "\($0)") < 0.1 }
        #expect(refused == again)
    }

    @Test("shares are exclusive and in order")
    func draws() {
        var faults = Faults()
        faults.tooManyRequests = 0.2
        faults.serverError = 0.3
        let verdict = { (draw: Double) in faults.verdict(channel: .whatsapp, recipient: "+1", media: nil, draw: draw) }
        #expect(verdict(0.1) == .tooManyRequests(retryAfter: 3))
        #expect(verdict(0.4) == .serverError)
        #expect(verdict(0.6) == .accept)
        faults.channel = .telegram
        #expect(verdict(0.1) == .accept)
    }
}
