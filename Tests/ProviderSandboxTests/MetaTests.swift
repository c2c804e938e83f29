import Testing

@testable import ProviderSandbox

@Suite("The sandbox as Meta")
struct MetaTests {
    private let client = SandboxClient()

    private func body(_ content: String, to: String = "390212345678") -> String {
        #"{"messaging_product":"whatsapp","recipient_type":"individual","to":"\#(to)","biz_opaque_callback_data":"d-1",\#(content)}"#
    }

    @Test("a right message is accepted and kept")
    func accepted() async throws {
        let answer = try await client.meta(body(#""type":"text","text":{"body":"Ciao","preview_url":true}"#))
        #expect(answer.status == 200)
        let contact = try #require((answer.json["contacts"] as? [[String: Any]])?.first)
        #expect(contact["wa_id"] as? String == "390212345678")
        let id = try #require(((answer.json["messages"] as? [[String: Any]])?.first)?["id"] as? String)
        #expect(id.hasPrefix("wamid."))
        let kept = try #require(client.sandbox.messages.page(.init()).messages.first)
        #expect(kept.recipient == "+390212345678")
        #expect(kept.correlation == "d-1")
        #expect(kept.providerMessageID == id)
    }

    @Test("buttons, lists, links, pictures and templates are understood")
    func kinds() async throws {
        let bodies = [
            #""type":"image","image":{"link":"https://homes.example/1.jpg","caption":"Una casa"}"#,
            #""type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"Sì"}}]}}"#,
            #""type":"interactive","interactive":{"type":"cta_url","body":{"text":"?"},"action":{"name":"cta_url","parameters":{"display_text":"Apri","url":"https://homes.example"}}}"#,
            #""type":"interactive","interactive":{"type":"list","body":{"text":"?"},"action":{"button":"Menu","sections":[{"rows":[{"id":"1","title":"Uno"}]}]}}"#,
            #""type":"template","template":{"name":"new_homes","language":{"code":"ru"},"components":[{"type":"body","parameters":[{"type":"text","text":"Roma"}]}]}"#,
        ]
        for content in bodies { #expect(try await client.meta(body(content)).status == 200) }
        let kept = client.sandbox.messages.page(.init()).messages
        #expect(kept.map(\.kind) == [.image, .interactive, .interactive, .interactive, .template])
        #expect(kept[1].buttons == [.init(text: "Sì", data: "a")])
        #expect(kept[2].buttons == [.init(text: "Apri", url: "https://homes.example")])
    }

    @Test(
        "what Meta refuses is refused with its code",
        arguments: [
            (#""type":"text","text":{"body":""}"#, 100), (#""type":"text""#, 100),
            (#""type":"text","text":{"body":"\#(String(repeating: "ж", count: 4097))"}"#, 100),
            (#""type":"image","image":{"link":"javascript:x"}"#, 100),
            (
                #""type":"image","image":{"link":"https://x/y","caption":"\#(String(repeating: "ж", count: 1025))"}"#,
                100
            ),
            (#""type":"dance","dance":{}"#, 131051),
            (
                #""type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"123456789012345678901"}}]}}"#,
                100
            ),
            (
                #""type":"template","template":{"name":"n","language":{"code":"ru"},"components":[{"type":"body","parameters":[{"type":"text","text":"a\nb"}]}]}"#,
                132018
            ),
        ])
    func refused(content: String, code: Int) async throws {
        let answer = try await client.meta(body(content))
        #expect(answer.status == 400)
        #expect(answer.error["code"] as? Int == code)
        #expect(client.sandbox.messages.page(.init()).total == 0)
    }

    @Test("a bad token, a bad recipient and broken JSON are refused")
    func wrongRequests() async throws {
        client.sandbox.faults.refusedTokens = ["wrong"]
        let right = #""type":"text","text":{"body":"Ciao"}"#
        let unauthorized = try await client.meta(body(right), token: "wrong")
        #expect(unauthorized.status == 401 && unauthorized.error["code"] as? Int == 190)
        #expect(try await client.meta(body(right, to: "12")).error["code"] as? Int == 131009)
        #expect(try await client.meta("{").status == 400)
        #expect(try await client.meta(#"{"to":"390212345678"}"#).error["code"] as? Int == 100)
        let read = try await client.meta(#"{"messaging_product":"whatsapp","status":"read","message_id":"wamid.x"}"#)
        #expect(read.json["success"] as? Bool == true)
    }

    @Test("one person's quota is one message in six seconds after a burst")
    func pairLimit() async throws {
        var configuration = SandboxConfiguration()
        configuration.whatsappRecipientBurst = 2
        let client = SandboxClient(configuration)
        let right = body(#""type":"text","text":{"body":"Ciao"}"#)
        var answers: [SandboxClient.Answer] = []
        // Six seconds may pass before the third, on a busy machine.
        for _ in 1...20 { answers.append(try await client.meta(right)) }
        #expect(answers.prefix(2).allSatisfy { $0.status == 200 })
        let refused = try #require(answers.first { $0.status != 200 })
        #expect(refused.status == 400 && refused.error["code"] as? Int == 131056)
        #expect(try await client.meta(right.replacing("390212345678", with: "390212345679")).status == 200)
    }
}
