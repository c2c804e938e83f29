import Foundation
import HTTPTypes
import Testing

@testable import ProviderSandbox

@Suite("The sandbox's own pages")
struct SandboxRoutesTests {
    private let client = SandboxClient()

    private func fill() async throws {
        _ = try await client.twilio([
            ("To", "whatsapp:+390212345678"), ("From", "whatsapp:+14155238886"),
            ("Body", "🏠 *Новые объявления!*\n🔗 https://homes.example/a_b_c?x=1&y=2\n<script>alert(1)</script>"),
        ])
        _ = try await client.telegram(
            "sendMessage",
            #"{"chat_id":4242,"parse_mode":"HTML","text":"<b>Roma <i>centro</i></b> &lt;b&gt; <a href=\"https://homes.example/?a=1&amp;b=2\">link</a>"}"#
        )
    }

    @Test("messages are told as JSON, filtered and in pages")
    func messages() async throws {
        try await fill()
        let all = try await client.get("/messages")
        #expect(all.json["total"] as? Int == 2 && all.json["count"] as? Int == 2)
        let telegram = try await client.get("/messages?channel=telegram&limit=1")
        let first = try #require((telegram.json["messages"] as? [[String: Any]])?.first)
        #expect(first["plain_text"] as? String == "Roma centro <b> link")
        #expect(first["recipient"] as? String == "4242")
        #expect(try await client.get("/messages?text=объявления").json["count"] as? Int == 1)
        #expect(try await client.get("/messages?after=2").json["count"] as? Int == 0)
        #expect(try await client.get("/messages?recipient=%2B390212345678&limit=0").json["count"] as? Int == 1)
        for wrong in ["channel=pigeon", "limit=x", "limit=-1", "colour=red"] {
            #expect(try await client.get("/messages?\(wrong)").status == 400)
        }
        #expect(try await client.request(.delete, "/messages").status == 204)
        #expect(try await client.get("/messages").json["total"] as? Int == 0)
    }

    @Test("figures tell what was accepted and refused")
    func stats() async throws {
        try await fill()
        client.sandbox.faults.serverError = 1
        _ = try await client.telegram("sendMessage", #"{"chat_id":1,"text":"a"}"#)
        let stats = try await client.get("/stats").json
        #expect((stats["accepted"] as? [String: Int]) == ["whatsapp": 1, "telegram": 1])
        #expect((stats["refused"] as? [String: Int]) == ["server_error": 1])
        let limits = try #require(stats["limits"] as? [String: [String: Int]])
        #expect(limits["telegram"]?["peak"] == 2)
    }

    @Test("the phone shows markup as its reader sees it, and nothing of a message becomes the page's own code")
    func phone() async throws {
        try await fill()
        let telegram = try await client.get("/").text
        #expect(telegram.contains("<b>Roma <i>centro</i></b> &lt;b&gt; <a href=\"https://homes.example/?a=1&amp;b=2\""))
        let whatsapp = try await client.get("/?channel=whatsapp&recipient=%2B390212345678").text
        #expect(whatsapp.contains("<b>Новые объявления!</b>"))
        #expect(whatsapp.contains("<a href=\"https://homes.example/a_b_c?x=1&amp;y=2\""))
        #expect(whatsapp.contains("&lt;script&gt;"))
        #expect(!whatsapp.contains("<script>alert"))
    }

    @Test("an empty phone is a page as well")
    func emptyPhone() async throws {
        let page = try await client.get("/")
        #expect(page.status == 200)
        #expect(page.text.contains("Nothing has arrived yet."))
    }
}
