import Contracts
import Foundation
import Notifications
import Testing

@Suite("Every provider of WhatsApp")
struct EveryProviderTests {
    @Test("has its token nowhere in an error, whatever it answers")
    func tokens() throws {
        let bodies = ["", "<html>", "null", "[]", "{}", #"{"error":"test-token"}"#, #"{"message":"x","errors":[]}"#]
        for provider in try ProviderBench.all() {
            for status in [200, 202, 301, 400, 401, 404, 409, 422, 429, 500, 503] {
                for body in bodies {
                    guard case .refused(let error) = provider.outcome(of: ProviderBench.answer(status, body)) else {
                        #expect(status < 300 || status == 409, "\(provider.kind) \(status) \(body)")
                        continue
                    }
                    #expect(!error.detail.contains("test-token") && !error.code.contains("test-token"))
                    #expect(error.code.utf8.count <= 64 && error.detail.utf8.count <= 500)
                }
            }
        }
    }

    @Test(
        "a refusal that says nothing is classed by the family of its status",
        arguments: [(401, ErrorClass.configuration), (402, .configuration), (429, .throttled), (503, .transient)])
    func families(_ status: Int, _ expected: ErrorClass) throws {
        for provider in try ProviderBench.all() {
            let error = try ProviderBench.refusal(provider, status, "")
            #expect(error.errorClass == expected && !error.isDocumented)
        }
    }

    @Test("an answer of success without an id is unclear, not accepted")
    func unclear() throws {
        for provider in try ProviderBench.all() {
            guard case .unclear = provider.outcome(of: ProviderBench.answer(200, "{}")) else {
                Issue.record("\(provider.kind) takes an answer without an id")
                continue
            }
        }
    }

    @Test("does what its features say")
    func features() throws {
        for provider in try ProviderBench.all() {
            let features = provider.features
            #expect(features.hasPictures == (provider.format.captionLimit != nil))
            #expect((features.replyButtons > 0) == (provider.format.replyButtons != nil))
            #expect(features.hasWindow == features.hasTemplates)
            let list = String(decoding: ProviderBench.request(provider, ProviderBench.list).body ?? [], as: UTF8.self)
            #expect(list.contains("sections") == features.hasList)
            let buttons = String(
                decoding: ProviderBench.request(provider, ProviderBench.buttons).body ?? [], as: UTF8.self)
            let showsButtons = buttons.contains("hide:5")
            #expect(showsButtons == (provider.format.replyButtons?.withPicture == true))
        }
    }

    @Test("asks for its account without a body, and finds it in order when it is answered well")
    func probes() throws {
        for provider in try ProviderBench.all() {
            #expect(provider.probe().method == "GET" && provider.probe().body == nil)
            #expect(provider.fault(inProbe: ProviderBench.answer(200, "{}")) == nil)
            #expect(provider.fault(inProbe: ProviderBench.answer(401, ""))?.errorClass == .configuration)
            #expect(provider.fault(inProbe: ProviderBench.answer(503, ""))?.errorClass == .transient)
            for quota in provider.quotaRequests() {
                #expect(quota.request.method == "GET")
                #expect(quota.read(ProviderBench.answer(500, "<html>")).isEmpty)
            }
        }
    }

    @Test(
        "what it reports after acceptance is classed as its answers are",
        arguments: [
            (ProviderKind.twilio, "63016", ErrorClass.windowClosed), (.twilio, "63019", .content),
            (.meta, "131049", .policy), (.dialog360, "131026", .recipient), (.messageBird, "302", .recipient),
            (.birdChannels, "15005", .recipient), (.bird, "service_window_expired", .windowClosed),
            (.bird, "131056", .throttled), (.chatAPI, "whatever", .unknown), (.twilio, "99999", .unknown),
        ])
    func reports(_ kind: ProviderKind, _ code: String, _ expected: ErrorClass) {
        let error = kind.reportedError(code: code, detail: "to +14158675309")
        #expect(error.errorClass == expected && error.code == code)
        #expect(!error.detail.contains("8675309"))
        #expect(error.isAboutPicture == (code == "63019"))
    }

    @Test("Twilio: a picture with its caption, a template without a body, a list as text, the balance")
    func twilio() throws {
        let provider = try ProviderBench.twilio()
        func form(_ message: OutgoingMessage) -> String {
            let body = String(decoding: ProviderBench.request(provider, message).body ?? [], as: UTF8.self)
            return body.removingPercentEncoding ?? body
        }
        #expect(form(ProviderBench.picture).contains("Body=Привет&MediaUrl=https://a.example/1.jpg"))
        let sid = "HX" + String(repeating: "0", count: 32)
        let template = form(try ProviderBench.template(sid, .twilio))
        let variables = #"{"1":"Рим","2":"3 объявления","3":"x","4":"https://a"}"#
        #expect(template.contains("ContentSid=\(sid)&ContentVariables=\(variables)&"))
        #expect(!template.contains("Body="))
        #expect(form(ProviderBench.list).contains("Body=Меню\n\n1. Roma – 3"))
        let quota = try #require(provider.quotaRequests().first)
        #expect(quota.request.url.hasSuffix("/Accounts/test-account/Balance.json"))
        let answer = #"{"account_sid":"x","balance":"-1.50","currency":"USD"}"#
        #expect(quota.read(ProviderBench.answer(200, answer)) == [ProviderQuota(.balance, -1.5)])
        #expect(try ProviderBench.refusal(provider, 400, #"{"code":21620,"message":"m"}"#).isAboutPicture)
    }

    @Test("hosts that answer no more are known with their successor")
    func retired() {
        #expect(RetiredHost.successor(of: "https://waba.360dialog.io/v1")?.successor == "https://waba-v2.360dialog.io")
        #expect(RetiredHost.successor(of: "https://eu115.chat-api.com/instance1")?.host == "eu115.chat-api.com")
        #expect(RetiredHost.successor(of: "https://waba-v2.360dialog.io") == nil)
        #expect(RetiredHost.successor(of: "https://notchat-api.com") == nil)
    }
}
