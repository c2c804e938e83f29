import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import ProviderSandbox

@Suite("The sandbox's Telegram updates")
struct TelegramUpdatesTests {
    private let client: SandboxClient

    init() {
        var configuration = SandboxConfiguration()
        configuration.callbacks.firstRetry = .milliseconds(10)
        client = SandboxClient(configuration)
    }

    private func write(_ text: String) async throws {
        let answer = try await client.inbound(#"{"provider":"telegram","from":4242,"text":"\#(text)"}"#)
        #expect(answer.status == 202)
    }

    private func updates(_ body: String = "{}") async throws -> [[String: Any]] {
        let answer = try await client.telegram("getUpdates", body)
        #expect(answer.status == 200)
        return answer.json["result"] as? [[String: Any]] ?? []
    }

    private func id(_ update: [String: Any]) throws -> Int { try #require(update["update_id"] as? Int) }

    @Test("an update is handed out until an offset beyond it confirms it")
    func offsets() async throws {
        for text in ["one", "two", "three"] { try await write(text) }
        let all = try await updates()
        #expect(all.map { ($0["message"] as? [String: Any])?["text"] as? String } == ["one", "two", "three"])
        let ids = try all.map(id)
        #expect(ids == [ids[0], ids[0] + 1, ids[0] + 2])
        #expect(try await updates(#"{"limit":1}"#).map(id) == [ids[0]])
        #expect(try await updates(#"{"offset":\#(ids[1])}"#).map(id) == [ids[1], ids[2]])
        #expect(try await updates().map(id) == [ids[1], ids[2]])
        #expect(try await updates(#"{"offset":-1}"#).map(id) == [ids[2]])
        #expect(try await updates(#"{"offset":\#(ids[2] + 1)}"#).isEmpty)
    }

    @Test("a request is held until somebody writes, and answered with nothing when nobody does")
    func longPoll() async throws {
        async let held = updates(#"{"timeout":30}"#)
        try await eventually { await client.sandbox.telegram.isPolled }
        try await write("at last")
        let got = try await held
        #expect(got.count == 1)
        #expect(try await updates(#"{"offset":\#(try id(got[0]) + 1),"timeout":1}"#).isEmpty)
    }

    @Test("of two requests at once the earlier is ended, and while a webhook is set there is none")
    func conflicts() async throws {
        async let first = client.telegram("getUpdates", #"{"timeout":30}"#)
        try await eventually { await client.sandbox.telegram.isPolled }
        async let second = client.telegram("getUpdates", #"{"timeout":30}"#)
        let ended = try await first
        #expect(ended.status == 409)
        #expect((ended.json["description"] as? String)?.contains("terminated by other getUpdates") == true)
        try await write("a")
        #expect(try await second.status == 200)
        _ = try await client.telegram("setWebhook", #"{"url":"http://127.0.0.1:1/webhooks/telegram"}"#)
        let refused = try await client.telegram("getUpdates", "{}")
        #expect(refused.status == 409)
        #expect((refused.json["description"] as? String)?.contains("webhook is active") == true)
        let info = try await client.telegram("getWebhookInfo", "{}").json["result"] as? [String: Any]
        #expect(info?["pending_update_count"] as? Int == 1)
        _ = try await client.telegram("deleteWebhook", #"{"drop_pending_updates":true}"#)
        #expect(try await updates().isEmpty)
    }

    @Test("a webhook gets each update in order, with its secret, again until it takes it")
    func webhook() async throws {
        let receiver = CallbackReceiver(answers: [.serviceUnavailable])
        try await receiver.serve { url in
            try await write("one")
            try await write("two")
            let set = try await client.telegram("setWebhook", #"{"url":"\#(url)","secret_token":"test-secret"}"#)
            #expect(set.status == 200)
            try await eventually { await client.sandbox.telegram.pending.isEmpty }
            let texts = receiver.received.map { ($0.json["message"] as? [String: Any])?["text"] as? String }
            #expect(texts == ["one", "one", "two"])
            #expect(receiver.received.allSatisfy { $0.header("x-telegram-bot-api-secret-token") == "test-secret" })
        }
    }

    @Test("a press is answered in the webhook's own response, or by a request of its own, and only if there was one")
    func presses() async throws {
        let keyboard = #"{"inline_keyboard":[[{"text":"Hide","callback_data":"hide:1"}]]}"#
        _ = try await client.telegram(
            "sendMessage", #"{"chat_id":4242,"text":"<b>a</b>","parse_mode":"HTML","reply_markup":\#(keyboard)}"#)
        _ = try await client.inbound(#"{"provider":"telegram","from":4242,"button":"hide:1","title":"Hide"}"#)
        let press = try #require(try await updates().first?["callback_query"] as? [String: Any])
        #expect(press["data"] as? String == "hide:1")
        let message = try #require(press["message"] as? [String: Any])
        #expect(message["message_id"] as? Int == 1 && message["text"] as? String == "a")
        let id = try #require(press["id"] as? String)
        let answered = try await client.telegram(
            "answerCallbackQuery", #"{"callback_query_id":"\#(id)","text":"Hidden"}"#)
        #expect(answered.status == 200)
        #expect(client.sandbox.actions.all.last?.answer == "Hidden")
        let stale = try await client.telegram("answerCallbackQuery", #"{"callback_query_id":"1"}"#)
        #expect((stale.json["description"] as? String)?.contains("query is too old") == true)

        let answer = #"{"method":"answerCallbackQuery","callback_query_id":"\#(id)","text":"Once more"}"#
        let receiver = CallbackReceiver(text: answer)
        try await receiver.serve { url in
            _ = try await client.telegram("setWebhook", #"{"url":"\#(url)"}"#)
            try await eventually { client.sandbox.actions.all.last?.answer == "Once more" }
        }
    }

    @Test("a message's buttons can be taken away once")
    func editing() async throws {
        let keyboard = #"{"inline_keyboard":[[{"text":"Hide","callback_data":"hide:1"}]]}"#
        _ = try await client.telegram("sendMessage", #"{"chat_id":4242,"text":"a","reply_markup":\#(keyboard)}"#)
        let edit = #"{"chat_id":4242,"message_id":1}"#
        #expect(try await client.telegram("editMessageReplyMarkup", edit).status == 200)
        #expect(client.sandbox.messages.page(.init()).messages.first?.buttons.isEmpty == true)
        let again = try await client.telegram("editMessageReplyMarkup", edit)
        #expect((again.json["description"] as? String)?.contains("message is not modified") == true)
        let unknown = try await client.telegram("editMessageReplyMarkup", #"{"chat_id":4242,"message_id":99}"#)
        #expect((unknown.json["description"] as? String)?.contains("message to edit not found") == true)
    }

    @Test("whoever blocks the bot is told of and gets nothing, until they take it back")
    func blocks() async throws {
        func send() async throws -> Int {
            try await client.telegram("sendMessage", #"{"chat_id":4242,"text":"a"}"#).status
        }
        _ = try await client.inbound(#"{"provider":"telegram","from":4242,"blocked":true}"#)
        #expect(try await send() == 403)
        _ = try await client.inbound(#"{"provider":"telegram","from":4242,"blocked":false}"#)
        #expect(try await send() == 200)
        let states = try await updates().map {
            (($0["my_chat_member"] as? [String: Any])?["new_chat_member"] as? [String: Any])?["status"] as? String
        }
        #expect(states == ["kicked", "member"])
    }

    @Test("kinds of updates that nobody asked for are not kept")
    func kinds() async throws {
        _ = try await updates(#"{"allowed_updates":["callback_query"]}"#)
        try await write("a")
        #expect(try await updates().isEmpty)
        _ = try await updates(#"{"allowed_updates":[]}"#)
        try await write("b")
        #expect(try await updates().count == 1)
    }
}
