import Foundation
import HTTPTypes
import Testing

@testable import ProviderSandbox

@Suite("The sandbox as Telegram")
struct TelegramTests {
    private let client = SandboxClient()

    private func text(_ text: String, _ more: String = "") throws -> String {
        let encoded = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        return #"{"chat_id":4242,"parse_mode":"HTML","text":\#(encoded)\#(more)}"#
    }

    @Test("a right message is answered with its id, its text without markup and its entities")
    func accepted() async throws {
        let markup =
            #","reply_markup":{"inline_keyboard":[[{"text":"Open","url":"https://homes.example"},{"text":"No","callback_data":"no:1"}]]}"#
        let answer = try await client.telegram("sendMessage", try text("😀 <b>Roma &amp; Milano</b>", markup))
        #expect(answer.status == 200)
        let result = try #require(answer.json["result"] as? [String: Any])
        #expect(result["message_id"] as? Int == 1)
        #expect(result["text"] as? String == "😀 Roma & Milano")
        let entity = try #require((result["entities"] as? [[String: Any]])?.first)
        #expect(entity["offset"] as? Int == 3 && entity["length"] as? Int == 13)
        let kept = try #require(client.sandbox.messages.page(.init()).messages.first)
        #expect(kept.recipient == "4242")
        #expect(kept.buttons == [.init(text: "Open", url: "https://homes.example"), .init(text: "No", data: "no:1")])
    }

    @Test("forms and queries are taken as well as JSON")
    func forms() async throws {
        #expect(try await client.get("/telegram/bottest-token/sendMessage?chat_id=5&text=a%20b").status == 200)
        #expect(try await client.get("/telegram/bottest-token/GETME").json["ok"] as? Bool == true)
        let form = try await client.request(
            .post, "/telegram/bottest-token/sendPhoto",
            headers: [.contentType: "application/x-www-form-urlencoded"],
            body: "chat_id=5&photo=https%3A%2F%2Fhomes.example%2F1.jpg&caption=x")
        #expect(form.status == 200)
        #expect(client.sandbox.messages.page(.init()).messages.map(\.kind) == [.text, .image])
    }

    @Test(
        "what the Bot API refuses is refused in its words",
        arguments: [
            (#"{"text":"a"}"#, "chat_id is empty"), (#"{"chat_id":0,"text":"a"}"#, "chat not found"),
            (#"{"chat_id":4,"text":"  "}"#, "message text is empty"),
            (
                #"{"chat_id":4,"text":"<b>","parse_mode":"HTML"}"#,
                "can't parse entities: Can't find end tag corresponding to start tag \"b\""
            ),
            (
                #"{"chat_id":4,"text":"<b>x</i>","parse_mode":"HTML"}"#,
                "can't parse entities: Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""
            ),
            (
                #"{"chat_id":4,"text":"è<br>","parse_mode":"HTML"}"#,
                "can't parse entities: Unsupported start tag \"br\" at byte offset 2"
            ),
            (
                #"{"chat_id":4,"text":"a < b","parse_mode":"HTML"}"#,
                "can't parse entities: Unsupported start tag \"\" at byte offset 2"
            ),
            (
                #"{"chat_id":4,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"x","callback_data":"\#(String(repeating: "ж", count: 33))"}]]}}"#,
                "BUTTON_DATA_INVALID"
            ),
            (
                #"{"chat_id":4,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"x","url":"javascript:x"}]]}}"#,
                "inline keyboard button URL 'javascript:x' is invalid: Wrong HTTP URL"
            ),
        ])
    func refused(body: String, words: String) async throws {
        let answer = try await client.telegram("sendMessage", body)
        #expect(answer.status == 400)
        #expect(answer.json["description"] as? String == "Bad Request: \(words)")
        #expect(answer.json["ok"] as? Bool == false)
    }

    @Test("lengths are counted in Unicode scalars, after the markup")
    func lengths() async throws {
        let longest = "<b>" + String(repeating: "😀", count: 4096) + "</b>"
        #expect(try await client.telegram("sendMessage", try text(longest)).status == 200)
        let longer = try await client.telegram("sendMessage", try text(String(repeating: "&lt;", count: 4097)))
        #expect(longer.json["description"] as? String == "Bad Request: message is too long")
        let caption = String(repeating: "я", count: 1025)
        let photo = try await client.telegram(
            "sendPhoto", #"{"chat_id":4,"photo":"https://homes.example/1.jpg","caption":"\#(caption)"}"#)
        #expect(photo.json["description"] as? String == "Bad Request: message caption is too long")
    }

    @Test("wrong tokens, unknown methods and paths without a bot are told apart")
    func access() async throws {
        client.sandbox.faults.badToken = true
        #expect(try await client.telegram("getMe", "{}").status == 401)
        client.sandbox.faults = Faults()
        #expect(try await client.telegram("dance", "{}").status == 404)
        #expect(try await client.get("/telegram/nobot/getMe").status == 404)
    }

    @Test("a chat takes a short burst, then says how long to wait")
    func chatLimit() async throws {
        var answers: [SandboxClient.Answer] = []
        // Each second lets one more through, and on a busy machine some pass before the sixth is sent.
        for _ in 1...40 { answers.append(try await client.telegram("sendMessage", try text("a"))) }
        #expect(answers.prefix(3).allSatisfy { $0.status == 200 })
        let refused = try #require(answers.first { $0.status != 200 })
        #expect(refused.status == 429)
        #expect((refused.json["parameters"] as? [String: Any])?["retry_after"] as? Int == 1)
        #expect(refused.headers[.retryAfter] == "1")
    }
}
