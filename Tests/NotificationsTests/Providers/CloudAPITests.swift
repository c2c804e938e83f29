import Foundation
import Notifications
import Testing

@Suite("The Cloud API's messages, at Meta and at 360dialog")
struct CloudAPITests {
    private static let head =
        #""biz_opaque_callback_data":"ID","messaging_product":"whatsapp","recipient_type":"individual","to":"14158675309""#

    @Test("a picture has its caption")
    func picture() throws {
        let body = try ProviderBench.body(ProviderBench.meta, ProviderBench.picture)
        let head = Self.head.replacing(
            #""messaging"#, with: #""image":{"caption":"Привет","link":"https://a.example/1.jpg"},"messaging"#)
        #expect(body == "{\(head),\"type\":\"image\"}")
    }

    @Test("buttons answer, have short titles, and a picture above them; a link is no reply button")
    func buttons() throws {
        let body = try ProviderBench.body(ProviderBench.meta, ProviderBench.buttons)
        #expect(body.contains(#""header":{"image":{"link":"https://a.example/1.jpg"},"type":"image"}"#))
        #expect(body.contains(#""body":{"text":"Привет"}"#))
        #expect(body.contains(#"{"reply":{"id":"hide:5","title":"Не интересно"},"type":"reply"}"#))
        #expect(body.contains(#"{"reply":{"id":"pause:7","title":"Приостановить фильт…"},"type":"reply"}"#))
        #expect(!body.contains("Открыть"))
    }

    @Test("a text that is too long for buttons goes without them, never shortened")
    func longText() throws {
        var message = ProviderBench.buttons
        message.picture = nil
        message.text = String(repeating: "x", count: 1_025)
        let body = try ProviderBench.body(ProviderBench.meta, message)
        #expect(body.contains(#""type":"text""#) && body.contains(message.text) && !body.contains("interactive"))
    }

    @Test("a list opens by its button; under a text that is too long for one it is written out")
    func list() throws {
        let body = try ProviderBench.body(ProviderBench.meta, ProviderBench.list)
        let rows = #"{"button":"Фильтры","sections":[{"rows":[{"description":"3","id":"pause:7","title":"Roma"}]}]}"#
        #expect(body.contains(#""interactive":{"action":\#(rows),"body":{"text":"Меню"},"type":"list"}"#))
        var long = ProviderBench.list
        long.text = String(repeating: "x", count: 1_030)
        #expect(try ProviderBench.body(ProviderBench.meta, long).contains(#"\n\n1. Roma – 3","preview_url":false}"#))
    }

    @Test("a template has its name, language and values, and nothing else")
    func template() throws {
        let message = try ProviderBench.template("new_listings:ru_RU", .meta)
        let body = try ProviderBench.body(ProviderBench.meta, message)
        let values = ["Рим", "3 объявления", "x", "https://a"].map { #"{"text":"\#($0)","type":"text"}"# }
        let parameters = #"{"parameters":[\#(values.joined(separator: ","))],"type":"body"}"#
        #expect(
            body.contains(
                #""template":{"components":[\#(parameters)],"language":{"code":"ru_RU"},"name":"new_listings"}"#))
        #expect(body.contains(#""type":"template""#) && !body.contains(#""text":{"#))
    }

    @Test("a person without a number is written to by their user id")
    func userID() throws {
        let body = try ProviderBench.body(ProviderBench.meta, ProviderBench.text, to: "IT.1349abc")
        #expect(body.contains(#""recipient":"IT.1349abc""#) && !body.contains(#""to":"#))
    }

    @Test("360dialog takes the same body under a key of its own")
    func dialog360() throws {
        let request = ProviderBench.request(ProviderBench.dialog360, ProviderBench.buttons)
        #expect(request.url == "https://waba-v2.360dialog.io/messages")
        #expect(request.headers.contains { $0.name == "D360-API-KEY" && $0.value == "test-token" })
        #expect(request.body == ProviderBench.request(ProviderBench.meta, ProviderBench.buttons).body)
        let sandbox = Dialog360Provider(url: "https://waba-sandbox.360dialog.io/", hasReceipts: false) { "test-token" }
        #expect(
            ProviderBench.request(sandbox, ProviderBench.text).url == "https://waba-sandbox.360dialog.io/v1/messages")
        #expect(sandbox.probe().url == "https://waba-sandbox.360dialog.io/v1/configs/webhook")
        #expect(ProviderBench.dialog360.probe().url == "https://waba-v2.360dialog.io/v1/configs/webhook")
    }

    @Test(
        "360dialog's own refusals are classed by their words, since all of them are 400",
        arguments: [
            ("You have exceeded the endpoint rate limit.", ErrorClass.throttled),
            ("Could not send message due to lack of payment.", .configuration),
            ("Your WhatsApp for Business API has been disabled", .configuration),
            ("Something new", .unknown),
        ])
    func dialog360Refusals(_ words: String, _ expected: ErrorClass) throws {
        for body in [
            #"{"meta":{"http_code":400,"developer_message":"\#(words)","success":false}}"#,
            #"{"meta":{"httpCode":400,"developerMessage":"\#(words)","success":false}}"#,
        ] {
            let error = try ProviderBench.refusal(ProviderBench.dialog360, 400, body)
            #expect(error.errorClass == expected && error.code == "360-400")
            #expect(error.isDocumented == (expected != .unknown))
        }
    }

    @Test("360dialog passes Meta's errors and ids on")
    func dialog360PassesOn() throws {
        let error = try ProviderBench.refusal(ProviderBench.dialog360, 400, #"{"error":{"code":131047,"message":"m"}}"#)
        #expect(error.errorClass == .windowClosed)
        let sent = ProviderBench.answer(200, #"{"messages":[{"id":"wamid.1"}],"meta":{"success":true}}"#)
        #expect(ProviderBench.dialog360.outcome(of: sent) == .accepted(id: "wamid.1"))
    }

    @Test("a refused picture is told from another refusal")
    func pictureAtFault() throws {
        func isAboutPicture(_ code: Int, _ detail: String) throws -> Bool {
            let body = #"{"error":{"code":\#(code),"error_data":{"details":"\#(detail)"}}}"#
            return try ProviderBench.refusal(ProviderBench.meta, 400, body).isAboutPicture
        }
        #expect(try isAboutPicture(131053, "Media upload error"))
        #expect(try isAboutPicture(100, "interactive['header']['image']['link'] is invalid"))
        #expect(try !isAboutPicture(100, "Invalid parameter"))
        #expect(try !isAboutPicture(131026, "image"))
    }

    @Test("undocumented codes are classed by their family, and said to be undocumented")
    func families() throws {
        func error(_ code: Int) throws -> ProviderError {
            try ProviderBench.refusal(ProviderBench.meta, 400, #"{"error":{"code":\#(code)}}"#)
        }
        #expect(try error(132999).errorClass == .template)
        #expect(try error(133999).errorClass == .configuration)
        #expect(try error(80005).errorClass == .throttled)
        #expect(try !error(132999).isDocumented && error(132000).isDocumented)
    }

    @Test("the number's figures are read")
    func quotas() throws {
        let quota = try #require(ProviderBench.meta.quotaRequests().first)
        #expect(quota.request.url.hasPrefix("https://graph.facebook.com/v26.0/1234?fields="))
        let answer = #"{"whatsapp_business_manager_messaging_limit":"TIER_2K","quality_rating":"GREEN","id":"1234"}"#
        #expect(
            quota.read(ProviderBench.answer(200, answer))
                == [ProviderQuota(.messagingLimit, 2_000), ProviderQuota(.quality, 3)])
        let unlimited = #"{"whatsapp_business_manager_messaging_limit":"TIER_UNLIMITED"}"#
        #expect(quota.read(ProviderBench.answer(200, unlimited)) == [ProviderQuota(.messagingLimit, .infinity)])
        #expect(quota.read(ProviderBench.answer(400, #"{"error":{"code":190}}"#)).isEmpty)
    }
}
